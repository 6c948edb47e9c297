// @ts-check
// The transcript coder. Python (workbench/widgets/coder.py) holds the truth; a view in the browser talks with it:
//
// To Python:   hello · bye · add {code|name, spans, valence, stance} · define {name} · remove {codings} ·
//              edit {codings, valence?, stance?, memo?} · memo {text} · undo · redo        each with an id
// From Python: view (everything) · patch (what changed) · reply {id, saved, at, ...} or {id, error, why, keep}
// A reply "saved" comes after the act is on the disk. `keep` says that asking again may help.
import { View } from "./view.js";

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const view = new View(model, el);
  return () => view.dispose();
}

export default { render };
