// @ts-check
// The codebook editor's keys: what each does, and the sheet that shows them all.
import { historyKey, sheet, toCell } from "./lab.js";

const EDITOR_SHEET = [
  ["Codes", [["↑ ↓", "code before, after"], ["← →", "close, open; up, down"], ["Home / End, PgUp / PgDn", "first, last; a page"], ["/", "find by typing"], ["*", "open all"]]],
  ["One code", [["Enter, F2", "its label"], ["d", "its definition"], ["u / o", "use it when, not when"], ["m", "memo"], ["q", "its quotes"], ["Ctrl Enter", "save the field"], ["Esc", "take back what was typed; back to the codes"]]],
  ["Change the codebook", [["n", "new code"], ["⇧N", "new code below this one"], ["g", "merge into another; or drag it there"], ["s", "split: tick quotes, then name the new code"], ["p", "move below another, to another family"], ["Delete", "retire"], ["b", "bring back"]]],
  ["Quotes", [["Space", "tick"], ["Shift ↑ ↓", "tick from here to there"], ["Ctrl A", "tick all"], ["e / x", "an example; looks like it and is not"], ["s", "the ticked go to a new code"]]],
  ["Look again", [["k", "keep"], ["r", "recode"], ["Delete", "remove the code"]]],
  ["See", [["1 … 5", "code, quotes, look again, alike, changes"]]],
  ["Safe", [["Ctrl Z", "undo"], ["Ctrl Shift Z, Ctrl Y", "do again"], ["Ctrl S", "save the notebook"], ["Esc", "leave the editor"], ["?", "this sheet"]]],
];

/** @typedef {import("./editor_view.js").EditorView} View */
/** @type {Record<string, (view: View) => void>} */
const EDITOR_COMMANDS = {
  n: (v) => v.fresh(), N: (v) => v.deed("child"), g: (v) => v.deed("merge"), s: (v) => v.deed("split"), p: (v) => v.deed("move"), b: (v) => v.deed("restore"),
  Delete: (v) => v.deed("retire"), Enter: (v) => v.field("label"), F2: (v) => v.field("label"), d: (v) => v.field("definition"), u: (v) => v.field("include"), o: (v) => v.field("exclude"), m: (v) => v.field("memo"),
  q: (v) => v.tab("quotes", true), 1: (v) => v.tab("code", true), 2: (v) => v.tab("quotes", true), 3: (v) => v.tab("again", true), 4: (v) => v.tab("alike", true), 5: (v) => v.tab("changes", true),
};

export class EditorKeys {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.sheetOpen = false;
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    const { view } = this, target = e.target instanceof Element ? e.target : null;
    const typing = !!target?.matches("input,textarea,select");
    view.steps += 1;
    if (e.defaultPrevented || e.isComposing) return;
    if (this.sheetOpen && (e.key === "Escape" || e.key === "?")) { e.preventDefault(); this.toggleSheet(); return; }
    if (view.sheet) return;
    // In a field that one has typed into, Ctrl+Z takes back letters, as everywhere.
    if (historyKey(e, typing && view.isDirty(target), (way) => view.history(way))) return;
    if (e.altKey) return;
    if (view.opening && !typing && this.early(e)) return;
    if (e.key === "Escape") { e.preventDefault(); this.escape(target); return; }
    if (typing) return;
    if (target === view.tree.list.el && view.tree.key(e)) return;
    if (target === view.quotes.all.list.el && view.quotes.key(e)) return;
    if (target === view.again.all.list.el && view.again.key(e)) return;
    if (target?.matches("[role=tab]") && view.tabKey(e)) return;
    if (e.ctrlKey || e.metaKey) return;
    if (e.key === "?") { e.preventDefault(); this.toggleSheet(); return; }
    if (e.key === "/") { e.preventDefault(); view.tree.box.focus(); view.tree.box.select(); return; }
    if (e.key === "Enter" && target !== view.tree.list.el) return; // a button's own
    const does = EDITOR_COMMANDS[e.key];
    if (does) { e.preventDefault(); does(view); }
    else if (e.key.length === 1 && e.key !== " " && target?.matches("[role=tree],[role=listbox]")) { e.preventDefault(); view.say(`${e.key} is no key here; ? shows them all, / finds a code`); }
  }

  /** What is typed for a field of a code that is still coming waits for it. @param {KeyboardEvent} e @returns {boolean} */
  early(e) {
    const { view } = this, opening = /** @type {{field:string, typed:string}} */ (view.opening);
    if (e.ctrlKey || e.metaKey || ["Shift", "Tab"].includes(e.key)) return false;
    if (e.key === "Escape") view.opening = null;
    else if (e.key.length === 1) opening.typed += e.key;
    else if (e.key === "Backspace") opening.typed = opening.typed.slice(0, -1);
    else return false;
    e.preventDefault();
    view.say(view.opening ? `Still opening the code: ${opening.typed}` : "Stopped");
    return true;
  }

  /** From a part beside the tree to the tree, from the tree to the cell. @param {Element|null} target */
  escape(target) {
    const { view } = this;
    if (target !== view.tree.list.el && !view.tree.list.el.hidden) { view.tree.list.focus(); return; }
    toCell(view.root, view.tree.list.el);
  }

  toggleSheet() {
    this.sheetOpen = !this.sheetOpen;
    sheet(this.view.root, this.sheetOpen, EDITOR_SHEET, [], () => this.toggleSheet());
    if (!this.sheetOpen) this.view.tree.list.focus();
  }
}
