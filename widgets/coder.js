// @ts-check
// The transcript coder. Python (workbench/widgets/coder.py) holds the truth; a view in the browser talks with it:
//
// To Python:   hello · bye · add {code|name, spans, valence, stance} · define {name} · remove {codings} ·
//              edit {codings, valence?, stance?, memo?, spans?} · memo {kind, about, text} · undo · redo        each with an id
//              suggest {on} · decide {suggestion, decision, code|name?}
// From Python: suggestions {on, state, learned, why, set, gone, whole} · view (everything) · patch (what changed) · reply {id, saved, at, ...} or {id, error, why, keep}
// A reply "saved" comes after the act is on the disk. `keep` says that asking again may help.
import { Session } from "./session.js";
import { View } from "./view.js";

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const session = new Session(model, el, {
    name: "coder", label: "Transcript coder", opening: "Opening the transcript…", kind: "", chords: "f", view: (s, m) => new View(s, m),
  });
  return () => session.dispose();
}

export default { render };
