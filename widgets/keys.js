// @ts-check
// The coder's keys: what each does, and the sheet that shows them all.
import { sheet } from "./lab.js";

const SHEET = [
  ["Move", [["← → ↑ ↓", "caret"], ["Ctrl ↑ / Ctrl ↓", "turn before, turn after"], ["j / k", "next, previous turn without a code"], ["PgUp / PgDn", "a page"]]],
  ["Select", [["s", "this sentence; again: one more"], ["t", "this turn"], ["Shift + arrows", "by character, line"], ["Ctrl Shift ← →", "by word"]]],
  ["Code", [["1 … 9", "stages"], ["letters", "the codes they stand beside"], ["/", "find or add a code"], ["v", "in vivo: a code from the words"], ["Delete", "remove the code at the caret"]]],
  ["Suggestions", [["n", "the next one, once they are on"], ["Enter", "accept"], ["⇧N", "reject"], ["another code's key", "correct"]]],
  ["Say more", [[", / .", "feeling down, up"], ["0", "feeling neutral"], ["-", "speaks against"], ["m", "memo; Esc goes back"]]],
  ["Safe", [["Ctrl Z", "undo"], ["Ctrl Shift Z, Ctrl Y", "do again"], ["Ctrl S", "save the notebook"], ["Esc", "leave the coder"], ["?", "this sheet"]]],
];

/** @typedef {import("./view.js").View} View */
/** @type {Record<string, (view: View) => void>} */
const COMMANDS = {
  s: (v) => v.sentence(), t: (v) => v.text.turn(), j: (v) => v.uncoded(1), k: (v) => v.uncoded(-1), v: (v) => v.inVivo(), n: (v) => v.suggest.next(), m: (v) => v.panel.toMemo(),
  "-": (v) => v.against(), ",": (v) => v.feelBy(-1), ".": (v) => v.feelBy(1), 0: (v) => v.feel(0),
  Delete: (v) => v.remove(v.current ? [v.current] : []), Backspace: (v) => v.remove(v.current ? [v.current] : []),
};

export class Keys {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.sheetOpen = false;
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    const { text, panel, store } = this.view;
    const typing = e.target instanceof Element && e.target.matches("input,textarea");
    if (e.defaultPrevented || e.isComposing) return;
    if (this.sheetOpen && (e.key === "Escape" || e.key === "?")) { e.preventDefault(); this.toggleSheet(); return; }
    if (e.ctrlKey || e.metaKey) {
      const key = e.key.toLowerCase();
      if (!typing && (key === "z" || key === "y")) { e.preventDefault(); this.view.history(key === "y" || e.shiftKey ? "redo" : "undo"); }
      else if (e.target === text.el && !e.shiftKey && (e.key === "ArrowUp" || e.key === "ArrowDown")) { e.preventDefault(); text.step(e.key === "ArrowDown" ? 1 : -1); }
      return;
    }
    if (typing || e.altKey) return;
    if (e.key === "Escape") { e.preventDefault(); this.escape(e); return; }
    if (e.key === "?") { e.preventDefault(); this.toggleSheet(); return; }
    if (e.key === "/") { e.preventDefault(); panel.open(""); return; }
    if (e.target !== text.el) return;
    if (this.view.suggest.key(e.key, ![...store.codes.values()].some((c) => c.key === e.key))) { e.preventDefault(); return; }
    const does = COMMANDS[e.key];
    if (does) { e.preventDefault(); does(this.view); return; }
    if (e.key.length !== 1 || e.key === " ") return;
    e.preventDefault();
    const code = [...store.codes.values()].find((c) => c.key === e.key);
    if (code) this.view.apply({ code: code.id });
    else this.view.say(`${e.key} is no key here; ? shows them all, / finds or adds a code`);
  }

  /** From a part beside the text to the text, from a selection to a caret, from the text to the cell. @param {KeyboardEvent} e */
  escape(e) {
    const { text, root } = this.view;
    if (e.target !== text.el) { text.focus(); return; }
    const last = text.selected.at(-1);
    if (last && text.spans().length) { text.select({ turn: last.turn, start: last.end, end: last.end }); return; }
    const cell = /** @type {HTMLElement|null} */ (root.closest(".jp-Cell"));
    text.el.blur();
    (cell ?? root).focus({ preventScroll: true });
  }

  toggleSheet() {
    const { root, store, text } = this.view;
    this.sheetOpen = !this.sheetOpen;
    sheet(root, this.sheetOpen, SHEET, [...store.codes.values()], () => this.toggleSheet());
    if (!this.sheetOpen) text.focus();
  }
}
