// @ts-check
// Codes against people, places and each other: numbers in cells, tinted by how large they are; every cell is a query.
import { colour, count } from "./core.js";
import { h } from "./dom.js";
import { heat } from "./segments_core.js";

/** @typedef {{key:string, label:string, total:number, of?:number, colour?:string, family?:string}} Side a row or a column */
/** @typedef {{rows:Side[], columns:Side[], cells:number[][], moreRows:number, moreColumns:number, unit:string, notes:string[], diagonal?:boolean}} Matrix */
/** @typedef {{ask:(spec:any)=>void, open:(row:string|null, column:string|null, words:string)=>void, back:()=>void, say:(words:string)=>void}} MatrixActs */

/** @param {string} label @param {[string, string][]} options @param {string} value @param {(value:string) => void} change */
function choice(label, options, value, change) {
  const select = /** @type {HTMLSelectElement} */ (h("select", { onchange: () => change(select.value) }, ...options.map(([id, words]) => h("option", { value: id }, words))));
  select.value = value;
  return { select, el: h("label", { class: "wb-choose" }, h("span", {}, label), select) };
}

export class MatrixTab {
  /** @param {string} name @param {string} uid @param {any} spec @param {{label:string, key:string, options:[string, string][]}[]} choices @param {MatrixActs} acts */
  constructor(name, uid, spec, choices, acts) {
    this.uid = uid;
    this.spec = spec;
    this.acts = acts;
    this.at = [0, 0];
    /** @type {Matrix|null} */ this.m = null;
    this.sum = h("span", { class: "wb-extent", role: "status" });
    this.choices = choices.map((c) => ({ ...c, ...choice(c.label, c.options, spec[c.key], (v) => { this.spec = { ...this.spec, [c.key]: v }; this.at = [0, 0]; acts.ask(this.spec); }) }));
    this.tools = h("div", { class: "wb-toolrow", role: "toolbar", "aria-label": `What the ${name} shows` }, ...this.choices.map((c) => c.el), this.sum);
    this.box = h("div", { class: "wb-matrix-box" });
    this.notes = h("div", { class: "wb-matrix-notes" });
    this.el = h("div", { class: "wb-tab wb-matrix-tab", id: `${uid}-panel`, role: "tabpanel", tabindex: "-1", "aria-label": name }, this.tools, this.box, this.notes);
    this.box.addEventListener("keydown", (e) => this.key(e));
    this.box.addEventListener("focusin", (e) => { const cell = e.target instanceof Element ? e.target.closest("button[data-r]") : null; if (cell) this.at = [Number(cell.getAttribute("data-r")), Number(cell.getAttribute("data-c"))]; });
  }

  /** What else can be chosen in this study. @param {string} key @param {[string, string][]} more */
  offer(key, more) {
    const c = this.choices.find((x) => x.key === key);
    if (!c) return;
    c.select.replaceChildren(...[...c.options, ...more].map(([id, words]) => h("option", { value: id }, words)));
    c.select.value = this.spec[key];
  }

  /** @param {Matrix} m @param {string} within what is searched, in words */
  draw(m, within) {
    const had = this.box.contains(document.activeElement) || document.activeElement === this.el;
    this.m = m;
    const most = Math.max(0, ...m.cells.flatMap((row, r) => row.filter((_, c) => !(m.diagonal && m.rows[r].key === m.columns[c].key))));
    this.sum.textContent = within;
    this.notes.replaceChildren(...[...(m.moreRows ? [`${count(m.moreRows, "row")} more with smaller numbers: narrow the query to see them`] : []), ...(m.moreColumns ? [`${count(m.moreColumns, "column")} more with smaller numbers`] : []), ...m.notes].map((n) => h("p", {}, n)));
    if (!m.rows.length || !m.columns.length) {
      this.box.replaceChildren(h("div", { class: "wb-empty" }, h("b", {}, "Nothing to count yet"), h("p", {}, m.notes.length ? m.notes[0] : "No passage of this query holds a code. Ask for less in the query above, or code some passages.")));
      this.notes.replaceChildren();
      return;
    }
    const swatch = (/** @type {Side} */ s) => (s.colour ? h("i", { class: `wb-swatch${s.family === "emotion" ? " wb-round" : ""}`, "--c": colour(s.colour), "aria-hidden": "true" }) : "");
    const head = (/** @type {Side} */ s, /** @type {string} */ scope) => h("th", { scope, class: scope === "row" ? "wb-mrow" : "wb-mcol" }, h("button", { type: "button", tabindex: "-1", title: `${s.label}: show the passages`, onclick: () => this.acts.open(scope === "row" ? s.key : null, scope === "row" ? null : s.key, s.label) }, swatch(s), h("span", {}, s.label)), s.of == null ? "" : h("small", {}, `of ${s.of}`));
    const table = h("table", { class: "wb-matrix", "aria-label": `${m.unit}; arrows move, Enter shows the passages` },
      h("thead", {}, h("tr", {}, h("td", { class: "wb-corner" }, m.unit), ...m.columns.map((c) => head(c, "col")), h("th", { scope: "col", class: "wb-mcol wb-total", title: `${m.unit} in any of these columns, each counted once` }, "in any", h("small", {}, "of these")))),
      h("tbody", {}, ...m.rows.map((row, r) => h("tr", {}, head(row, "row"), ...m.columns.map((column, c) => this.cell(m, r, c, most)), h("td", { class: "wb-total" }, String(row.total))))));
    this.box.replaceChildren(table);
    this.at = [Math.min(this.at[0], m.rows.length - 1), Math.min(this.at[1], m.columns.length - 1)];
    const cell = this.find();
    if (cell) cell.tabIndex = 0;
    if (had) cell?.focus();
  }

  /** @param {Matrix} m @param {number} r @param {number} c @param {number} most */
  cell(m, r, c, most) {
    const n = m.cells[r][c], row = m.rows[r], column = m.columns[c], self = m.diagonal && row.key === column.key, tint = self ? 0 : heat(n, most);
    return h("td", { class: `wb-mcell${self ? " wb-self" : ""}${n ? "" : " wb-zero"}`, "--heat": tint.toFixed(3) }, h("button", {
      type: "button", tabindex: "-1", "data-r": r, "data-c": c, "aria-label": `${row.label}, ${column.label}: ${n} ${m.unit}${column.of == null ? "" : ` of ${column.of}`}`, onclick: () => this.open(r, c),
    }, n ? String(n) : "·"));
  }

  /** @param {number} r @param {number} c */
  open(r, c) {
    const m = /** @type {Matrix} */ (this.m), row = m.rows[r], column = m.columns[c];
    if (!m.cells[r][c]) { this.acts.say(`${row.label}, ${column.label}: nothing there`); return; }
    this.acts.open(row.key, column.key, `${row.label}, ${column.label}`);
  }

  /** @returns {HTMLElement|null} */
  find() { return this.box.querySelector(`button[data-r="${this.at[0]}"][data-c="${this.at[1]}"]`); }

  focus() { (this.find() ?? this.el).focus({ preventScroll: true }); }

  /** @param {KeyboardEvent} e */
  key(e) {
    const step = /** @type {Record<string, [number, number]>} */ ({ ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], j: [1, 0], k: [-1, 0] })[e.key];
    if (!this.m || e.ctrlKey || e.metaKey || e.altKey || !(e.target instanceof Element && e.target.matches("button[data-r]"))) return;
    const last = [this.m.rows.length - 1, this.m.columns.length - 1];
    let to = step && [this.at[0] + step[0], this.at[1] + step[1]];
    if (e.key === "Home") to = [this.at[0], 0];
    if (e.key === "End") to = [this.at[0], last[1]];
    if (!to) return;
    e.preventDefault();
    e.stopPropagation();
    const was = this.find();
    this.at = [Math.max(0, Math.min(last[0], to[0])), Math.max(0, Math.min(last[1], to[1]))];
    if (was) was.tabIndex = -1;
    const now = this.find();
    if (now) { now.tabIndex = 0; now.focus(); now.scrollIntoView({ block: "nearest", inline: "nearest" }); }
  }
}
