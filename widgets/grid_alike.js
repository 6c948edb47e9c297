// @ts-check
// The answers that say the same as one: seen before they are coded, each to be left out by itself.
import { called, count } from "./core.js";
import { differing } from "./grid_core.js";
import { h } from "./dom.js";

export class AlikeBox {
  /** @param {HTMLElement} frame @param {any} answer @param {{alike:any[], more:number}} found
   * @param {{take:(names:[string,string][])=>void, code:(key:string, names:[string,string][])=>boolean, close:()=>void, codeOf:(id:string)=>any}} acts */
  constructor(frame, answer, found, acts) {
    this.frame = frame;
    this.answer = answer;
    this.found = found.alike;
    this.acts = acts;
    this.boxes = this.found.map((one) => {
      const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox" }));
      box.checked = !one.turns;
      box.addEventListener("change", () => this.count());
      return box;
    });
    this.go = h("button", { type: "button", class: "wb-go", onclick: () => acts.take(this.names()) });
    const close = h("button", { type: "button", onclick: acts.close }, "Close ", h("kbd", {}, "Esc"));
    const same = this.found.map((one, n) => ({ one, n })).filter((x) => x.one.same), near = this.found.map((one, n) => ({ one, n })).filter((x) => !x.one.same);
    const much = same.length && near.length ? `${same.length} in the same words, ${near.length} nearly` : "";
    this.el = h("div", { class: "wb-sheet wb-alike", role: "dialog", "aria-modal": "true", "aria-label": "Answers that say the same" },
      h("div", { class: "wb-sheetbar" }, h("span", {}, h("b", {}, `${count(this.found.length, "answer")} like this one`), much ? h("small", {}, ` ${much}`) : ""), close),
      h("blockquote", { dir: "auto" }, answer.text),
      h("p", { class: "wb-hint" }, "A code's key codes this one and all that are ticked, as one step that one undo takes back. Space unticks; Enter selects them in the grid."),
      ...(found.more ? [h("p", { class: "wb-hint" }, `${count(found.more, "answer")} more are not listed and will not be coded`)] : []),
      h("div", { class: "wb-likes" }, ...this.part("The same words", same), ...this.part("Nearly the same: what differs is bold", near)), this.go);
    this.el.addEventListener("keydown", (e) => this.key(e));
    for (const part of frame.children) part.toggleAttribute("inert", true);
    frame.append(this.el);
    this.count();
    (this.boxes[0] ?? close).focus();
  }

  /** @param {string} name @param {{one:any, n:number}[]} rows */
  part(name, rows) {
    if (!rows.length) return [];
    return [h("div", { class: "wb-h" }, name), ...rows.map(({ one, n }) => {
      const words = one.same ? [one.text] : differing(one.text, this.answer.text).map(([w, other]) => (other ? h("b", {}, w) : w));
      const codes = one.codes.map((/** @type {string} */ id) => called(this.acts.codeOf(id), id)).join(", ");
      return h("label", { class: "wb-like" }, this.boxes[n], h("span", { dir: "auto" }, ...words), one.turns ? h("em", {}, "may mean the opposite") : "", h("small", {}, [one.person, codes && `has ${codes}`].filter(Boolean).join(" · ")));
    })];
  }

  /** @returns {[string, string][]} this answer and all that are ticked */
  names() { return [[this.answer.id, this.answer.v], ...this.found.filter((_, n) => this.boxes[n].checked).map((one) => one.name)]; }

  count() {
    const n = this.names().length;
    this.go.textContent = n === 1 ? "Select this answer" : `Select these ${count(n, "answer")}`;
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    const at = this.boxes.indexOf(/** @type {any} */ (e.target));
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    e.stopPropagation();
    if (e.key === "Escape") { e.preventDefault(); this.acts.close(); }
    else if (step) { e.preventDefault(); this.boxes[(at + step + this.boxes.length) % this.boxes.length]?.focus(); }
    else if (e.key === "Enter" && at >= 0) { e.preventDefault(); this.acts.take(this.names()); }
    else if (e.key.length === 1 && e.key !== " " && this.acts.code(e.key, this.names())) e.preventDefault();
  }

  dispose() {
    this.el.remove();
    for (const part of this.frame.children) part.toggleAttribute("inert", false);
  }
}
