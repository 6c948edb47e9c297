// @ts-check
// Finding: words in the text, or the passages of a code; how many, the next, the one before. Found words are washed, not marked.
import { called } from "./core.js";
import { h, wash } from "./dom.js";
import { foldQuery, foldText, hitsIn } from "./search.js";

/** @typedef {import("./core.js").Part} Part */
const MOST_WASHED = 1500; // hits that are washed at once; all are counted
const CODE = /^\s*code\s*:\s*/i;

export class Find {
  /** @param {import("./view.js").View} view */
  constructor(view) {
    this.view = view;
    /** @type {Map<number, {text:string, from:Uint32Array|null}>} */ this.folded = new Map();
    /** @type {Part[]} in the order of the text */ this.hits = [];
    this.at = -1;
    this.away = 0; // hits in turns that are hidden
    /** @type {Map<number, () => void>} turn -> take its washes off */ this.washed = new Map();
    this.unwashNow = () => {};
    this.box = /** @type {HTMLInputElement} */ (h("input", {
      type: "text", class: "wb-seek", placeholder: "find words, or code: name", "aria-label": "Find words in the text, or the passages of a code", autocomplete: "off", spellcheck: "false",
      maxlength: "200", oninput: () => this.search(), onkeydown: (/** @type {KeyboardEvent} */ e) => this.typing(e),
    }));
    this.much = h("span", { class: "wb-found", role: "status" });
    const step = (/** @type {string} */ label, /** @type {string} */ sign, /** @type {1|-1} */ by) => h("button", { type: "button", "aria-label": label, title: label, onclick: () => this.step(by) }, sign);
    this.steps = h("span", { class: "wb-steps", hidden: true }, step("Previous (Shift F3)", "‹", -1), step("Next (F3)", "›", 1), h("button", { type: "button", "aria-label": "Find nothing", title: "Find nothing (Esc)", onclick: () => { this.clear(); view.text.focus(); } }, "×"));
    this.el = h("div", { class: "wb-finding", role: "search" }, h("span", { class: "wb-seekrow" }, this.box, h("kbd", { "aria-hidden": "true" }, "f")), this.much, this.steps);
    this.steps.addEventListener("mousedown", (e) => e.preventDefault());
  }

  dispose() { this.unwash(); }

  open() { this.box.focus(); this.box.select(); }

  /** Codes that are meant by "code: name". @param {string} typed */
  codes(typed) {
    const want = foldQuery(typed.replace(CODE, "")), all = [...this.view.store.codes.values()];
    const named = all.map((c) => ({ c, names: [c.label, called(c, c.id)].map((name) => foldText(name).text) }));
    const same = named.filter((x) => x.names.includes(want));
    return want ? (same.length ? same : named.filter((x) => x.names[1].includes(want))).map((x) => x.c.id) : [];
  }

  /** @param {string} typed @returns {Part[]} */
  look(typed) {
    const { store } = this.view;
    if (CODE.test(typed)) {
      const codes = new Set(this.codes(typed)), seen = new Map();
      for (const c of store.codings.values()) if (codes.has(c.code)) for (const p of c.parts) seen.set(`${p.turn} ${p.start} ${p.end}`, p);
      return [...seen.values()].sort((a, b) => this.place(a) - this.place(b) || a.start - b.start || a.end - b.end);
    }
    const query = foldQuery(typed);
    if (!query) return [];
    return store.turns.flatMap((t) => {
      let as = this.folded.get(t.i);
      if (!as) this.folded.set(t.i, (as = foldText(t.text)));
      return hitsIn(t.text, as, query).map(([start, end]) => ({ turn: t.i, start, end }));
    });
  }

  /** @param {Part} p */
  place(p) { return this.view.store.place.get(p.turn) ?? 0; }

  /** Look for what is in the box, and show the first from the caret on. */
  search() {
    const typed = this.box.value, all = this.look(typed), { hidden } = this.view.text;
    this.hits = all.filter((p) => !hidden.has(p.turn));
    this.away = all.length - this.hits.length;
    this.at = this.hits.length ? this.after(1, true) : -1;
    this.wash();
    this.show();
  }

  /** Codings changed, and with them the passages of a code; the screen stays where it is. */
  changed() {
    if (!CODE.test(this.box.value)) return;
    const now = this.hits[this.at], all = this.look(this.box.value);
    this.hits = all.filter((p) => !this.view.text.hidden.has(p.turn));
    this.away = all.length - this.hits.length;
    this.at = now ? this.hits.findIndex((p) => p.turn === now.turn && p.start === now.start && p.end === now.end) : -1;
    this.wash();
    if (this.at >= 0) this.unwashNow = wash("wb-found-now", [this.view.text.range(this.hits[this.at])]);
    this.much.textContent = this.words();
  }

  /** Which hit comes next from the caret on. @param {1|-1} by @param {boolean} [here] one at the caret will do */
  after(by, here = false) {
    const { hits } = this, caret = this.view.text.selected[0] ?? { turn: this.view.store.turns[0]?.i ?? 0, start: 0, end: 0 };
    const order = (/** @type {Part} */ p) => this.place(p) - this.place(caret) || p.start - caret.start || (p.start === caret.start ? p.end - caret.end : 0);
    const n = by > 0 ? hits.findIndex((p) => (here ? order(p) >= 0 : order(p) > 0)) : hits.findLastIndex((p) => order(p) < 0);
    return n >= 0 ? n : by > 0 ? 0 : hits.length - 1;
  }

  /** To the next or previous; from the text, its words are selected. @param {1|-1} by */
  step(by) {
    const { view } = this;
    if (!this.box.value.trim()) { this.open(); return; }
    if (!this.hits.length) { this.search(); if (!this.hits.length) { view.say(this.words()); return; } }
    const typing = document.activeElement === this.box;
    this.at = typing ? (this.at + by + this.hits.length) % this.hits.length : this.after(by);
    this.wash();
    this.show();
    if (!typing) view.text.select(this.hits[this.at]);
  }

  /** Through the passages of a code. @param {string} code @param {1|-1} by */
  walk(code, by) {
    const { view } = this, c = view.store.codes.get(code), name = `code: ${called(c, code)}`;
    this.box.value = name;
    this.search();
    if (!this.hits.length) { view.say(`No passage here is coded as ${called(c, code)}`); view.text.focus(); return; }
    this.at = this.after(by);
    this.show();
    view.text.select(this.hits[this.at]);
    view.say(`${called(c, code)}: passage ${this.at + 1} of ${this.hits.length}`);
  }

  words() {
    const away = this.away ? ` · ${this.away} more in hidden turns` : "";
    if (!this.box.value.trim()) return "";
    if (CODE.test(this.box.value) && !this.codes(this.box.value).length) return "no such code";
    return this.hits.length ? `${this.at < 0 ? "" : `${this.at + 1} of `}${this.hits.length}${away}` : `not here${away}`;
  }

  show() {
    const p = this.hits[this.at];
    this.much.textContent = this.words();
    this.steps.hidden = !this.box.value.trim();
    this.unwashNow();
    if (!p) return;
    this.view.text.show(p.turn, p);
    this.unwashNow = wash("wb-found-now", [this.view.text.range(p)]);
  }

  /** Wash the hits; if there are very many, those around the current one. */
  wash() {
    this.unwash();
    const from = this.hits.length > MOST_WASHED ? Math.max(0, this.at - MOST_WASHED / 2) : 0;
    const near = this.hits.slice(from, from + MOST_WASHED);
    for (const turn of new Set(near.map((p) => p.turn))) this.washed.set(turn, wash("wb-found", near.filter((p) => p.turn === turn).map((p) => this.view.text.range(p))));
  }

  unwash() {
    this.unwashNow();
    this.washed.forEach((off) => off());
    this.washed.clear();
  }

  /** Turns were drawn again: their washes are gone with their words. @param {Set<number>} turns */
  redrawn(turns) {
    for (const turn of turns) {
      const off = this.washed.get(turn);
      if (!off) continue;
      off();
      this.washed.set(turn, wash("wb-found", this.hits.filter((p) => p.turn === turn).map((p) => this.view.text.range(p))));
      const now = this.hits[this.at];
      if (now?.turn === turn) { this.unwashNow(); this.unwashNow = wash("wb-found-now", [this.view.text.range(now)]); }
    }
  }

  /** @returns {boolean} whether there was anything */
  clear() {
    if (!this.box.value && !this.hits.length) return false;
    this.box.value = "";
    this.hits = [];
    this.at = -1;
    this.away = 0;
    this.unwash();
    this.show();
    return true;
  }

  /** @param {KeyboardEvent} e */
  typing(e) {
    if (e.key === "Enter" || e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (this.hits.length) this.step(e.key === "ArrowUp" || e.shiftKey ? -1 : 1);
    } else if (e.key === "Escape") {
      e.preventDefault();
      e.stopPropagation();
      const p = this.hits[this.at];
      if (p) this.view.text.select(p);
      else { this.clear(); this.view.text.focus(); }
    }
  }
}
