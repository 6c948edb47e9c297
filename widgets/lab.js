// @ts-check
// Keys in JupyterLab: which of them it must not see, and the sheet that shows what ours do.
import { FAMILIES, PLURAL, keyName } from "./core.js";
import { h } from "./dom.js";

/** Chords with Ctrl that are ours; all others go to JupyterLab. @param {KeyboardEvent} e @param {string} more a widget's own, one letter each */
function ours(e, more) { return (e.ctrlKey || e.metaKey) && (/^(z|y|a|c|Arrow.*|Home|End|Enter|Backspace|Delete)$/i.test(e.key) || (e.key.length === 1 && !e.shiftKey && more.includes(e.key.toLowerCase()))); }

/** Keep JupyterLab's commands away from an element and all in it, but let Ctrl+S and its like through.
 *
 * JupyterLab listens on document in the capture phase, and an attribute alone keeps it away; window comes before document.
 * It compares the element that has the focus with its own selectors (`:focus` among them) before it looks at what that
 * stands in: so the attribute goes on both, as the cell's edit mode would match further out. Whatever the attribute says, it
 * takes line breaks out of every field in a cell, for its own editors: what is put into a field of ours it does not hear of.
 * @param {HTMLElement} root @param {string} [more] letters that are this widget's own with Ctrl @returns {() => void} takes it off again */
export function keepFromLab(root, more = "") {
  const gate = (/** @type {KeyboardEvent} */ e) => {
    if (!(e.target instanceof Element) || !root.contains(e.target)) return;
    for (const part of [root, e.target]) part.toggleAttribute("data-lm-suppress-shortcuts", ours(e, more) || !(e.ctrlKey || e.metaKey));
  };
  const written = (/** @type {Event} */ e) => { if (e.target instanceof Element && root.contains(e.target) && e.target.matches("input,textarea")) e.stopPropagation(); };
  window.addEventListener("keydown", gate, true);
  window.addEventListener("beforeinput", written, true);
  return () => {
    window.removeEventListener("keydown", gate, true);
    window.removeEventListener("beforeinput", written, true);
  };
}

/** Undo and redo, as everywhere. In a field it is letters that are taken back, by the browser.
 * @param {KeyboardEvent} e @param {boolean} typing in a field @param {(way: "undo"|"redo") => void} does @returns {boolean} whether it was one of these keys */
export function historyKey(e, typing, does) {
  if (!(e.ctrlKey || e.metaKey) || !/^[zy]$/i.test(e.key)) return false;
  if (typing) return true;
  e.preventDefault();
  does(e.key.toLowerCase() === "y" || e.shiftKey ? "redo" : "undo");
  return true;
}

/** Leave a widget for the notebook's cell; where there is none, for the widget as a whole. @param {HTMLElement} root @param {Element|null} [from] what has the focus */
export function toCell(root, from) {
  const cell = /** @type {HTMLElement|null} */ (root.closest(".jp-Cell"));
  if (from instanceof HTMLElement) from.blur();
  (cell ?? root).focus({ preventScroll: true });
}

/** Keys of one kind and what they do. @param {string} name @param {string[][]} rows */
function group(name, rows) {
  return h("div", { class: "wb-group", role: "group", "aria-label": name }, h("b", { "aria-hidden": "true" }, name),
    h("dl", {}, ...rows.flatMap(([keys, words]) => [h("dt", {}, keys), h("dd", {}, words)])));
}

/** Open or close the sheet of keys over a widget's frame.
 * @param {HTMLElement} root @param {boolean} open @param {any[]} groups names and rows of keys and words
 * @param {import("./core.js").Code[]} codes @param {() => void} toggle */
export function sheet(root, open, groups, codes, toggle) {
  root.querySelector(".wb-sheet")?.remove();
  for (const part of root.querySelector(".wb-frame")?.children ?? []) part.toggleAttribute("inert", open);
  if (!open) return;
  const close = h("button", { type: "button", onclick: toggle }, "Close ", h("kbd", {}, "Esc"));
  const keyed = codes.filter((c) => c.key);
  const all = [
    ...groups.map(([name, rows]) => group(name, rows)),
    ...FAMILIES.filter((f) => keyed.some((c) => c.family === f)).map((f) => group(PLURAL[f], keyed.filter((c) => c.family === f).map((c) => [keyName(c.key), c.label]))),
  ];
  root.querySelector(".wb-frame")?.append(h("div", { class: "wb-sheet", role: "dialog", "aria-modal": "true", "aria-label": "All keys" },
    h("div", { class: "wb-sheetbar" }, h("b", {}, "All keys"), close), h("div", { class: "wb-groups" }, ...all)));
  close.focus();
}
