// @ts-check
// Adjudication: where coders differ, one case after the other, and what was decided about each with its reason.
// Python (workbench/widgets/adjudicator.py) holds the truth; a view in the browser talks with it:
//
// To Python:   hello · bye · undo · redo · decide {case, stands, like, reason, code|name?}      each with an id
//              case {case}: all there is to see of one
// From Python: view {head, cases, families, codes, …} · patch (what changed; set, gone: cases) · case {case} · reply {id, saved, at, said?} or
//              {id, error, why, keep}
import { CaseList } from "./adjudicator_list.js";
import { Cases } from "./adjudicator_view.js";
import { Session } from "./session.js";

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const session = new Session(model, el, {
    name: "adjudicator", label: "Adjudicator", opening: "Looking where coders differ…", kind: "wb-adjudicator",
    view: (s, m) => new Cases(s, m, (acts) => new CaseList(acts)),
  });
  return () => session.dispose();
}

export default { render };
