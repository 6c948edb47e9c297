// @ts-check
// The keys of the segments browser: what each does, and the sheet that shows them all.
import { sheet, toCell } from "./lab.js";

const SEGMENTS_SHEET = [
  ["Ask", [["; or q", "the query"], ["Enter", "find; with an offer picked: take it"], ["↑ in the query", "what was asked before"], ["t", "ask again, after codings changed"], ["1 2 3 4", "passages, matrix, together, memos"]]],
  ["Move", [["j k, ↓ ↑", "passage after, before"], ["PgUp / PgDn", "a page"], ["Home / End", "first, last"], ["Enter", "what was said around it; again: less"], ["← →", "close, open a group"]]],
  ["Select", [["Space, s", "this passage"], ["Shift ↑ ↓, Shift End …", "from here to there"], ["Ctrl A", "all that are shown"], ["Esc", "nothing"]]],
  ["Code", [["c, /", "add a code; of many: see first what happens"], ["r", "recode: one code into another"], ["h", "take the next of the codes here in hand"], ["Delete, Backspace", "remove my coding"]]],
  ["Say more", [[", / .", "feeling down, up"], ["0", "feeling neutral"], ["-", "speaks against"], ["m", "memo; Esc goes back"]]],
  ["Matrix, together", [["arrows", "from cell to cell"], ["Enter", "the passages of a cell"]]],
  ["Safe", [["Ctrl Z", "undo"], ["Ctrl Shift Z, Ctrl Y", "do again"], ["Ctrl S", "save the notebook"], ["Esc", "leave the browser"], ["?", "this sheet"]]],
];

/** @typedef {import("./segments_view.js").SegmentsView} SegView */
/** @type {Record<string, (view: SegView, e: KeyboardEvent) => void>} */
const SEGMENTS_COMMANDS = {
  j: (v) => v.go(v.at + 1), k: (v) => v.go(v.at - 1), ArrowDown: (v, e) => v.go(v.at + 1, e.shiftKey), ArrowUp: (v, e) => v.go(v.at - 1, e.shiftKey),
  PageDown: (v, e) => v.go(v.at + v.page(), e.shiftKey), PageUp: (v, e) => v.go(v.at - v.page(), e.shiftKey),
  Home: (v, e) => v.go(0, e.shiftKey), End: (v, e) => v.go(v.entries - 1, e.shiftKey),
  ArrowLeft: (v) => v.fold(true), ArrowRight: (v) => v.fold(false), Enter: (v) => v.enter(), " ": (v) => v.toggle(), s: (v) => v.toggle(), x: (v) => v.toggle(),
  c: (v) => v.code(), "/": (v) => v.code(), r: (v) => v.recode("swap"), h: (v) => v.nextHand(), m: (v) => v.memo(), t: (v) => v.tidy(),
  "-": (v) => v.against(), ",": (v) => v.feelBy(-1), ".": (v) => v.feelBy(1), 0: (v) => v.feel(0),
  Delete: (v) => v.remove(), Backspace: (v) => v.remove(),
};

export class SegmentsKeys {
  /** @param {SegView} view */
  constructor(view) {
    this.view = view;
    this.sheetOpen = false;
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    const { view } = this, rows = view.list.el;
    const typing = e.target instanceof Element && e.target.matches("input:not([type=checkbox]),textarea,select");
    if (!typing) view.steps += 1;
    if (e.defaultPrevented || e.isComposing) return;
    if (this.sheetOpen && (e.key === "Escape" || e.key === "?")) { e.preventDefault(); this.toggleSheet(); return; }
    if (e.ctrlKey || e.metaKey) { if (!typing && !view.box) this.chord(e); return; }
    if (view.box || e.altKey) return;
    if (e.key === "Escape") { e.preventDefault(); this.escape(e); return; }
    if (typing) return;
    if (e.key === "?") { e.preventDefault(); this.toggleSheet(); return; }
    if (e.key === ";" || e.key === "q") { e.preventDefault(); view.bar.focus(); return; }
    if (view.looking.going) { e.preventDefault(); view.waits("done"); return; }
    if (/^[1-4]$/.test(e.key)) { e.preventDefault(); view.show(view.names[Number(e.key) - 1]); return; }
    if (e.target !== rows) { this.tabs(e); return; }
    const does = SEGMENTS_COMMANDS[e.key];
    if (does) { e.preventDefault(); does(view, e); return; }
    if (e.key.length !== 1) return;
    e.preventDefault();
    view.say(`${e.key} is no key here; ? shows them all, c finds or adds a code`);
  }

  /** @param {KeyboardEvent} e */
  chord(e) {
    const key = e.key.toLowerCase(), { view } = this, rows = view.list.el;
    if (key === "z" || key === "y") { e.preventDefault(); view.history(key === "y" || e.shiftKey ? "redo" : "undo"); }
    else if (key === "a" && e.target === rows) { e.preventDefault(); view.all(); }
    else if (e.target === rows && (e.key === "Home" || e.key === "End")) { e.preventDefault(); view.go(e.key === "Home" ? 0 : view.entries - 1, e.shiftKey); }
  }

  /** Arrows walk through the tabs: one stop for the Tab key. @param {KeyboardEvent} e */
  tabs(e) {
    const { view } = this, tab = e.target instanceof Element ? e.target.closest("[role=tab]") : null, at = view.names.indexOf(tab?.getAttribute("data-tab") ?? "");
    if (at < 0) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (step) { e.preventDefault(); view.show(view.names[(at + step + view.names.length) % view.names.length], false); }
    else if (e.key === "ArrowDown") { e.preventDefault(); view.focus(); }
  }

  /** From a part beside the passages to them, from a selection to none, from the passages to the cell. @param {KeyboardEvent} e */
  escape(e) {
    const { view } = this;
    if (e.target !== view.list.el && view.tab === "passages") { view.focus(); return; }
    if (view.tab !== "passages" && e.target instanceof Element && e.target.matches("input,select,textarea")) { view.focus(); return; }
    if (view.looking.going) { view.looking.stay(); view.say("Stopped looking"); return; }
    if (view.selected.size || view.looking.choosing) { view.clear(); return; }
    toCell(view.root, document.activeElement);
  }

  toggleSheet() {
    this.sheetOpen = !this.sheetOpen;
    sheet(this.view.root, this.sheetOpen, SEGMENTS_SHEET, [], () => this.toggleSheet());
    if (!this.sheetOpen) this.view.focus();
  }
}
