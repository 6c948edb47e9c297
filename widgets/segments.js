// @ts-check
// The browser of coded segments. Python (workbench/widgets/segments.py) asks the study; the page asks for what it shows:
//
// To Python:   hello · bye · look {look} · rows {list, from, to} · ids {list, from, to} · seek {list, passage} ·
//              around {passage} · plan {way, from?, code|name, passages} · matrix {spec} · together {spec} · memos {filter} ·
//              add {code|name, passages, valence, stance} · recode {way, from?, code|name, passages, token} ·
//              cell {which, row, column} · remove {codings} · edit {codings, valence?, stance?, memo?} · memo {kind, about, text} · undo · redo
//              each with an id; a passage is [id, first digits of the hash of its words]
// From Python: view (all but the passages) · patch (what changed) · look, rows, ids, seek, around, plan, matrix, together, cell,
//              memos with the id that asked · reply {id, saved, at, ...} or {id, error, why, keep}
// A query that cannot be read is answered by look {wrong: {what, at}}. A reply "saved" comes after the act is on the disk.
import { Session } from "./session.js";
import { SegmentsView } from "./segments_view.js";

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const session = new Session(model, el, {
    name: "segments browser", label: "Coded segments", opening: "Looking for passages…", kind: "wb-grid wb-segs", view: (s, m) => new SegmentsView(s, m),
  });
  return () => session.dispose();
}

export default { render };
