// @ts-check
// Passages as a list of which some are ticked, asked for in windows: a hundred thousand are seen, never held.
import { several } from "./editor_core.js";
import { EditorList } from "./editor_list.js";
import { h } from "./dom.js";

export const BLOCK = 100;

/** A list of passages, some ticked; blocks of it come from Python as they are seen. */
export class Passages {
  /** @param {string} label @param {string} uid @param {number} tall @param {(from:number, done:(m:any) => void) => void} fetch @param {(row:any) => (Node|string)[]} below @param {() => void} changed */
  constructor(label, uid, tall, fetch, below, changed) {
    this.fetch = fetch;
    /** @type {(id:string) => boolean} */ this.leaving = () => false; // whether an act that takes one away is still on its way to the disk
    this.left = 0; // how often some left
    /** @type {Map<string, number>} */ this.gone = new Map(); // which, the how-manieth time
    this.ticking = false; // which there are to tick is being asked
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
    if (!stay) {
      this.epoch++;
      this.rows.clear();
      this.ticked.clear();
      this.ticking = false;
      this.list.at = 0;
      this.list.el.scrollTop = 0;
      this.anchor = -1;
      this.list.draw(); // what is about something else is not to be seen any more
    }
    this.get(Math.floor(this.list.at / BLOCK));
  }

  /** @param {number} from @param {number} to */
  need(from, to) { for (let b = Math.floor(from / BLOCK); b <= Math.floor((to - 1) / BLOCK); b++) this.get(b); }

  /** @param {number} block */
  get(block) {
    if (this.asked.has(block)) return;
    this.asked.add(block);
    const { epoch, left } = this;
    this.fetch(block * BLOCK, (m) => {
      if (epoch !== this.epoch) return;
      // What left does not come back because Python had not heard of it yet.
      const rows = m.rows.filter((/** @type {any} */ r) => (this.gone.get(r.id) ?? 0) <= left && !this.leaving(r.id)), total = m.total - m.rows.length + rows.length;
      if (this.rows.size > 40 * BLOCK) this.rows.clear(); // a hundred thousand are seen, never held
      rows.forEach((/** @type {any} */ r, /** @type {number} */ n) => this.rows.set(m.from + n, r));
      for (let i = m.from + rows.length; i < m.from + m.rows.length; i++) this.rows.delete(i);
      for (const i of [...this.rows.keys()]) if (i >= total) this.rows.delete(i);
      if (this.rows.size <= BLOCK * 2 && this.asked.size > 40) this.asked = new Set([block]);
      this.list.el.hidden = !total;
      this.list.resize(total);
      this.reading();
      if (this.wanted && total) this.focus();
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

  /** Tick all from where one began. @param {number} to @returns {boolean} whether all of them are here */
  range(to) {
    const began = this.anchor < 0 ? this.list.at : this.anchor, all = [];
    for (let i = Math.min(began, to); i <= Math.max(began, to); i++) all.push(this.rows.get(i));
    this.list.go(to);
    if (!all.every(Boolean)) return false;
    this.anchor = began;
    for (const r of all) this.ticked.set(r.id, r);
    this.list.draw();
    this.changed();
    return true;
  }

  /** Why nothing can be done to what one is on yet; empty if it can. */
  get waits() {
    if (this.ticking) return "Still looking which there are: nothing was done";
    return !this.ticked.size && this.list.size && !this.rows.has(this.list.at) ? "This one is still coming: nothing was done" : "";
  }

  /** What an act is about: what is ticked, or the one that one is on. @returns {string[]} */
  targets() {
    if (this.ticked.size) return [...this.ticked.keys()];
    const r = this.rows.get(this.list.at);
    return r ? [r.id] : [];
  }

  /** They are gone from this list as soon as the disk says so; the next is under the fingers at once. @param {string[]} ids */
  leave(ids) {
    this.left += 1;
    for (const id of ids) this.gone.set(id, this.left);
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
