// @ts-check
// Passages as a list, asked for in windows: the quotes of a code, and those coded before a rule changed.
import { feeling } from "./core.js";
import { several, when } from "./editor_core.js";
import { EditorList } from "./editor_list.js";
import { h } from "./dom.js";

const BLOCK = 100;

/** @typedef {{ask:(message:any, done:(m:any) => void) => void, say:(words:string) => void, changed:() => void}} QuotesHost */

/** A list of passages, some ticked; blocks of it come from Python as they are seen. */
class Passages {
  /** @param {string} label @param {string} uid @param {number} tall @param {(from:number, done:(m:any) => void) => void} fetch @param {(row:any) => (Node|string)[]} below @param {() => void} changed */
  constructor(label, uid, tall, fetch, below, changed) {
    this.fetch = fetch;
    this.below = below;
    this.changed = changed;
    /** @type {Map<number, any>} */ this.rows = new Map();
    /** @type {Set<number>} */ this.asked = new Set();
    /** @type {Map<string, any>} */ this.ticked = new Map();
    this.epoch = 0;
    this.anchor = -1;
    this.list = new EditorList({
      role: "listbox", many: true, label, uid, height: () => tall, draw: (i, el) => this.drawRow(i, el), moved: () => this.reading(),
      press: (i, e) => { this.list.focus(); if (e.shiftKey) this.range(i); else if (e.ctrlKey || e.metaKey || (e.target instanceof Element && e.target.closest(".wb-tick"))) this.tick(i); }, need: (from, to) => this.need(from, to),
    });
    this.list.el.style.setProperty("--small", tall > 80 ? "2" : "1");
    this.whole = h("div", { class: "wb-reading", "aria-live": "off" });
  }

  dispose() { this.list.dispose(); }

  wanted = false;

  /** Into the list, as soon as there is one. */
  focus() {
    this.wanted = this.list.el.hidden || !this.list.size;
    if (!this.wanted) this.list.focus();
  }

  /** Forget what is here; what is seen is asked for again. @param {boolean} [stay] keep what is ticked and where one is */
  reset(stay = false) {
    this.asked.clear();
    if (!stay) { this.epoch++; this.rows.clear(); this.ticked.clear(); this.list.at = 0; this.list.el.scrollTop = 0; this.anchor = -1; }
    this.get(Math.floor(this.list.at / BLOCK));
  }

  /** @param {number} from @param {number} to */
  need(from, to) { for (let b = Math.floor(from / BLOCK); b <= Math.floor((to - 1) / BLOCK); b++) this.get(b); }

  /** @param {number} block */
  get(block) {
    if (this.asked.has(block)) return;
    this.asked.add(block);
    const epoch = this.epoch;
    this.fetch(block * BLOCK, (m) => {
      if (epoch !== this.epoch) return;
      if (this.rows.size > 40 * BLOCK) this.rows.clear(); // a hundred thousand are seen, never held
      m.rows.forEach((/** @type {any} */ r, /** @type {number} */ n) => this.rows.set(m.from + n, r));
      for (const i of [...this.rows.keys()]) if (i >= m.total) this.rows.delete(i);
      if (this.rows.size <= BLOCK * 2 && this.asked.size > 40) this.asked = new Set([block]);
      this.list.el.hidden = !m.total;
      this.list.resize(m.total);
      this.reading();
      if (this.wanted && m.total) this.focus();
      this.changed();
    });
  }

  /** @param {number} i @param {HTMLElement} el */
  drawRow(i, el) {
    const r = this.rows.get(i), on = !!r && this.ticked.has(r.id);
    el.classList.add("wb-quote");
    el.setAttribute("aria-selected", String(on));
    el.setAttribute("aria-setsize", String(this.list.size));
    el.setAttribute("aria-posinset", String(i + 1));
    if (!r) { el.append(h("p", { class: "wb-coming" }, "…")); return; }
    el.append(h("i", { class: "wb-tick", "aria-hidden": "true" }, "✓"), h("div", { class: "wb-said2" }, h("p", { dir: "auto" }, r.quote), h("small", {}, ...this.below(r))));
  }

  /** The one that one is on, in full. */
  reading() {
    const r = this.rows.get(this.list.at);
    this.whole.replaceChildren(...(r ? [h("p", { dir: "auto" }, r.quote, r.more ? `… (${several(r.more, "more character")})` : ""), ...(r.memo ? [h("p", { class: "wb-hint" }, "Memo: ", h("span", { dir: "auto" }, r.memo))] : [])] : []));
    this.whole.hidden = !r || (r.quote.length < 160 && !r.memo);
  }

  /** @param {number} i */
  tick(i) {
    const r = this.rows.get(i);
    if (!r) return;
    if (this.ticked.has(r.id)) this.ticked.delete(r.id);
    else this.ticked.set(r.id, r);
    this.anchor = i;
    this.list.draw();
    this.changed();
  }

  /** Tick all from where one began. @param {number} to */
  range(to) {
    if (this.anchor < 0) this.anchor = this.list.at;
    for (let i = Math.min(this.anchor, to); i <= Math.max(this.anchor, to); i++) { const r = this.rows.get(i); if (r) this.ticked.set(r.id, r); }
    this.list.go(to);
    this.changed();
  }

  /** What an act is about: what is ticked, or the one that one is on. @returns {string[]} */
  targets() {
    if (this.ticked.size) return [...this.ticked.keys()];
    const r = this.rows.get(this.list.at);
    return r ? [r.id] : [];
  }

  /** They are gone from this list as soon as the disk says so; the next is under the fingers at once. @param {string[]} ids */
  leave(ids) {
    const gone = new Set(ids), at = this.list.at;
    const left = [...this.rows.entries()].sort((a, b) => a[0] - b[0]).filter(([, r]) => !gone.has(r.id));
    const before = left.filter(([i]) => i < at).length + (this.rows.size ? 0 : at);
    this.rows = new Map(left.map(([, r], n) => [n, r]));
    ids.forEach((id) => this.ticked.delete(id));
    this.list.at = Math.min(before, Math.max(0, this.list.size - gone.size - 1));
    this.list.resize(Math.max(0, this.list.size - gone.size));
    this.list.el.hidden = !this.list.size;
    this.reading();
  }

  /** @param {KeyboardEvent} e @returns {boolean} */
  key(e) {
    const to = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (e.key === " ") this.tick(this.list.at);
    else if (e.shiftKey && to) this.range(Math.max(0, Math.min(this.list.size - 1, this.list.at + to)));
    else if (e.key === "Escape" && this.ticked.size) { this.ticked.clear(); this.list.draw(); this.changed(); } else return this.list.key(e);
    e.preventDefault();
    return true;
  }
}

/** The quotes of one code. */
export class EditorQuotes {
  /** @param {string} uid @param {QuotesHost & {split:() => void, example:(ids:string[], against:boolean) => void}} host */
  constructor(uid, host) {
    this.host = host;
    this.code = "";
    this.words = /** @type {HTMLInputElement} */ (h("input", { type: "search", class: "wb-find", placeholder: "filter by words", "aria-label": "Filter the quotes by words", maxlength: "300", autocomplete: "off", spellcheck: "false" }));
    this.all = new Passages("Quotes", `${uid}-q`, 70, (from, done) => host.ask({ op: "quotes", code: this.code, words: this.words.value, from, to: from + BLOCK }, (m) => { if (m.code === this.code && m.words === this.words.value) done(m); }),
      (r) => [[r.who, r.where, r.mine ? "" : `coded by ${r.coder}`, feeling(r.valence), r.stance === "against" ? "against" : "", r.question ? "an interviewer’s words" : "", r.falls ? "decided: falls" : ""].filter(Boolean).join(" · ")], () => this.draw());
    this.much = h("span", { class: "wb-extent", role: "status" });
    const tool = (/** @type {string} */ key, /** @type {string} */ words, /** @type {() => void} */ does) => h("button", { type: "button", class: "wb-act", onclick: does }, h("kbd", { "aria-hidden": "true" }, key), ` ${words}`);
    this.none = h("p", { class: "wb-hint" });
    this.splitting = tool("s", "New code from the ticked", () => host.split());
    this.tools = h("div", { class: "wb-tools", role: "toolbar", "aria-label": "What to do with these quotes" }, tool("e", "Example", () => this.example(false)), tool("x", "Not this", () => this.example(true)), this.splitting);
    this.el = h("div", { class: "wb-page" }, h("div", { class: "wb-over" }, this.words, this.much), this.tools, this.none, this.all.list.el, this.all.whole);
    /** @type {any} */ this.soon = 0;
    this.words.addEventListener("input", () => { clearTimeout(this.soon); this.soon = setTimeout(() => this.all.reset(), 200); });
    this.words.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && this.words.value) { e.preventDefault(); e.stopPropagation(); this.words.value = ""; this.all.reset(); }
      else if (e.key === "Enter" || e.key === "ArrowDown") { e.preventDefault(); this.all.list.focus(); }
    });
  }

  dispose() { clearTimeout(this.soon); this.all.dispose(); }

  /** @param {string} code @param {boolean} [again] something changed */
  show(code, again = false) {
    if (code === this.code && !again) { this.all.list.draw(); return; }
    const other = code !== this.code;
    this.code = code;
    if (other) this.words.value = "";
    this.all.reset(!other);
  }

  draw() {
    const n = this.all.list.size, t = this.all.ticked.size;
    this.much.textContent = `${several(n, "quote")}${t ? ` · ${t} ticked` : ""}`;
    this.none.textContent = n ? "" : this.words.value ? "No quote has these words." : "Nothing is coded with it yet.";
    this.tools.hidden = !n;
    this.splitting.classList.toggle("wb-go", t > 0);
  }

  /** @param {boolean} against */
  example(against) {
    const ids = this.all.targets();
    if (!ids.length) { this.host.say("Move to a quote first"); return; }
    this.host.example(ids, against);
  }

  /** @param {KeyboardEvent} e @returns {boolean} */
  key(e) {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "a") {
      e.preventDefault();
      this.host.ask({ op: "ids", code: this.code, words: this.words.value }, (m) => {
        this.all.ticked = new Map(m.ids.map((/** @type {string} */ id) => [id, {}]));
        this.all.list.draw();
        this.draw();
        if (m.more) this.host.say(`${several(m.more, "quote")} more are not ticked: that many at once are too many`);
      });
      return true;
    }
    if (e.ctrlKey || e.metaKey || e.altKey) return false;
    const does = { e: () => this.example(false), x: () => this.example(true), s: () => this.host.split() }[e.key];
    if (!does) return this.all.key(e);
    e.preventDefault();
    does();
    return true;
  }
}

/** Codings that were made before the rule of their code changed. */
export class EditorAgain {
  /** @param {string} uid @param {QuotesHost & {act:(op:"keep"|"remove"|"recode", ids:string[], rows:any[]) => void, total:(n:number) => void}} host */
  constructor(uid, host) {
    this.host = host;
    this.all = new Passages("Coded before the rule changed", `${uid}-a`, 87, (from, done) => host.ask({ op: "again", from, to: from + BLOCK }, (m) => { host.total(m.total); done(m); }),
      (r) => [h("b", {}, h("bdi", {}, r.label)), `: ${r.changed.replace("include", "when to use it").replace("exclude", "when not")} changed by ${r.by}, ${when(r.at)}`, ...(r.reason ? [", because ", h("bdi", {}, r.reason)] : []), h("br"), [r.who, r.where, r.mine ? "coded by you" : `coded by ${r.coder}`].filter(Boolean).join(" · ")], () => this.draw());
    this.head = h("p", { class: "wb-hint", role: "status" });
    const tool = (/** @type {string} */ key, /** @type {string} */ words, /** @type {() => void} */ does) => h("button", { type: "button", class: "wb-act", onclick: does }, h("kbd", { "aria-hidden": "true" }, key), ` ${words}`);
    this.tools = h("div", { class: "wb-tools", role: "toolbar", "aria-label": "What to do with these codings" }, tool("k", "Keep", () => this.act("keep")), tool("r", "Recode…", () => this.act("recode")), tool("Del", "Remove", () => this.act("remove")));
    this.el = h("div", { class: "wb-page" }, this.head, this.tools, this.all.list.el, this.all.whole);
    this.known = false;
  }

  dispose() { this.all.dispose(); }

  refresh() { this.all.reset(true); }

  draw() {
    const n = this.all.list.size, t = this.all.ticked.size;
    this.known = true;
    this.head.textContent = n ? `${several(n, "coding was", "codings were")} made before the rule of ${n === 1 ? "its" : "their"} code changed. Does the code still hold?${t ? ` ${t} ticked.` : ""}` : "Nothing to look at again: every coding was made under the rule as it is. When a definition changes, what was coded before is listed here.";
    this.tools.hidden = !n;
  }

  /** @param {"keep"|"remove"|"recode"} op */
  act(op) {
    const ids = this.all.targets();
    if (!ids.length) { this.host.say("Nothing is left here"); return; }
    const rows = [...this.all.rows.values()].filter((r) => ids.includes(r.id));
    this.host.act(op, ids, rows);
  }

  /** @param {KeyboardEvent} e @returns {boolean} */
  key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return false;
    const op = /** @type {Record<string, "keep"|"remove"|"recode">} */ ({ k: "keep", r: "recode", Delete: "remove", Backspace: "remove" })[e.key];
    if (!op) return this.all.key(e);
    e.preventDefault();
    this.act(op);
    return true;
  }
}
