// @ts-check
// The map's keys: what each does, and the sheet that shows them all.
import { historyKey, sheet, toCell } from "./lab.js";

const MAP_SHEET = [
  ["Go", [["← →", "stage before, after"], ["↑ ↓", "up, down a stage; below the last lane the inbox"], ["Home / End", "first, last stage"], ["Enter", "open what one is on; sort a note"], ["Esc", "close it; then leave the map"], ["/", "find cards and notes"]]],
  ["A card", [["m", "move to a stage or lane; or drag it"], ["r", "other words"], ["g", "put under another; or drag it there"], ["h", "hide, or show again"], ["Shift H", "list what is hidden"], ["o", "who looks after it"], ["t", "open, acting, resolved"], ["s", "sign its grade"], ["c", "comment"], ["b", "because of another"]]],
  ["A stage", [["c", "comment"], ["t", "moment of truth, or none"]]],
  ["Inbox", [["n", "catch a note"], ["Enter", "sort the note"]]],
  ["Safe", [["u, Ctrl Z", "undo"], ["Shift U, Ctrl Y", "do again"], ["Ctrl S", "save the notebook"], ["?", "this sheet"]]],
];

/** @typedef {import("./map_view.js").MapView} View */
/** @type {Record<string, (view: View) => void>} */
const MAP_COMMANDS = {
  m: (v) => v.wish("move"), r: (v) => v.wish("rename"), F2: (v) => v.wish("rename"), g: (v) => v.wish("under"), h: (v) => v.wish("hide"), H: (v) => v.board.listHidden(), o: (v) => v.wish("own"), t: (v) => v.wish(v.board.current.startsWith("s:") ? "moment" : "status"),
  s: (v) => v.wish("sign"), c: (v) => v.wish("comment"), b: (v) => v.wish("because"), n: (v) => v.catching(), u: (v) => v.history("undo"), U: (v) => v.history("redo"), Delete: (v) => v.wish("hide"),
};

export class MapKeys {
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
    if (view.sheet || this.sheetOpen) return;
    if (historyKey(e, typing, (way) => view.history(way))) return;
    if (e.altKey || e.ctrlKey || e.metaKey) return;
    if (e.key === "Escape") { e.preventDefault(); this.escape(target); return; }
    if (typing) return;
    const onMap = target === view.board.grid;
    if (onMap && view.board.key(e)) return;
    if (e.key === "?") { e.preventDefault(); this.toggleSheet(); return; }
    if (e.key === "/") { e.preventDefault(); view.box.focus(); view.box.select(); return; }
    if (onMap && (e.key === "Enter" || e.key === " ")) { e.preventDefault(); view.enter(); return; }
    const does = MAP_COMMANDS[e.key];
    if (does && e.key !== "Enter") { e.preventDefault(); does(view); }
    else if (e.key.length === 1 && e.key !== " " && onMap) { e.preventDefault(); view.say(`${e.key} is no key here; ? shows them all`); }
  }

  /** From beside the map to the map, from what is open to nothing, from there to the cell. @param {Element|null} target */
  escape(target) {
    const { view } = this;
    if (target !== view.board.grid) { view.board.focus(); return; }
    if (view.panel.key) { view.shut(); return; }
    toCell(view.root, view.board.grid);
  }

  toggleSheet() {
    this.sheetOpen = !this.sheetOpen;
    sheet(this.view.root, this.sheetOpen, MAP_SHEET, [], () => this.toggleSheet());
    if (!this.sheetOpen) this.view.board.focus();
  }
}
