// @ts-check
// The topic board. Python (workbench/widgets/board.py) holds the fit, the themes and every segment; the browser has a row for
// each card and asks for the segments of one in pages.
//
// To Python:   hello · bye · undo · redo
//              look {round, stage, words, only}: what is counted and shown · segments {card, which, from, to} · ids {card, which}
//              refit {steps}: read the study again, finer or coarser; `progress {id, done, of}` says how far it is
//              mark {card, name}: make a theme of a topic · split {segments, name, card}: of some segments
//              merge {card, into, name} · move {segments, theme, card}: to no theme if that is empty · rename {card, name}
//              describe {card, description | stage} · link {card, codes} · retire {card}
//              accept {changes, accept}: what became of topics is right, or not yet · keep: later fits begin from this one
//              each with an id. A card is a theme, a topic, or what is apart (off-topic, small, aside); Python looks up each id.
// From Python: view {head, cards, order, changes, fit, look, ...} · patch {set, gone, order, ...} · the name of a question with its
//              id and the answer · reply {id, saved, at, card} or {id, error, why, keep}
// A reply "saved" comes after the act is on the disk, and after the patch that shows it.
import { BoardView } from "./board_view.js";
import { Session } from "./session.js";

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const session = new Session(model, el, {
    name: "topic board", label: "Topic board", opening: "Laying out topics and themes…", kind: "wb-board", chords: "a", view: (s, m) => new BoardView(s, m),
  });
  return () => session.dispose();
}

export default { render };
