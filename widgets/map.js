// @ts-check
// The journey map, live. Python (workbench/widgets/map.py) computes it and holds all quotes; the browser has a face for each card.
//
// To Python:   hello · bye · undo · redo
//              look {persona, round}: whose words, of which round · open {claim | stage}: what the panel says
//              quotes {claim}: both sides, masked · without {claim, participant}: what would be left
//              move {claim, stage, lane, reason} · rename {claim, title, reason} · under {claim, under, reason}: alone if that is empty
//              hide {claim, hidden, reason} · own {claim, owner, reason} · status {claim, status, reason} · sign {claim, grade, reason}
//              comment {about, text} · capture {text, stage} · sort {note, claim}: away if that is empty
//              moment {stage, moment, reason} · because {claim, because} · cut {claim, because}
//              each with an id.
// From Python: view {head, lanes, personas, facts, stages, cards, notes, curve, seen, rounds, reasons, ...} · patch {set, gone, ...}
//              the name of a question with its id and the answer · reply {id, saved, at, card} or {id, error, why, keep}
// A reply "saved" comes after the act is on the disk, and after the patch that shows it.
import { MapView } from "./map_view.js";
import { Session } from "./session.js";

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const session = new Session(model, el, {
    name: "map", label: "Journey map", opening: "Drawing the map…", kind: "wb-journey", view: (s, m) => new MapView(s, m),
  });
  return () => session.dispose();
}

export default { render };
