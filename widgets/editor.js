// @ts-check
// The codebook editor. Python (workbench/widgets/editor.py) holds the codebook; the browser has a row for each code, and
// asks for the rest: one code in full, passages in windows, what a deed would do.
//
// To Python:   hello · bye · undo · redo
//              detail {code} · quotes {code, words, from, to} · ids {code, words} · who {code, field} · plan {deed} ·
//              again {from, to} · alike · changes {before, now}
//              define {code, fields, base, reason}: fields as they shall be, and as they were when one began to type
//              do {deed, token, reason}: a deed that was planned; the token says that what was shown is what will be done
//              example {code, codings, against} · unexample {example} · keep, remove {codings, reason} ·
//              recode {codings, code, reason}
//              each with an id. A deed is {kind, ...}: new {family, label, parent} · rename {code, label} ·
//              merge {codes, into} · split {code, label, codings} · move {code, family, parent} · retire, restore {code}
// From Python: view {head, rows, order, ...} · patch {set, gone, order: {at, cut, ids}, ...} · the name of a question with
//              its id and the answer · reply {id, saved, at, code} or {id, error, why, keep}; error "Changed" brings what
//              a colleague wrote meanwhile (theirs, by, at)
// A reply "saved" comes after the act is on the disk, and after the patch that shows it.
import { Session } from "./session.js";
import { EditorView } from "./editor_view.js";

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const session = new Session(model, el, {
    name: "editor", label: "Codebook editor", opening: "Opening the codebook…", kind: "wb-editor", view: (s, m) => new EditorView(s, m),
  });
  return () => session.dispose();
}

export default { render };
