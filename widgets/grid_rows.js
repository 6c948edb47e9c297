// @ts-check
// The rows: only those in the window are on the page. The page never holds more answers than a few windows.
import { Blocks, pieces, Track } from "./grid_core.js";
import { brief, called, colour, count, feeling } from "./core.js";
import { h } from "./dom.js";

const LINE = 21, PAD = 15, SPARE = 6;
const WIDTH = /** @type {Record<string, number>} */ ({ person: 84, text: 300, question: 104, attribute: 96, rating: 62, date: 86 });
const GUTTER = 30, GAP = 10, SIDES = 18, READABLE = 400;

/** @typedef {{current:()=>number, selected:(id:string)=>boolean, codings:(answer:any)=>any[], code:(id:string)=>any, heading:(key:string)=>string,
 *   hint:(answer:any)=>any, hintChip:(hint:any)=>Node, ask:(block:number)=>void, click:(i:number, e:MouseEvent)=>void, sort:(column:string)=>void, more:(answer:any)=>void, cell:(column:any, value:any)=>string, words:()=>string}} Sheet what the rows ask of the view */

export class Rows {
  /** @param {any[]} columns @param {number} lines @param {string} uid @param {Sheet} sheet */
  constructor(columns, lines, uid, sheet) {
    this.columns = columns;
    this.uid = uid;
    this.sheet = sheet;
    this.lines = lines;
    this.grouped = false;
    this.track = new Track(lines * LINE + PAD);
    this.blocks = new Blocks();
    /** @type {Set<string>} columns that are shown */ this.shown = new Set(columns.map((c) => c.id));
    this.chosen = false; // somebody chose the columns
    /** @type {Element|null} words whose height may change by themselves: fonts come late, themes change */ this.watched = null;
    /** @type {Map<number, {el:HTMLElement, sign:string}>} */ this.drawn = new Map();
    this.sorted = { column: "", down: false };
    /** @type {Map<string, string>} whole answers that somebody wanted to read */ this.whole = new Map();
    this.head = h("div", { class: "wb-cols", role: "row", "aria-rowindex": "1" });
    this.canvas = h("div", { class: "wb-canvas", role: "rowgroup" });
    this.empty = h("div", { class: "wb-empty" });
    this.el = h("div", {
      class: "wb-rows", id: `${uid}-rows`, role: "grid", tabindex: "0", "aria-multiselectable": "true", "aria-readonly": "true",
      "aria-label": "Answers. Arrows move, Space selects, a code's key codes what is selected or the answer you are on. Question mark: all keys.",
    }, h("div", { role: "rowgroup", class: "wb-headgroup" }, this.head), this.canvas);
    this.due = 0;
    /** @type {any} */ this.calm = 0;
    this.el.addEventListener("scroll", () => {
      if (Math.abs(this.el.scrollTop - this.track.bar) > 0.6) this.track.scrolled(this.el.scrollTop, this.view);
      this.later();
      clearTimeout(this.calm);
      this.calm = setTimeout(() => this.settle(), 160);
    }, { passive: true });
    this.el.addEventListener("click", (e) => this.clicked(e));
    this.sized = new ResizeObserver(() => {
      if (!this.el.clientHeight) return; // out of sight: a tab in the background
      this.shape();
      this.later();
      clearTimeout(this.calm);
      this.calm = setTimeout(() => { this.settle(); this.draw(); }, 160); // styles may come after sizes
    });
    this.sized.observe(this.el);
    this.drawHead();
  }

  dispose() {
    this.sized.disconnect();
    cancelAnimationFrame(this.due);
    clearTimeout(this.calm);
  }

  /** Height of the window, without the heading. */
  get view() { return Math.max(1, this.el.clientHeight - this.head.offsetHeight); }

  later() { this.due ||= requestAnimationFrame(() => { this.due = 0; this.draw(); }); }

  /** Put the bar where it belongs, after the rows stood still. */
  settle() {
    const bar = this.track.rest(this.view);
    if (Math.abs(bar - this.track.bar) < 1) return;
    this.track.bar = bar;
    this.el.scrollTop = bar;
    this.track.bar = this.el.scrollTop;
    this.draw();
  }

  /** A new list. @param {number} entries @param {boolean} grouped with headings: a tree, to who hears it @param {number} at the row one is on
   * @param {{from:number, rows:any[]}} here rows that came with it, around that one */
  reset(entries, grouped, at, here) {
    if (grouped !== this.grouped) this.again();
    this.grouped = grouped;
    this.el.setAttribute("role", grouped ? "treegrid" : "grid");
    this.track.entries = entries;
    this.track.open = -1;
    this.track.more = 0;
    this.track.top = Math.min(this.track.top, this.track.furthest(this.view));
    this.blocks.clear();
    this.blocks.put(here.from, here.rows);
    this.shape();
    if (entries) this.show(at); // before anything is drawn: what is far from there is not asked for
    this.settle();
    this.draw();
  }

  visible() { return this.columns.filter((c) => this.shown.has(c.id) || c.kind === "text"); }

  /** Until somebody chooses: as many columns as leave the words room to be read. */
  fit() {
    if (this.chosen || !this.el.clientWidth) return;
    let left = this.el.clientWidth - GUTTER - SIDES - READABLE;
    const fits = this.columns.filter((c) => c.kind === "text" || (left -= WIDTH[c.kind] + GAP) >= 0 || c.kind === "person").map((c) => c.id);
    if (fits.length === this.shown.size && fits.every((id) => this.shown.has(id))) return;
    this.shown.clear();
    fits.forEach((id) => this.shown.add(id));
    this.again();
  }

  /** Draw all again: other columns are shown. */
  again() {
    this.drawn.forEach(({ el }) => el.remove());
    this.drawn.clear();
    this.drawHead();
  }

  /** Lay out columns and the box that scrolls. */
  shape() {
    this.fit();
    const columns = this.visible();
    const text = Math.min(WIDTH.text, Math.max(180, this.el.clientWidth - GUTTER - WIDTH.person - 2 * GAP - SIDES)); // narrow: words first
    const wide = columns.reduce((sum, c) => sum + (c.kind === "text" ? text : WIDTH[c.kind]) + GAP, GUTTER + SIDES);
    this.el.style.setProperty("--cols", [`${GUTTER}px`, ...columns.map((c) => (c.kind === "text" ? `minmax(${text}px,1fr)` : `${WIDTH[c.kind]}px`))].join(" "));
    this.el.style.setProperty("--wide", `${wide}px`);
    this.el.style.setProperty("--lines", String(this.lines));
    this.canvas.style.height = `${this.track.box}px`;
    this.el.setAttribute("aria-rowcount", String(this.track.entries + 1));
    this.el.setAttribute("aria-colcount", String(columns.length + 1));
  }

  drawHead() {
    const had = document.activeElement?.closest(".wb-cols") ? document.activeElement.getAttribute("data-column") : null;
    this.head.replaceChildren(h("span", { role: "columnheader", class: "wb-gutter" }, h("span", { class: "wb-unseen" }, "Selected")), ...this.visible().map((c) => {
      const on = this.sorted.column === c.id, way = on ? (this.sorted.down ? "descending" : "ascending") : "none";
      return h("span", { role: "columnheader", "aria-sort": way, class: `wb-col wb-k-${c.kind}` },
        h("button", { type: "button", "data-column": c.id, tabindex: c.kind === "person" ? "0" : "-1", title: `Sort by ${c.label}`, onclick: () => this.sheet.sort(c.id) }, h("span", {}, c.label),
          h("i", { "aria-hidden": "true" }, on ? (this.sorted.down ? "▾" : "▴") : "")));
    }));
    /** @type {HTMLElement|null} */ (had && this.head.querySelector(`[data-column="${CSS.escape(had)}"]`))?.focus();
  }

  /** Draw what is in the window; rows that look as they did are left alone. */
  draw() {
    if (!this.el.clientHeight) return;
    const { track } = this, view = this.view;
    const [first, last] = track.seen(view), from = Math.max(0, first - SPARE), to = Math.min(track.entries, last + SPARE);
    for (const block of this.blocks.missing(from, to)) { this.blocks.asked.add(block); this.sheet.ask(block); }
    for (const [i, { el }] of this.drawn) if (i < from || i >= to) { el.remove(); this.drawn.delete(i); }
    for (let i = from; i < to; i++) {
      const sign = this.sign(i), was = this.drawn.get(i);
      if (was?.sign === sign) { this.put(was.el, i); continue; }
      const el = this.row(i);
      if (was) was.el.replaceWith(el);
      else this.canvas.append(el);
      this.drawn.set(i, { el, sign });
      this.put(el, i);
    }
    this.unfold();
    const now = this.drawn.get(this.sheet.current());
    if (now) this.el.setAttribute("aria-activedescendant", now.el.id);
    else this.el.removeAttribute("aria-activedescendant");
  }

  /** @param {HTMLElement} el @param {number} i */
  put(el, i) {
    el.style.transform = `translateY(${Math.round(this.track.bar + this.track.place(i) - this.track.top)}px)`;
    el.style.height = `${this.track.height(i)}px`;
  }

  /** Open the row one is on, if its words do not fit. */
  unfold() {
    const { track } = this, now = this.sheet.current(), el = this.drawn.get(now)?.el;
    let more = 0;
    const words = el?.querySelector(".wb-said p") ?? null;
    if (words !== this.watched) {
      if (this.watched) this.sized.unobserve(this.watched);
      if (words) this.sized.observe(words);
      this.watched = words;
    }
    if (el?.classList.contains("wb-answer-row")) {
      const said = /** @type {HTMLElement} */ (el.querySelector(".wb-said"));
      el.classList.add("wb-open");
      const needs = Math.min(said.scrollHeight + PAD, Math.max(track.row, this.view * 0.7));
      more = Math.max(0, Math.ceil(needs - track.row));
      el.classList.toggle("wb-long", said.scrollHeight + PAD > needs + 1);
    } else if (el == null && track.open === now) more = track.more; // out of the window: as it was
    if (track.open === now && track.more === more) return;
    const shift = track.open >= 0 && track.open < track.at(track.top) ? track.more : 0; // rows above must not push what is read
    track.open = more ? now : -1;
    track.more = more;
    track.top = Math.max(0, Math.min(track.furthest(this.view), track.top - shift));
    this.canvas.style.height = `${track.box}px`;
    for (const [i, { el: other }] of this.drawn) this.put(other, i);
  }

  /** Bring a row into the window. @param {number} i */
  show(i) {
    const { track } = this, view = this.view;
    const top = track.showing(i, view);
    if (top !== track.top) {
      track.top = Math.max(0, Math.min(track.furthest(view), top));
      track.bar = track.rest(view);
      this.el.scrollTop = track.bar;
      track.bar = this.el.scrollTop;
    }
  }

  /** All that a row's looks depend on, as one word. @param {number} i */
  sign(i) {
    const entry = this.blocks.get(i), now = i === this.sheet.current();
    if (!entry) return `?${now}`;
    if ("group" in entry) return `g${now}${entry.group}${entry.closed}${entry.answers}${entry.people}`;
    const marks = this.sheet.codings(entry).map((c) => {
      const code = this.sheet.code(c.code);
      return [c.id, c.code, c.valence, c.stance, c.pending ? 1 : c.failed ? 2 : 0, c.memo ? 1 : 0, code?.label, code?.colour];
    });
    return JSON.stringify([entry.id, now, this.sheet.selected(entry.id), this.whole.has(entry.id), marks, this.sheet.hint(entry) ?? null, this.sheet.words()]);
  }

  /** @param {number} i */
  row(i) {
    const entry = this.blocks.get(i), now = i === this.sheet.current();
    const attributes = { id: `${this.uid}-r${i}`, role: "row", "aria-rowindex": String(i + 2), "data-i": String(i), "aria-level": this.grouped ? (entry && "group" in entry ? "1" : "2") : null };
    if (!entry) return h("div", { ...attributes, class: `wb-row wb-coming${now ? " wb-now" : ""}`, "aria-busy": "true" }, h("span", { role: "gridcell" }, "…"));
    if ("group" in entry) {
      const name = this.sheet.heading(entry.group), much = `${count(entry.answers, "answer")} · ${entry.people === 1 ? "1 person" : `${entry.people} people`}`;
      return h("div", { ...attributes, class: `wb-row wb-heading${now ? " wb-now" : ""}`, "aria-expanded": String(!entry.closed) },
        h("span", { role: "gridcell" }, h("i", { "aria-hidden": "true" }, entry.closed ? "▸" : "▾"), h("b", {}, name), ` ${much}`));
    }
    const on = this.sheet.selected(entry.id);
    const texts = this.visible().map((c) => this.cell(c, entry));
    const box = h("span", { role: "gridcell", class: "wb-gutter", title: "Select (Space)" }, h("i", { class: "wb-tick", "aria-hidden": "true" }, on ? "✓" : ""));
    return h("div", { ...attributes, class: `wb-row wb-answer-row${now ? " wb-now" : ""}${on ? " wb-on" : ""}`, "aria-selected": String(on) }, box, ...texts);
  }

  /** @param {any} c @param {any} a */
  cell(c, a) {
    if (c.kind === "person") {
      return h("span", { role: "gridcell", class: "wb-cell wb-k-person", title: a.quiet ? `${a.person} did not agree to be quoted` : a.person ?? "" }, a.person ?? "", a.quiet ? h("small", {}, "not quotable") : "");
    }
    if (c.kind === "text") return this.said(a);
    const value = a.cells[this.columns.filter((x) => x.kind !== "person" && x.kind !== "text").indexOf(c)];
    const words = this.sheet.cell(c, value);
    return h("span", { role: "gridcell", class: `wb-cell wb-k-${c.kind}`, title: words ? `${c.label}: ${words}` : null, "data-label": c.label }, words);
  }

  /** @param {any} a */
  said(a) {
    const codings = this.sheet.codings(a), whole = this.whole.get(a.id);
    const said = pieces(whole ?? a.text, this.sheet.words()).map(([part, hit]) => (hit ? h("b", { class: "wb-hit" }, part) : part));
    const words = h("p", { dir: "auto" }, ...(said.length ? said : [h("em", {}, "no words")]));
    if (a.length > a.text.length && whole == null) words.append("… ", h("button", { type: "button", class: "wb-more", tabindex: "-1", "data-more": "" }, `read all ${a.length.toLocaleString("en-GB")} characters`));
    const hint = this.sheet.hint(a), marked = codings.length || hint;
    const chips = marked ? h("span", { class: "wb-chips" }, ...codings.map((c) => this.chip(c, codings)), hint ? this.sheet.hintChip(hint) : "") : "";
    return h("span", { role: "gridcell", class: `wb-cell wb-said${marked ? " wb-coded" : ""}` }, words, chips);
  }

  /** @param {any} c @param {any[]} all */
  chip(c, all) {
    const code = this.sheet.code(c.code), name = called(code, c.code);
    const tail = c.valence == null || code?.family === "stage" ? "" : ` ${feeling(c.valence)}`;
    const same = !c.mine && all.some((m) => m.mine && m.code === c.code && m.valence === c.valence && m.stance === c.stance && m.part === c.part);
    const kind = `${c.mine ? "wb-mine" : "wb-theirs"}${c.pending ? " wb-pending" : ""}${c.failed ? " wb-failed" : ""}${c.stance === "against" ? " wb-against" : ""}`;
    const title = `${c.mine ? "" : `${c.coder}: `}${c.stance === "against" ? "against " : ""}${name}${tail}${c.part ? " (on some of the words)" : ""}${c.memo ? ` · ${c.memo}` : ""}${c.failed ? " · not saved" : ""}`;
    return h("span", { class: `wb-mark ${kind}`, title, "--c": colour(code?.colour ?? "") }, c.mine ? h("i", { class: `wb-swatch${code?.family === "emotion" ? " wb-round" : ""}` }) : h("small", {}, `${c.coder}: `),
      c.failed ? h("small", {}, "not saved ") : "", c.stance === "against" ? h("small", { class: "wb-anti" }, "against ") : "", h("span", {}, same ? "the same" : `${c.part ? "‹" : ""}${brief(name, 40)}${c.part ? "›" : ""}`), tail, c.memo ? " ✎" : "");
  }

  /** @param {MouseEvent} e */
  clicked(e) {
    const row = e.target instanceof Element ? e.target.closest(".wb-row") : null;
    if (!row) return;
    const i = Number(row.getAttribute("data-i"));
    this.sheet.click(i, e);
    if (e.target instanceof Element && e.target.closest("[data-more]")) this.sheet.more(this.blocks.get(i));
  }
}
