// @ts-check
// Above the rows: words to look for, filters, groups, columns, and how much of all is shown.
import { called, count } from "./core.js";
import { extent } from "./grid_core.js";
import { h } from "./dom.js";

const MOST_CODES = 300;
const FILTERED = ["attribute", "question", "rating"];

/** @typedef {{words:string, codes:string, where:Record<string,string>, between:Record<string,[number|null, number|null]>, sort:string, down:boolean, group:string, closed:string[]}} Look */

/** @returns {Look} */
export function everything() { return { words: "", codes: "", where: {}, between: {}, sort: "", down: false, group: "", closed: [] }; }

/** What of a look leaves answers out, in words. @param {Look} look @param {any[]} columns @param {(id:string) => string} code @returns {[string, string, string][]} kind, which, words */
export function limits(look, columns, code) {
  /** @type {[string, string, string][]} */ const out = [];
  const name = (/** @type {string} */ id) => columns.find((c) => c.id === id)?.label ?? id;
  const value = (/** @type {string} */ id, /** @type {string} */ v) => columns.find((c) => c.id === id)?.names?.[v] ?? v;
  if (look.words.trim()) out.push(["words", "", look.words.includes('"') ? look.words.trim() : `“${look.words.trim()}”`]);
  if (look.codes) out.push(["codes", "", look.codes === "none" ? "not coded by me" : look.codes === "mine" ? "coded by me" : code(look.codes)]);
  for (const [id, v] of Object.entries(look.where)) out.push(["where", id, `${name(id)}: ${value(id, v) || "nothing"}`]);
  for (const [id, [low, high]] of Object.entries(look.between)) out.push(["between", id, `${name(id)} ${low ?? "…"} to ${high ?? "…"}`]);
  return out;
}

export class Bar {
  /** @param {any[]} columns @param {{answers:number, people:number}} all @param {string} uid
   * @param {{look:(look:Look)=>void, columns:(shown:Set<string>)=>void, tidy:()=>void, back:()=>void, code:(id:string)=>any}} acts */
  constructor(columns, all, uid, acts) {
    this.columns = columns;
    this.all = all;
    this.uid = uid;
    this.acts = acts;
    this.look = everything();
    /** @type {any} */ this.typing = 0;
    this.words = /** @type {HTMLInputElement} */ (h("input", { class: "wb-words", type: "search", placeholder: "filter by words", "aria-label": "Filter by words: case and accents do not matter", maxlength: "400", spellcheck: "false", autocomplete: "off" }));
    this.codes = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Filter by code" }));
    this.group = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Group answers" }, h("option", { value: "" }, "No groups"),
      ...columns.filter((c) => FILTERED.includes(c.kind)).map((c) => h("option", { value: c.id }, `By ${c.label}`)), h("option", { value: "codes" }, "By code"), h("option", { value: "participant" }, "By person")));
    this.more = this.menu("Filters", () => this.filters());
    this.cols = this.menu("Columns", () => this.chooser());
    this.extent = h("span", { class: "wb-extent", role: "status" });
    this.chips = h("div", { class: "wb-limits", role: "group", "aria-label": "Filters that are on" });
    this.tidy = h("button", { type: "button", class: "wb-tidy", hidden: true, onclick: acts.tidy }, h("kbd", { "aria-hidden": "true" }, "t"), " Codes changed: bring the list up to date");
    this.el = h("div", { class: "wb-bar-row" },
      h("div", { class: "wb-tools", role: "toolbar", "aria-label": "Filter and group" }, h("span", { class: "wb-wordsbox" }, this.words, h("kbd", { "aria-hidden": "true" }, ";")), this.codes,
        columns.some((c) => FILTERED.includes(c.kind)) ? this.more.box : "", this.group, this.cols.box, this.extent), this.chips);
    this.words.addEventListener("input", () => { clearTimeout(this.typing); this.typing = setTimeout(() => this.change({ words: this.words.value }), 180); });
    this.words.addEventListener("keydown", (e) => {
      if (e.key === "Enter" || e.key === "ArrowDown" || (e.key === "Escape" && !this.words.value)) { e.preventDefault(); e.stopPropagation(); clearTimeout(this.typing); this.change({ words: this.words.value }); acts.back(); }
      else if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); this.words.value = ""; this.change({ words: "" }); }
    });
    this.codes.addEventListener("change", () => this.change({ codes: this.codes.value }));
    this.group.addEventListener("change", () => this.change({ group: this.group.value, closed: [] }));
    this.outside = (/** @type {Event} */ e) => { for (const m of [this.more, this.cols]) if (!(e.target instanceof Node && m.box.contains(e.target))) m.close(); };
    document.addEventListener("pointerdown", this.outside);
  }

  dispose() {
    document.removeEventListener("pointerdown", this.outside);
    clearTimeout(this.typing);
  }

  /** @param {Partial<Look>} change */
  change(change) {
    const next = { ...this.look, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.look)) return;
    this.acts.look(next);
  }

  /** A button that opens a small panel. @param {string} name @param {() => Node[]} fill */
  menu(name, fill) {
    const panel = h("div", { class: "wb-pop", hidden: true, role: "group", "aria-label": name });
    const button = h("button", { type: "button", class: "wb-menu", "aria-expanded": "false" }, h("span", {}, name), h("i", { "aria-hidden": "true" }, "▾"));
    const close = () => { panel.hidden = true; button.setAttribute("aria-expanded", "false"); };
    button.addEventListener("click", () => {
      if (!panel.hidden) { close(); return; }
      panel.replaceChildren(...fill());
      panel.hidden = false;
      button.setAttribute("aria-expanded", "true");
      const spill = panel.getBoundingClientRect().right - (this.el.getBoundingClientRect().right - 8);
      panel.style.marginInlineStart = spill > 0 ? `${-spill}px` : "";
      /** @type {HTMLElement|null} */ (panel.querySelector("input,select"))?.focus();
    });
    const box = h("span", { class: "wb-popbox" }, button, panel);
    box.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && !panel.hidden) { e.preventDefault(); e.stopPropagation(); close(); button.focus(); }
    });
    return { box, button, close };
  }

  filters() {
    return this.columns.filter((c) => FILTERED.includes(c.kind)).map((c) => {
      if (c.kind === "rating") return this.range(c);
      const select = /** @type {HTMLSelectElement} */ (h("select", {}, h("option", { value: "\u0000" }, "any"),
        ...(c.values ?? []).map((/** @type {[string, number]} */ [v, n]) => h("option", { value: v }, `${c.names?.[v] ?? v} (${n.toLocaleString("en-GB")})`)), h("option", { value: "" }, "nothing said")));
      select.value = Object.hasOwn(this.look.where, c.id) ? this.look.where[c.id] : "\u0000";
      select.addEventListener("change", () => {
        const { [c.id]: _, ...where } = this.look.where;
        this.change({ where: select.value === "\u0000" ? where : { ...where, [c.id]: select.value } });
      });
      return h("label", { class: "wb-field" }, h("span", {}, c.label), select, c.more ? h("small", {}, `the ${c.values.length} commonest of ${count(c.values.length + c.more, "value")}`) : "");
    });
  }

  /** @param {any} c */
  range(c) {
    const [low, high] = this.look.between[c.id] ?? [null, null];
    const ends = [low, high].map((v, n) => /** @type {HTMLInputElement} */ (h("input", { type: "number", step: "any", "aria-label": `${c.label}, ${n ? "highest" : "lowest"}`, placeholder: String((n ? c.high : c.low) ?? ""), value: v })));
    const take = () => {
      const [a, b] = ends.map((e) => (e.value.trim() === "" || Number.isNaN(Number(e.value)) ? null : Number(e.value)));
      const { [c.id]: _, ...between } = this.look.between;
      this.change({ between: a == null && b == null ? between : { ...between, [c.id]: [a, b] } });
    };
    ends.forEach((e) => e.addEventListener("change", take));
    return h("div", { class: "wb-field", role: "group", "aria-label": c.label }, h("span", {}, c.label), h("span", { class: "wb-range" }, ends[0], " to ", ends[1]));
  }

  chooser() {
    return this.columns.filter((c) => c.kind !== "text").map((c) => {
      const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox" }));
      box.checked = this.shown.has(c.id);
      box.addEventListener("change", () => { if (box.checked) this.shown.add(c.id); else this.shown.delete(c.id); this.acts.columns(this.shown); });
      return h("label", { class: "wb-choice" }, box, c.label);
    });
  }

  /** @type {Set<string>} */ shown = new Set();

  /** @param {Iterable<any>} codes @param {(id:string) => number} used */
  drawCodes(codes, used) {
    const live = [...codes].filter((c) => !c.retired), listed = live.length > MOST_CODES ? live.filter((c) => used(c.id) || c.id === this.look.codes).slice(0, MOST_CODES) : live;
    this.codes.replaceChildren(h("option", { value: "" }, "Any codes"), h("option", { value: "none" }, "Not coded by me"), h("option", { value: "mine" }, "Coded by me"),
      h("optgroup", { label: "With the code" }, ...listed.map((c) => h("option", { value: c.id }, called(c, c.id)))));
    this.codes.value = this.look.codes;
  }

  /** @param {Look} look @param {{answers:number, people:number}} shown */
  draw(look, shown) {
    this.look = look;
    if (document.activeElement !== this.words && this.words.value !== look.words) this.words.value = look.words;
    this.codes.value = look.codes;
    this.group.value = look.group;
    this.drawExtent(shown);
    const on = limits(look, this.columns, (id) => called(this.acts.code(id), id));
    this.more.button.firstChild && (this.more.button.firstChild.textContent = ["Filters", on.filter(([k]) => k === "where" || k === "between").length || ""].join(" ").trim());
    this.chips.replaceChildren(...on.map(([kind, which, words]) => h("button", { type: "button", class: "wb-limit", "aria-label": `Remove the filter ${words}`, onclick: () => this.drop(kind, which) }, h("span", {}, words), " ×")), this.tidy);
    this.chips.hidden = !on.length && this.tidy.hidden;
  }

  /** @param {{answers:number, people:number}} shown */
  drawExtent(shown) {
    this.extent.classList.remove("wb-trouble");
    this.extent.textContent = extent(shown, this.all);
  }

  /** @param {boolean} stale */
  offerTidy(stale) {
    this.tidy.hidden = !stale;
    this.chips.hidden = stale ? false : !this.chips.querySelector(".wb-limit");
  }

  /** @param {string} kind @param {string} which */
  drop(kind, which) {
    if (kind === "words") { this.words.value = ""; this.change({ words: "" }); }
    else if (kind === "codes") this.change({ codes: "" });
    else {
      const { [which]: _, ...rest } = /** @type {any} */ (this.look)[kind];
      this.change({ [kind]: rest });
    }
    this.acts.back();
  }
}
