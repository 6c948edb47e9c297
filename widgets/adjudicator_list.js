// @ts-check
// The list of cases: worst first, open or decided, one of them at hand.
import { called, colour, count } from "./core.js";
import { h } from "./dom.js";

const MOST = 300; // cases that are listed; the rest comes as these are decided or filtered away

/** @typedef {{case:string, family:string, participant:string, place:string, quote:string, sides:{coder:string, codes:string[]}[], decided:boolean, again:boolean, way:string}} Row */
/** @typedef {{pick:(id:string)=>void, code:(id:string)=>any}} ListActs */

export class CaseList {
  /** @param {ListActs} acts */
  constructor(acts) {
    this.acts = acts;
    /** @type {Row[]} */ this.rows = [];
    this.show = "open";
    this.family = "";
    this.way = ""; // only cases in which they differ in this way
    /** @type {string|null} */ this.current = null;
    this.tabs = h("div", { class: "wb-adjtabs", role: "group", "aria-label": "Which cases" });
    this.families = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Family" }));
    this.families.addEventListener("change", () => { this.family = this.families.value; this.draw(); });
    this.list = h("div", { class: "wb-adjrows", role: "listbox", "aria-label": "Cases", tabindex: "0" });
    this.list.addEventListener("click", (e) => {
      const row = e.target instanceof Element && e.target.closest("[data-case]");
      if (row) acts.pick(row.getAttribute("data-case") ?? "");
    });
    this.all = h("button", { type: "button", class: "wb-adjonly", hidden: true, onclick: () => this.only("") }, "only cases like one ×");
    this.el = h("div", { class: "wb-adjlist" }, h("div", { class: "wb-adjbar" }, this.tabs, this.families, this.all), this.list);
  }

  /** @param {Row[]} rows */
  take(rows) {
    this.rows = rows;
    const families = [...new Set(rows.map((r) => r.family))];
    if (!families.includes(this.family)) this.family = "";
    if (!rows.some((r) => r.way === this.way)) this.way = "";
    this.families.replaceChildren(h("option", { value: "" }, "every family"), ...families.map((f) => h("option", { value: f, selected: f === this.family }, f)));
    this.draw();
  }

  /** The open cases in which they differ as they do in this one. @param {string} id */
  like(id) {
    const way = this.rows.find((r) => r.case === id)?.way;
    return this.rows.filter((r) => r.case !== id && !r.decided && r.way === way).map((r) => r.case);
  }

  /** Show only cases like this one, or all again. @param {string} id */
  only(id) {
    this.way = this.way ? "" : this.rows.find((r) => r.case === id)?.way ?? "";
    this.draw();
  }

  open() { return this.rows.filter((r) => !r.decided); }

  shown() {
    return this.rows.filter((r) => (!this.family || r.family === this.family) && (!this.way || r.way === this.way) && (this.show === "all" || r.decided === (this.show === "decided") || r.case === this.current));
  }

  /** The case after or before the one at hand; null if there is none. @param {1|-1} step @param {boolean} [undecided] @param {string[]} [but] not one of these */
  next(step, undecided = false, but = []) {
    const rows = this.shown(), at = rows.findIndex((r) => r.case === this.current);
    for (let k = 1; k <= rows.length; k++) {
      const row = rows[(((at < 0 ? (step > 0 ? -1 : 0) : at) + step * k) % rows.length + rows.length) % rows.length];
      if (row.case !== this.current && !(undecided && row.decided) && !but.includes(row.case)) return row.case;
    }
    return null;
  }

  draw() {
    const open = this.open().length;
    const numbers = /** @type {[string, string][]} */ ([["open", `${open} open`], ["decided", `${this.rows.length - open} decided`], ["all", "all"]]);
    this.tabs.replaceChildren(...numbers.map(([name, words]) => h("button", { type: "button", "aria-pressed": String(this.show === name), onclick: () => { this.show = name; this.draw(); } }, words)));
    const rows = this.shown(), more = rows.length - MOST;
    this.all.toggleAttribute("hidden", !this.way);
    this.list.replaceChildren(...rows.slice(0, MOST).map((r) => this.row(r)));
    if (more > 0) this.list.append(h("p", { class: "wb-hint" }, `${count(more, "case")} more: choose a family, or decide some of these`));
    if (!rows.length) this.list.append(h("p", { class: "wb-hint" }, this.rows.length ? "None of these." : ""));
    this.mark();
  }

  /** @param {Row} r */
  row(r) {
    const sides = r.sides.map((s) => h("span", { class: "wb-adjside" }, h("b", {}, s.coder), " ",
      s.codes.length ? s.codes.map((id) => called(this.acts.code(id), id)).join(", ") : "no code"));
    const tint = r.sides.flatMap((s) => s.codes).map((id) => this.acts.code(id)?.colour)[0] ?? "";
    return h("div", { class: `wb-adjrow${r.decided ? " wb-decided" : ""}`, role: "option", id: `wbc-${r.case}`, "data-case": r.case, "aria-selected": "false" },
      h("span", { class: "wb-adjwho" }, h("i", { class: "wb-swatch", "--c": colour(tint), "aria-hidden": "true" }), h("b", {}, r.participant || r.place), h("small", {}, r.family),
        h("em", {}, r.decided ? "✓ decided" : r.again ? "changed since" : "")),
      h("span", { class: "wb-adjquote", dir: "auto" }, r.quote), ...sides);
  }

  /** Show which case is at hand. @param {string|null} [id] */
  mark(id = this.current) {
    this.current = id;
    for (const row of this.list.querySelectorAll("[data-case]")) {
      const on = row.getAttribute("data-case") === id;
      row.setAttribute("aria-selected", String(on));
      if (on) { this.list.setAttribute("aria-activedescendant", row.id); row.scrollIntoView({ block: "nearest" }); }
    }
  }
}
