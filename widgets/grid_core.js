// @ts-check
// What the answer grid computes, without a browser: where a million rows are on a page, which of them are here, what is
// coded by acts still under way, which words of two answers differ. Tested by grid_core.test.mjs.

import { foldQuery, foldText, hitsIn } from "./search.js";

/** @typedef {{id:string, code:string, coder:string, mine:boolean, model?:boolean, valence:number|null, stance:string, memo:string, at:string, part:boolean,
 *   pending?:boolean, failed?:boolean}} Mark a coding on an answer */
/** @typedef {{id:string, v:string, person:string|null, quiet:boolean, text:string, length:number, cells:any[], codings:Mark[]}} Answer */
/** @typedef {{group:string, answers:number, people:number, closed:boolean}} Heading */

/** No browser draws a box of a hundred million pixels; this is the tallest that all of them do. */
const TALLEST = 4_000_000;

/** Where rows are. All rows are of one height but the one that is open. Rows have places on a tall roll; of the roll, a
 * window is seen. The scroll bar moves on a box that may be shorter than the roll: small steps are taken as they are, big
 * ones by share, so that both the wheel and the bar reach every row. */
export class Track {
  /** @param {number} row height of a row @param {number} [tallest] */
  constructor(row, tallest = TALLEST) {
    this.row = row;
    this.tallest = tallest;
    this.entries = 0;
    this.open = -1; // the row that is taller
    this.more = 0; // by how much
    this.top = 0; // what part of the roll is at the top of the window
    this.bar = 0; // where the scroll bar is
  }

  /** Height of the roll. */
  get whole() { return this.entries * this.row + this.more; }

  /** Height of the box the scroll bar moves on. */
  get box() { return Math.min(this.whole, this.tallest); }

  /** @param {number} i */
  place(i) { return i * this.row + (this.open >= 0 && i > this.open ? this.more : 0); }

  /** @param {number} i */
  height(i) { return this.row + (i === this.open ? this.more : 0); }

  /** The row at a place. @param {number} y */
  at(y) {
    const i = Math.floor(y / this.row);
    if (this.open < 0 || i <= this.open) return Math.max(0, Math.min(this.entries - 1, i));
    return Math.max(this.open, Math.min(this.entries - 1, Math.floor((y - this.more) / this.row)));
  }

  /** @param {number} view height of the window */
  furthest(view) { return Math.max(0, this.whole - view); }

  /** The bar is somewhere else now. @param {number} bar @param {number} view */
  scrolled(bar, view) {
    const step = bar - this.bar;
    this.bar = bar;
    if (this.whole <= this.tallest) this.top = bar;
    else if (Math.abs(step) <= 2 * view && bar > 0 && bar < this.box - view) this.top += step;
    else this.top = (bar / Math.max(1, this.box - view)) * this.furthest(view);
    this.top = Math.max(0, Math.min(this.furthest(view), this.top));
  }

  /** Where the bar belongs. @param {number} view */
  rest(view) {
    if (this.whole <= this.tallest) return this.top;
    return (this.top / Math.max(1, this.furthest(view))) * (this.box - view);
  }

  /** The first and last row in the window. @param {number} view @returns {[number, number]} the second is beyond the last */
  seen(view) {
    if (!this.entries) return [0, 0];
    return [this.at(this.top), Math.min(this.entries, this.at(this.top + view - 1) + 1)];
  }

  /** The least the roll must move for a row to be seen whole. @param {number} i @param {number} view @returns {number} where its top is then */
  showing(i, view) {
    const from = this.place(i), to = from + this.height(i);
    if (from < this.top) return from;
    return to > this.top + view ? Math.max(0, Math.min(from, to - view)) : this.top;
  }
}

/** The rows that are here: blocks of a list, no more than so many; the one that came first goes first. */
export class Blocks {
  /** @param {number} [size] rows of a block @param {number} [most] blocks */
  constructor(size = 50, most = 24) {
    this.size = size;
    this.most = most;
    /** @type {Map<number, (Answer|Heading)[]>} */ this.held = new Map();
    /** @type {Set<number>} */ this.asked = new Set();
  }

  /** @param {number} i @returns {any} */
  get(i) { return this.held.get(Math.floor(i / this.size))?.[i % this.size]; }

  /** Blocks still to be asked for. @param {number} first @param {number} last @returns {number[]} */
  missing(first, last) {
    const out = [];
    for (let b = Math.floor(Math.max(0, first) / this.size); b * this.size < last; b++) if (!this.held.has(b) && !this.asked.has(b)) out.push(b);
    return out;
  }

  /** Rows of one block or several, whole ones but for the last of the list. @param {number} from @param {(Answer|Heading)[]} rows */
  put(from, rows) {
    for (let i = 0; i < rows.length; i += this.size) {
      const block = Math.floor((from + i) / this.size);
      this.asked.delete(block);
      this.held.delete(block);
      this.held.set(block, rows.slice(i, i + this.size));
    }
    for (const key of this.held.keys()) {
      if (this.held.size <= this.most) break;
      this.held.delete(key);
    }
  }

  clear() { this.held.clear(); this.asked.clear(); }

  /** New codings for answers that are here. @param {Record<string, Mark[]>} set */
  update(set) { for (const rows of this.held.values()) recoded(rows, set); }

  /** @param {string} id @returns {Answer|undefined} */
  find(id) {
    for (const rows of this.held.values()) for (const row of rows) if ("id" in row && row.id === id) return row;
    return undefined;
  }

  /** How many rows are here. */
  get count() { let n = 0; for (const rows of this.held.values()) n += rows.length; return n; }
}

/** New codings for rows. @param {any[]} rows @param {Record<string, Mark[]>} set */
export function recoded(rows, set) { for (const row of rows) if ("id" in row && Object.hasOwn(set, row.id)) row.codings = set[row.id]; }

/** Codings of an answer as they will be when the acts under way are done. @param {Mark[]} codings @param {string} answer
 * @param {any[]} waiting acts @param {string} me @returns {Mark[]} */
export function overlay(codings, answer, waiting, me) {
  let out = codings;
  for (const m of waiting) {
    if (!m.has?.has(answer)) continue;
    const how = { pending: m.how === "pending", failed: m.how === "failed" };
    const mine = (/** @type {Mark} */ c) => c.mine && c.code === m.meant;
    if ((m.op === "add" || (m.op === "decide" && m.meant)) && !out.some((c) => mine(c) && !c.part)) {
      const valence = m.op === "add" ? m.valence : m.before.valence;
      out = [...out.filter((c) => c.mine), { id: `${m.id}.${answer}`, code: m.meant, coder: me, mine: true, valence, stance: m.stance ?? "for", memo: "", at: "~", part: false, ...how },
        ...out.filter((c) => !c.mine)];
    } else if (m.op === "remove") out = out.filter((c) => !mine(c));
    else if (m.op === "edit") out = out.map((c) => (mine(c) ? { ...c, ...m.changes, ...how } : c));
  }
  return out;
}

/** The words of a text, each with whether the other text lacks it. @param {string} text @param {string} other @returns {[string, boolean][]} */
export function differing(text, other) {
  const plain = (/** @type {string} */ w) => w.toLowerCase().replace(/[^\p{L}\p{N}\p{S}]+/gu, "");
  const there = new Set(other.split(/\s+/).map(plain));
  return text.split(/(\s+)/).map((w) => [w, plain(w) !== "" && !there.has(plain(w))]);
}

/** How much is shown. @param {{answers:number, people:number}} shown @param {{answers:number, people:number}} all */
export function extent(shown, all) {
  const n = (/** @type {number} */ x) => x.toLocaleString("en-GB");
  const noun = (/** @type {number} */ x, /** @type {string} */ one, /** @type {string} */ many) => (x === 1 ? one : many);
  if (shown.answers === all.answers) return `${n(all.answers)} ${noun(all.answers, "answer", "answers")} · ${n(all.people)} ${noun(all.people, "person", "people")}`;
  return `${n(shown.answers)} of ${n(all.answers)} ${noun(all.answers, "answer", "answers")} · ${n(shown.people)} of ${n(all.people)} ${noun(all.people, "person", "people")}`;
}

/** Codes on some answers, each once a coder with how often. @param {Mark[][]} rows @returns {(Mark & {n:number})[]} */
export function together(rows) {
  /** @type {Map<string, Mark & {n:number}>} */ const found = new Map();
  for (const codings of rows) {
    for (const c of codings) {
      const key = `${c.coder}\n${c.code}`, was = found.get(key);
      if (!was) found.set(key, { ...c, n: 1 });
      else found.set(key, { ...was, n: was.n + 1, valence: was.valence === c.valence ? c.valence : null, stance: was.stance === c.stance ? c.stance : "for", failed: was.failed || c.failed });
    }
  }
  return [...found.values()].sort((a, b) => Number(b.mine) - Number(a.mine));
}

/** A text in pieces, and of each whether it is one of the words that answers are filtered by: what stands in quotes is one word, as in Python.
 * @param {string} text @param {string} words @returns {[string, boolean][]} */
export function pieces(text, words) {
  const wanted = foldQuery(words).split('"').flatMap((part, n) => (n % 2 ? [part.trim()] : part.split(" "))).filter(Boolean);
  const as = wanted.length ? foldText(text) : null;
  const hits = as ? wanted.flatMap((word) => hitsIn(text, as, word)).sort((a, b) => a[0] - b[0] || b[1] - a[1]) : [];
  const out = /** @type {[string, boolean][]} */ ([]);
  let at = 0;
  for (const [start, end] of hits) {
    if (end <= at) continue;
    if (start > at) out.push([text.slice(at, start), false]);
    out.push([text.slice(Math.max(at, start), end), true]);
    at = end;
  }
  if (at < text.length) out.push([text.slice(at), false]);
  return out;
}
