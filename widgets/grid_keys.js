// @ts-check
// The grid's keys: what each does, and the sheet that shows them all.
import { sheet, toCell } from "./lab.js";

const GRID_SHEET = [
  ["Move", [["↑ ↓", "answer before, after"], ["PgUp / PgDn", "a page"], ["Home / End", "first, last"], ["j / k", "next, previous answer without a code"], ["← →", "close, open a group"]]],
  ["Select", [["Space, s", "this answer"], ["Shift ↑ ↓, Shift End …", "from here to there"], ["Ctrl A", "all that are shown"], ["=", "all that say the same"], ["Esc", "nothing"]]],
  ["Code", [["1 … 9", "stages"], ["letters", "the codes they stand beside"], ["/", "find or add a code"], ["+", "the code given last, again"], ["v", "in vivo: a code from the words"], ["Delete, Backspace", "remove the code"]]],
  ["Say more", [[", / .", "feeling down, up"], ["0", "feeling neutral"], ["-", "speaks against"], ["m", "memo; Esc goes back"]]],
  ["Suggestions", [["n", "go to the next"], ["Enter", "accept the one here"], ["Shift N", "reject it"], ["another code's key", "correct the one you went to"]]],
  ["See", [[";", "filter by words"], ["t", "bring the list up to date"], ["Enter", "read all of a long answer"], ["click on a column", "sort; again: from high to low"]]],
  ["Safe", [["Ctrl Z", "undo"], ["Ctrl Shift Z, Ctrl Y", "do again"], ["Ctrl S", "save the notebook"], ["Esc", "leave the grid"], ["?", "this sheet"]]],
];

/** @typedef {import("./grid_view.js").GridView} View */
/** @type {Record<string, (view: View, e: KeyboardEvent) => void>} */
const GRID_COMMANDS = {
  ArrowDown: (v, e) => v.go(v.at + 1, e.shiftKey), ArrowUp: (v, e) => v.go(v.at - 1, e.shiftKey),
  PageDown: (v, e) => v.go(v.at + v.page(), e.shiftKey), PageUp: (v, e) => v.go(v.at - v.page(), e.shiftKey),
  Home: (v, e) => v.go(0, e.shiftKey), End: (v, e) => v.go(v.entries - 1, e.shiftKey),
  ArrowLeft: (v) => v.fold(true), ArrowRight: (v) => v.fold(false), Enter: (v) => v.enter(),
  " ": (v) => v.toggle(), s: (v) => v.toggle(), "=": (v) => v.alike(), t: (v) => v.tidy(), ";": (v) => v.bar.words.focus(),
  j: (v) => v.uncoded(1), k: (v) => v.uncoded(-1), v: (v) => v.inVivo(), m: (v) => v.memo(), "+": (v) => v.again(),
  "-": (v) => v.against(), ",": (v) => v.feelBy(-1), ".": (v) => v.feelBy(1), 0: (v) => v.feel(0),
  Delete: (v) => v.remove(), Backspace: (v) => v.remove(),
};

export class GridKeys {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.sheetOpen = false;
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    const { view } = this, rows = view.rows.el;
    const typing = e.target instanceof Element && e.target.matches("input:not([type=checkbox]),textarea,select");
    if (!typing) view.steps += 1;
    if (e.defaultPrevented || e.isComposing) return;
    if (this.sheetOpen && (e.key === "Escape" || e.key === "?")) { e.preventDefault(); this.toggleSheet(); return; }
    if (e.ctrlKey || e.metaKey) { if (!typing && !view.box) this.chord(e); return; }
    if (view.box || e.altKey) return;
    if (e.key === "Escape") { e.preventDefault(); this.escape(e); return; }
    if (typing) return;
    if (e.key === "?") { e.preventDefault(); this.toggleSheet(); return; }
    if (e.key === "/") { e.preventDefault(); view.panel.open(""); return; }
    if (e.target !== rows) { this.heading(e); return; }
    if (view.looking.going) { e.preventDefault(); view.waits("done"); return; }
    if (view.suggest.key(e.key)) { e.preventDefault(); return; }
    const does = GRID_COMMANDS[e.key];
    if (does) { e.preventDefault(); does(view, e); return; }
    if (e.key.length !== 1) return;
    e.preventDefault();
    const code = view.codeOf(e.key);
    if (code) view.apply({ code: code.id });
    else if (e.key === "x") view.toggle();
    else view.say(`${e.key} is no key here; ? shows them all, / finds or adds a code`);
  }

  /** @param {KeyboardEvent} e */
  chord(e) {
    const key = e.key.toLowerCase(), { view } = this;
    if (key === "z" || key === "y") { e.preventDefault(); view.history(key === "y" || e.shiftKey ? "redo" : "undo"); }
    else if (key === "a" && e.target === view.rows.el) { e.preventDefault(); view.all(); }
    else if (e.target === view.rows.el && (e.key === "Home" || e.key === "End")) { e.preventDefault(); view.go(e.key === "Home" ? 0 : view.entries - 1, e.shiftKey); }
  }

  /** Arrows walk through the headings of the columns: one stop for the Tab key. @param {KeyboardEvent} e */
  heading(e) {
    const buttons = /** @type {HTMLElement[]} */ ([...this.view.rows.head.querySelectorAll("button")]), at = buttons.indexOf(/** @type {any} */ (e.target));
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (at < 0) return;
    if (e.key === "ArrowDown") { e.preventDefault(); this.view.focus(); return; }
    if (!step) return;
    e.preventDefault();
    const next = buttons[(at + step + buttons.length) % buttons.length];
    buttons.forEach((b) => { b.tabIndex = b === next ? 0 : -1; });
    next.focus();
  }

  /** From a part beside the rows to the rows, from a selection to none, from the rows to the cell. @param {KeyboardEvent} e */
  escape(e) {
    const { view } = this;
    if (e.target !== view.rows.el) { view.focus(); return; }
    if (view.looking.going) { view.looking.stay(); view.say("Stopped looking"); return; }
    if (view.selected.size || view.looking.choosing) { view.clear(); return; }
    toCell(view.root, view.rows.el);
  }

  toggleSheet() {
    this.sheetOpen = !this.sheetOpen;
    sheet(this.view.root, this.sheetOpen, GRID_SHEET, [...this.view.store.codes.values()], () => this.toggleSheet());
    if (!this.sheetOpen) this.view.focus();
  }
}
