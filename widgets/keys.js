// @ts-check
// The coder's keys: what each does, and the sheet that shows them all.
import { sheet, toCell } from "./lab.js";

const SHEET = [
  ["Move", [["← → ↑ ↓", "caret"], ["Ctrl ↑ / Ctrl ↓", "turn before, turn after"], ["j / k", "next, previous turn without a code"], ["⇧J / ⇧K", "next, previous passage with the code at the caret"], ["d / ⇧D", "next, previous passage where another coder differs"], ["PgUp / PgDn", "a page"]]],
  ["Find", [["f, Ctrl F", "words in the text, or code: name"], ["F3 / ⇧F3", "next, previous"], ["⇧F", "filter the turns"], ["Esc", "find nothing; again: show all"]]],
  ["Select", [["s", "this sentence; again: one more"], ["t", "this turn"], ["Alt ← →", "one word less, more"], ["Alt ↑ ↓", "one sentence less, more"], ["=", "the other end moves"], ["< / >", "smaller, larger: word, sentence, turn"], ["Shift + arrows", "by character, line"]]],
  ["Code", [["1 … 9", "stages"], ["letters", "the codes they stand beside"], ["/", "find or add a code; Ctrl Enter goes through its passages"], ["+", "the code given last, again"], ["v", "in vivo: a code from the words"], ["Enter", "move the edges of the coding; again: save"], ["Delete", "remove the code at the caret"]]],
  ["Suggestions", [["n", "the next one, once they are on"], ["Enter", "accept"], ["⇧N", "reject"], ["another code's key", "correct"]]],
  ["Say more", [[", / .", "feeling down, up"], ["0", "feeling neutral"], ["-", "speaks against"], ["m", "memo: on the coding, its code, the person, the transcript; Esc goes back"], ['"', "copy as a quote: names masked, with who, when and where"]]],
  ["Safe", [["Ctrl Z", "undo"], ["Ctrl Shift Z, Ctrl Y", "do again"], ["Ctrl S", "save the notebook"], ["Esc", "leave the coder"], ["?", "this sheet"]]],
];

/** @typedef {import("./view.js").View} View */
/** @type {Record<string, (view: View) => void>} */
const COMMANDS = {
  s: (v) => v.sentence(), t: (v) => v.text.turn(), j: (v) => v.uncoded(1), k: (v) => v.uncoded(-1), v: (v) => v.inVivo(), n: (v) => v.suggest.next(), m: (v) => v.memos.open(), "+": (v) => v.again(), '"': (v) => v.quote(),
  "-": (v) => v.against(), ",": (v) => v.feelBy(-1), ".": (v) => v.feelBy(1), 0: (v) => v.feel(0),
  d: (v) => v.sides.next(1), D: (v) => v.sides.next(-1), J: (v) => v.walk(1), K: (v) => v.walk(-1), F: (v) => v.filters.open(true),
  ">": (v) => v.resize(1), "<": (v) => v.resize(-1), "]": (v) => v.resize(1), "[": (v) => v.resize(-1), "=": (v) => v.text.swap(),
  Enter: (v) => (v.edges.moving ? v.edges.save() : v.edges.begin()),
  Delete: (v) => v.remove(v.current ? [v.current] : []), Backspace: (v) => v.remove(v.current ? [v.current] : []),
};

/** With Alt: none of them is a command of JupyterLab, and what a browser means by them is kept from it.
 * @type {Record<string, (view: View) => void>} */
const WITH_ALT = { ArrowRight: (v) => v.reach("word", 1), ArrowLeft: (v) => v.reach("word", -1), ArrowDown: (v) => v.reach("sentence", 1), ArrowUp: (v) => v.reach("sentence", -1) };

export class Keys {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.sheetOpen = false;
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    const { text, panel, store } = this.view;
    const typing = e.target instanceof Element && e.target.matches("input,textarea,select");
    if (e.defaultPrevented || e.isComposing) return;
    if (e.target === text.el) text.catchUp();
    if (this.sheetOpen && (e.key === "Escape" || e.key === "?")) { e.preventDefault(); this.toggleSheet(); return; }
    if (e.key === "F3") { e.preventDefault(); this.view.find.step(e.shiftKey ? -1 : 1); return; }
    if (e.ctrlKey || e.metaKey) {
      const key = e.key.toLowerCase();
      if (key === "f" && !e.shiftKey && !e.altKey) { e.preventDefault(); this.view.find.open(); }
      else if (!typing && (key === "z" || key === "y")) { e.preventDefault(); this.view.history(key === "y" || e.shiftKey ? "redo" : "undo"); }
      else if (e.target === text.el && !e.shiftKey && (e.key === "ArrowUp" || e.key === "ArrowDown")) { e.preventDefault(); text.step(e.key === "ArrowDown" ? 1 : -1); }
      return;
    }
    if (typing) return;
    if (e.altKey) {
      const does = e.target === text.el && WITH_ALT[e.key];
      if (does) { e.preventDefault(); does(this.view); }
      return;
    }
    if (e.key === "Escape") { e.preventDefault(); this.escape(e); return; }
    if (e.key === "?") { e.preventDefault(); this.toggleSheet(); return; }
    if (e.key === "/") { e.preventDefault(); panel.open(""); return; }
    if (e.key === "f" && !this.view.edges.moving) { e.preventDefault(); this.view.find.open(); return; }
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

  /** From a part beside the text to the text, from a selection to a caret, then what was found and filtered, then to the cell. @param {KeyboardEvent} e */
  escape(e) {
    const { text, root, edges, find, filters } = this.view;
    if (edges.moving) { edges.cancel(); return; }
    if (e.target !== text.el) { text.focus(); return; }
    const last = text.selected.at(-1);
    if (last && text.spans().length) { text.select({ turn: last.turn, start: last.end, end: last.end }); return; }
    if (find.clear() || filters.clear()) return;
    toCell(root, text.el);
  }

  toggleSheet() {
    const { root, store, text } = this.view;
    this.sheetOpen = !this.sheetOpen;
    sheet(root, this.sheetOpen, SHEET, [...store.codes.values()], () => this.toggleSheet());
    if (!this.sheetOpen) text.focus();
  }
}
