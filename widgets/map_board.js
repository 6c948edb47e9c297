// @ts-check
// The sheet of the map: a column a stage, a row a lane, the curve above, the inbox and what is hidden below. One list of
// options to a screen reader, stage by stage.
import { h } from "./dom.js";
import { lay, places, step, top } from "./map_core.js";
import { besideRow, cardFace, lowerCard, noteFace, picture, stageHead } from "./map_draw.js";

/** @typedef {import("./map_core.js").Face} Face */
/** @typedef {{chosen:(key:string) => void, opened:(key:string) => void}} BoardActs */

export class MapBoard {
  /** @param {string} uid @param {[string, string, string][]} lanes kind, heading, note @param {BoardActs} acts */
  constructor(uid, lanes, acts) {
    this.uid = uid;
    this.lanes = lanes;
    this.acts = acts;
    /** @type {Map<string, Face>} */ this.cards = new Map();
    /** @type {import("./map_core.js").Stage[]} */ this.stages = [];
    /** @type {import("./map_core.js").Note[]} */ this.notes = [];
    /** @type {Set<string>} claims with an act under way */ this.pending = new Set();
    /** @type {Set<string>|null} keys that fit what is looked for */ this.found = null;
    this.curve = "";
    /** @type {{key:string, label:string, note:string, above:boolean|null, cells:{entries:any[], silence:string}[]}[]} lanes without cards */ this.rows = [];
    this.drawn = "";
    this.current = "";
    this.showHidden = false;
    this.first = 3; // the row of the first lane of cards
    this.layout = lay([], [], this.cards, []);
    this.places = places(this.layout, false);
    this.grid = h("div", { class: "wb-jgrid", role: "listbox", tabindex: "0", "aria-label": "Journey map", "aria-describedby": `${uid}-how`, "data-lm-suppress-shortcuts": "true" });
    this.how = h("p", { id: `${uid}-how`, class: "wb-jout" }, "Arrows go from stage to stage and down a stage; Enter opens; m moves a card; question mark shows all keys.");
    this.more = h("button", { type: "button", class: "wb-jmore", "aria-expanded": "false", hidden: true, onclick: () => this.listHidden() });
    this.empty = h("p", { class: "wb-jempty", hidden: true });
    this.el = h("div", { class: "wb-jscroll" }, this.how, this.empty, this.grid, this.more);
    this.grid.addEventListener("click", (e) => { const key = this.under(e.target); if (key) { this.choose(key); this.acts.opened(key); } });
    this.picture = h("div", { class: "wb-jcurve", "aria-hidden": "true" });
  }

  /** @param {EventTarget|null} target */
  under(target) { return target instanceof Element ? target.closest("[data-key]")?.getAttribute("data-key") ?? "" : ""; }

  /** The claim at hand; empty on a stage or a note. */
  claim() { return this.current.startsWith("c:") ? this.current.slice(2) : ""; }

  /** @param {any} m */
  take(m) {
    if (m.cards) this.cards = new Map(m.cards.map((/** @type {Face} */ c) => [c.id, c]));
    for (const card of m.set ?? []) this.cards.set(card.id, card);
    for (const id of m.gone ?? []) this.cards.delete(id);
    if (m.stages) this.stages = m.stages;
    if (m.notes) this.notes = m.notes;
    if (m.curve != null) this.curve = m.curve;
    if (m.rows) this.rows = m.rows;
    this.draw();
  }

  draw() {
    this.layout = lay(this.stages, this.lanes.map(([kind]) => kind), this.cards, this.notes);
    this.places = places(this.layout, this.showHidden);
    if (!this.places.flat().some((p) => p.key === this.current)) this.current = this.instead();
    const { scrollTop, scrollLeft } = this.el;
    this.grid.style.setProperty("--stages", String(Math.max(1, this.stages.length)));
    this.grid.classList.toggle("wb-jsingle", this.stages.length === 1);
    // Heads are as large as the longest of their words allows; seven or eight stages may be narrower than six.
    const longest = Math.max(0, ...this.stages.flatMap((s) => s.label.split(/[\s/&-]+/)).map((word) => word.length));
    this.grid.style.setProperty("--long", longest > 13 ? String(longest) : "1");
    this.grid.classList.toggle("wb-jmany", this.stages.length === 7 || this.stages.length === 8);
    const above = this.rows.filter((r) => r.above), under = this.rows.filter((r) => r.above === false);
    this.first = 3 + above.length;
    const beside = [...above.map((r, n) => ({ row: n + 3, ...r })), ...under.map((r, n) => ({ row: this.first + this.lanes.length + n, ...r }))];
    this.grid.replaceChildren(...this.labels(), this.drawCurve(), ...beside.flatMap((r) => besideRow(r, r.row)), ...this.layout.columns.map((column, n) => this.column(column, n)), this.below());
    const hidden = this.layout.hidden.length;
    this.more.hidden = !hidden;
    this.more.textContent = `hidden (${hidden})`;
    this.more.setAttribute("aria-expanded", String(this.showHidden && hidden > 0));
    this.empty.hidden = this.cards.size > 0;
    this.empty.textContent = "No claims yet. Code what people said with pains, needs and delights, or add some to the codebook: each becomes a card here.";
    this.mark();
    this.el.scrollTo(scrollLeft, scrollTop);
  }

  /** Where one is when the card one was on is gone: on the card it is under now, else at the first stage. */
  instead() {
    const over = top(this.cards, this.claim());
    const all = this.places.flat();
    return all.find((p) => p.key === `c:${over}`)?.key ?? all[0]?.key ?? "";
  }

  /** @param {string} key */
  id(key) { return `${this.uid}-${key.replace(/[^\w-]/g, (c) => `_${c.codePointAt(0)}`)}`; }

  labels() {
    const label = (/** @type {string} */ row, /** @type {string} */ words, /** @type {string} */ note) => h("div", { class: "wb-jlane", "aria-hidden": "true", style: `grid-row:${row}` }, h("b", {}, words), h("small", {}, note));
    return [h("div", { class: "wb-jcorner", "aria-hidden": "true", style: "grid-row:1" }), label("2", "Feeling", "mean of people, 95 % interval; dots are people; hollow: fewer than 5"), ...this.lanes.map(([, words, note], n) => label(String(n + this.first), words, note))];
  }

  drawCurve() {
    const felt = this.stages.map((s) => (s.n ? `${s.n.toLocaleString("en-GB")} ${s.n === 1 ? "person" : "people"}` : "")), now = `${this.curve}\n${felt}`;
    if (this.drawn !== now) {
      const svg = this.curve ? picture(this.curve) : null;
      this.picture.replaceChildren(...(svg ? [svg, h("div", { class: "wb-jfelt" }, ...felt.map((words) => h("span", {}, words)))] : []));
      this.drawn = now;
    }
    return this.picture;
  }

  /** @param {string} id */
  at(id) {
    const c = this.cards.get(id);
    return { lane: { pain: "Pain", need: "Unmet need", delight: "Delight" }[c?.lane ?? ""] ?? "", stage: this.stages.find((s) => s.id === c?.stage)?.label ?? "", pending: this.pending.has(id) };
  }

  /** A card and what was put under it. @param {string} id */
  pile(id) {
    const card = /** @type {Face} */ (this.cards.get(id)), key = `c:${id}`, lower = this.layout.below.get(id) ?? [];
    return [this.sift(cardFace(card, key, this.id(key), this.at(id))), ...lower.map((c) => this.sift(lowerCard(/** @type {Face} */ (this.cards.get(c)), `c:${c}`, this.id(`c:${c}`), this.at(c))))];
  }

  /** @param {HTMLElement} el */
  sift(el) {
    el.classList.toggle("wb-jdim", !!this.found && !this.found.has(el.dataset.key ?? ""));
    return el;
  }

  /** @param {import("./map_core.js").Column} column @param {number} n */
  column(column, n) {
    const stage = this.stages[n], key = `s:${stage.id}`;
    const cells = column.cells.map(({ lane, cards }, row) => h("div", { class: "wb-jcell", role: "presentation", style: `--col:${n};grid-row:${row + this.first};grid-column:${n + 2}`, "data-stage": stage.id, "data-lane": lane },
      ...(cards.length ? cards.flatMap((id) => this.pile(id)) : [h("span", { class: "wb-jnone", "aria-hidden": "true" }, stage.cover[0] + stage.cover[1] ? "nothing heard" : "not asked")])));
    const head = stageHead(stage, key, this.id(key));
    head.style.gridColumn = String(n + 2);
    head.style.setProperty("--col", String(n));
    return h("div", { class: "wb-jcol", role: "group", "aria-label": stage.label }, head, ...cells);
  }

  below() {
    const { inbox, hidden } = this.layout, label = (/** @type {string} */ id) => this.stages.find((s) => s.id === id)?.label ?? "";
    const notes = new Map(this.notes.map((n) => [`n:${n.id}`, n]));
    const items = inbox.flatMap((key) => { const note = notes.get(key); return note ? [this.sift(noteFace(note, key, this.id(key), label(note.stage_id)))] : this.pile(key.slice(2)); });
    const out = h("div", { class: "wb-jbelow", role: "group", "aria-label": "Inbox" }, h("div", { class: "wb-jlane", "aria-hidden": "true" }, h("b", {}, "Inbox"), h("small", {}, "notes to sort, and cards without a stage")),
      h("div", { class: "wb-jtray", role: "presentation", "data-inbox": "" }, ...(items.length ? items : [h("span", { class: "wb-jnone", "aria-hidden": "true" }, "empty: n catches a note")])));
    if (!this.showHidden || !hidden.length) return out;
    const list = h("div", { class: "wb-jbelow", role: "group", "aria-label": "Hidden" }, h("div", { class: "wb-jlane", "aria-hidden": "true" }, h("b", {}, "Hidden"), h("small", {}, "counted as before; h shows one again")),
      h("div", { class: "wb-jtray", role: "presentation" }, ...hidden.map((id) => this.pile(id)[0])));
    return h("div", { class: "wb-jrest", role: "presentation" }, out, list);
  }

  listHidden(on = !this.showHidden) {
    this.showHidden = on;
    this.draw();
  }

  /** Be on a card, a stage or a note. @param {string} key @param {boolean} [quiet] */
  choose(key, quiet = false) {
    if (key.startsWith("c:") && this.cards.get(key.slice(2))?.hidden && !this.showHidden) this.listHidden(true);
    if (!this.places.flat().some((p) => p.key === key)) return;
    this.current = key;
    this.mark();
    if (!quiet) this.acts.chosen(key);
  }

  mark() {
    this.grid.removeAttribute("aria-activedescendant");
    for (const el of this.grid.querySelectorAll("[data-key]")) {
      const on = el.getAttribute("data-key") === this.current;
      el.setAttribute("aria-selected", String(on));
      if (on) this.grid.setAttribute("aria-activedescendant", el.id);
    }
  }

  show() { this.grid.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" }); }

  focus() { this.grid.focus({ preventScroll: true }); }

  /** @param {KeyboardEvent} e @returns {boolean} */
  key(e) {
    if (!/^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(e.key) || e.ctrlKey || e.metaKey || e.altKey) return false;
    e.preventDefault();
    const to = step(this.places, this.current, e.key);
    if (to && to !== this.current) this.choose(to);
    this.show();
    return true;
  }
}
