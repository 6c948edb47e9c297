// @ts-check
// The topic board's keys: what each does, and the sheet that shows them all.
import { historyKey, sheet, toCell } from "./lab.js";

const BOARD_SHEET = [
  ["Cards", [["← → ↑ ↓", "card beside, above, below"], ["Home / End", "first, last"], ["Enter", "into its segments"], ["/", "find"], ["u", "only what nobody confirmed"]]],
  ["A theme", [["t", "make a theme of the topic"], ["r, F2", "name and meaning"], ["g", "merge with another; or drag it there"], ["l", "codes and stage"], ["Delete", "retire"]]],
  ["Segments", [["↑ ↓", "segment before, after"], ["Space", "tick"], ["Shift ↑ ↓", "tick from here to there"], ["Ctrl A", "tick all"], ["c", "confirm what is proposed"], ["m", "move to a theme; or drag"], ["s", "a new theme of them"], ["x", "take out of every theme"], ["Esc", "tick nothing; back to the cards"]]],
  ["Topics", [["+ / −", "more, fewer topics"], ["w", "what changed since the round before"]]],
  ["Safe", [["Ctrl Z", "undo"], ["Ctrl Shift Z, Ctrl Y", "do again"], ["Ctrl S", "save the notebook"], ["Esc", "leave the board"], ["?", "this sheet"]]],
];

/** @typedef {import("./board_view.js").BoardView} View */
/** @type {Record<string, (view: View) => void>} */
const BOARD_COMMANDS = {
  t: (v) => v.does("mark"), r: (v) => v.does("rename"), F2: (v) => v.does("rename"), g: (v) => v.does("merge"), l: (v) => v.does("link"), Delete: (v) => v.does("retire"),
  c: (v) => v.does("confirm"), m: (v) => v.does("move"), s: (v) => v.does("split"), x: (v) => v.does("out"), u: (v) => v.only(), w: (v) => v.changesToggle(),
  "+": (v) => v.finer(1), "=": (v) => v.finer(1), "-": (v) => v.finer(-1), "−": (v) => v.finer(-1),
};

export class BoardKeys {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.sheetOpen = false;
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    const { view } = this, target = e.target instanceof Element ? e.target : null;
    const typing = !!target?.matches("input:not([type=checkbox]),textarea,select");
    view.steps += 1;
    if (e.defaultPrevented || e.isComposing) return;
    if (this.sheetOpen && (e.key === "Escape" || e.key === "?")) { e.preventDefault(); this.toggleSheet(); return; }
    if (view.sheet || this.sheetOpen) return;
    if (historyKey(e, typing, (way) => view.history(way))) return;
    const cards = target === view.cards.list, rows = target === view.page.all.list.el;
    if (rows && !e.altKey && view.page.key(e)) return;
    if (e.altKey || e.ctrlKey || e.metaKey) return;
    if (e.key === "Escape") { e.preventDefault(); this.escape(target); return; }
    if (typing) return;
    if (cards && view.cards.key(e)) return;
    if (cards && e.key === "Enter") { e.preventDefault(); view.page.all.focus(); return; }
    if (e.key === "?") { e.preventDefault(); this.toggleSheet(); return; }
    if (e.key === "/") { e.preventDefault(); view.box.focus(); view.box.select(); return; }
    if (e.key === "Enter" || e.key === " ") return; // a button's own
    const does = BOARD_COMMANDS[e.key];
    if (does) { e.preventDefault(); does(view); }
    else if (e.key.length === 1 && target?.matches("[role=listbox]")) { e.preventDefault(); view.say(`${e.key} is no key here; ? shows them all`); }
  }

  /** From a part beside the cards to the cards, from the cards to the cell. @param {Element|null} target */
  escape(target) {
    const { view } = this;
    if (view.changing) { view.changesToggle(); return; }
    if (target !== view.cards.list && !view.cards.list.hidden) { view.cards.focus(); return; }
    toCell(view.root, view.cards.list);
  }

  toggleSheet() {
    this.sheetOpen = !this.sheetOpen;
    sheet(this.view.root, this.sheetOpen, BOARD_SHEET, [], () => this.toggleSheet());
    if (!this.sheetOpen) this.view.cards.focus();
  }
}
