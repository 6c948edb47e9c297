// @ts-check
// The answer grid. Python (workbench/widgets/grid.py) holds the answers; a view in the browser asks for what it shows:
//
// To Python:   hello · bye · look {look} · rows {list, from, to} · ids {list, from, to} · seek {list, from, step, what? | answer} ·
//              text {answer} · alike {answer} · add {code|name, answers, valence, stance} · define {name} ·
//              remove {code, answers} · edit {code, answers, valence?, stance?, memo?} · memo {text} · undo · redo ·
//              suggest {on} · why {suggestion} · decide {suggestion, decision, code|name?}
//              each with an id; an answer is [id, first digits of the hash of its words]
// From Python: view (all but the answers) · patch (what changed) · look, rows, ids, seek, text, alike, why with the id that asked ·
//              suggestions (those of the answers the browser has) ·
//              reply {id, saved, at, ...} or {id, error, why, keep}
// A reply "saved" comes after the act is on the disk, and after the patch that shows it.
import { Session } from "./session.js";
import { GridView } from "./grid_view.js";

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const session = new Session(model, el, {
    name: "grid", label: "Answer grid", opening: "Opening the answers…", kind: "wb-grid", view: (s, m) => new GridView(s, m),
  });
  return () => session.dispose();
}

export default { render };
