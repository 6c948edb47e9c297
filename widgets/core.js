// @ts-check
// What the coder computes, without a browser: offsets, segments, sentences, search, the store. Tested by core.test.mjs.

/** @typedef {{i:number, speaker:string, person:boolean, who?:string|null, at:number|null, text:string}} Turn */
/** @typedef {{id:string, family:string, label:string, definition:string, valence:number|null, colour:string, key:string, retired:boolean}} Code */
/** @typedef {{turn:number, start:number, end:number}} Part offsets in UTF-16 units, as the DOM counts */
/** @typedef {{id:string, code:string, coder:string, mine:boolean, model?:boolean, parts:Part[], valence:number|null,
 *   stance:string, memo:string, at:string, fallen?:boolean, pending?:boolean, failed?:boolean}} Coding
 *   `fallen`: set aside where coders differed */

// Offsets: the disk counts code points, the DOM counts UTF-16 units -------------------------------------------------

const SURROGATE = /[\ud800-\udfff]/;

/** Code points before a UTF-16 offset. @param {string} text @param {number} units */
export function toPoints(text, units) {
  if (!SURROGATE.test(text)) return units;
  let points = 0;
  for (let i = 0; i < units; points++) i += /** @type {number} */ (text.codePointAt(i)) > 0xffff ? 2 : 1;
  return points;
}

/** UTF-16 units before a code point offset. @param {string} text @param {number} points */
export function toUnits(text, points) {
  if (!SURROGATE.test(text)) return points;
  let units = 0;
  for (let n = 0; n < points && units < text.length; n++) units += /** @type {number} */ (text.codePointAt(units)) > 0xffff ? 2 : 1;
  return units;
}

const NEAR = 400; // units around an edge in which the character it is in must begin

/** Trim white space off a span and widen it to whole characters as people see them (an emoji family is one).
 * @param {string} text @param {number} start @param {number} end @returns {[number, number]} */
export function tidy(text, start, end) {
  const isSpace = (/** @type {number} */ i) => /\s/.test(text[i]);
  while (start < end && isSpace(start)) start++;
  while (end > start && isSpace(end - 1)) end--;
  return start >= end ? [start, end] : [character(text, start)[0], character(text, end)[1]];
}

/** The character as people see it around an offset; one between two characters is its own start and end.
 * @param {string} text @param {number} at @returns {[number, number]} */
export function character(text, at) {
  if (at <= 0 || at >= text.length || /^[\x20-\x7e]*$/.test(text.slice(at - 1, at + 1))) return [at, at];
  const from = Math.max(0, at - NEAR);
  for (const g of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text.slice(from, at + NEAR))) {
    const start = from + g.index, end = start + g.segment.length;
    if (start < at && at < end) return [start, end];
    if (end >= at) break;
  }
  return [at, at];
}

/** Start and end of the sentence around an offset. @param {string} text @param {number} at @returns {[number, number]} */
export function sentenceAt(text, at) {
  const found = sentences(text);
  return found.find(([, end]) => at < end) ?? found.at(-1) ?? [0, 0];
}

let read = /** @type {{text:string, list:[number, number][]}} */ ({ text: "", list: [] }); // a long turn is cut once, not at every key

/** @param {string} text @returns {[number, number][]} */
export function sentences(text) {
  if (read.text !== text) {
    const cut = [...new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)];
    read = { text, list: cut.map((s) => tidy(text, s.index, s.index + s.segment.length)).filter(([a, b]) => b > a) };
  }
  return read.list;
}

/** Cut a text at every edge of every span: stretches over which the same codings hold.
 * @template {{start:number, end:number}} S @param {number} length @param {S[]} spans
 * @returns {{start:number, end:number, on:S[]}[]} */
export function segments(length, spans) {
  const inside = (/** @type {number} */ n) => Math.max(0, Math.min(length, n));
  const cuts = new Set([0, length]);
  /** @type {Map<number, number[]>} */ const begin = new Map();
  spans.forEach((s, n) => {
    const a = inside(s.start), b = inside(s.end);
    if (a >= b) return;
    cuts.add(a).add(b);
    begin.set(a, [...(begin.get(a) ?? []), n]);
  });
  const edges = [...cuts].sort((a, b) => a - b);
  const out = [];
  let open = /** @type {number[]} */ ([]); // places in `spans`, in order
  for (let i = 0; i + 1 < edges.length; i++) {
    const [start, end] = [edges[i], edges[i + 1]];
    open = [...open.filter((n) => spans[n].end > start), ...(begin.get(start) ?? [])].sort((a, b) => a - b);
    out.push({ start, end, on: open.map((n) => spans[n]) });
  }
  return out;
}

// The store: what is known, and which turns a change touches -------------------------------------------------------

export class Store {
  /** @param {Turn[]} turns */
  constructor(turns) {
    this.turns = turns;
    /** @type {Map<number, number>} */ this.place = new Map(turns.map((t, n) => [t.i, n]));
    /** @type {Map<string, Coding>} */ this.codings = new Map();
    /** @type {Map<string, Code>} */ this.codes = new Map();
    /** @type {Map<string, number>} */ this.rank = new Map();
    /** @type {Map<string, number>} codings of ours by code */ this.counts = new Map();
    /** @type {Map<number, Set<string>>} */ this.byTurn = new Map();
    /** @type {Map<string, string>} our name -> the name on the disk */ this.renamed = new Map();
    /** @type {Map<string, string>} by kind, line feed, what it is about; those on codings are in the codings */ this.memos = new Map();
  }

  /** @param {number} i index of a turn */
  text(i) { return this.turns[/** @type {number} */ (this.place.get(i))]?.text ?? ""; }

  /** @param {Coding} c @returns {number[]} turns to redraw */
  put(c) {
    const touched = this.drop(c.id);
    this.codings.set(c.id, c);
    if (c.mine) this.counts.set(c.code, this.count(c.code) + 1);
    for (const p of c.parts) {
      if (!this.byTurn.has(p.turn)) this.byTurn.set(p.turn, new Set());
      /** @type {Set<string>} */ (this.byTurn.get(p.turn)).add(c.id);
      touched.push(p.turn);
    }
    return touched;
  }

  /** @param {string} id @returns {number[]} */
  drop(id) {
    const c = this.codings.get(id);
    if (!c) return [];
    this.codings.delete(id);
    if (c.mine) this.counts.set(c.code, this.count(c.code) - 1);
    for (const p of c.parts) this.byTurn.get(p.turn)?.delete(id);
    return c.parts.map((p) => p.turn);
  }

  /** Codings from the kernel, parts in code points. @param {any[]} raws @returns {number[]} */
  take(raws) {
    return raws.flatMap((raw) => {
      const parts = raw.parts.map((/** @type {number[]} */ [turn, a, b]) => {
        const text = this.text(turn);
        return { turn, start: toUnits(text, a), end: toUnits(text, b) };
      });
      const next = { ...raw, parts };
      const old = this.codings.get(raw.id);
      if (old && JSON.stringify({ ...old, pending: 0, failed: 0 }) === JSON.stringify({ ...next, pending: 0, failed: 0 }) && !old.pending && !old.failed) return [];
      return this.put(next);
    });
  }

  /** A coding of ours got its name on the disk. @param {string} mine @param {string} theirs @param {string|null} at */
  settle(mine, theirs, at) {
    const c = this.codings.get(mine);
    this.renamed.set(mine, theirs);
    if (!c) return [];
    const touched = this.drop(mine);
    const there = this.codings.get(theirs);
    return [...touched, ...this.put(there ?? { ...c, id: theirs, at: at ?? c.at, pending: false, failed: false })];
  }

  /** @param {string} id */
  name(id) { return this.renamed.get(id) ?? id; }

  /** Where a code stands in the codebook; one that is not there goes first. @param {string} code */
  ranked(code) {
    if (this.rank.size !== this.codes.size) this.rank = new Map([...this.codes.keys()].map((id, n) => [id, n]));
    return this.rank.get(code) ?? -1;
  }

  /** Codings on a turn, in the order of the codebook, then as made. @param {number} turn @returns {(Coding & Part)[]} */
  on(turn) {
    const ids = this.byTurn.get(turn);
    if (!ids?.size) return [];
    return [...ids]
      .flatMap((id) => {
        const c = /** @type {Coding} */ (this.codings.get(id));
        return c.parts.filter((p) => p.turn === turn).map((p) => ({ ...c, ...p }));
      })
      .sort((a, b) => Number(b.mine) - Number(a.mine) || this.ranked(a.code) - this.ranked(b.code) || a.start - b.start || (a.id < b.id ? -1 : 1));
  }

  /** Own codings under a span (or a caret), the most recent last. @param {Part} at @param {boolean} [all] others' too */
  at({ turn, start, end }, all = false) {
    return this.on(turn)
      .filter((c) => (all || c.mine) && (start === end ? c.start <= start && start <= c.end : c.start < end && c.end > start))
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  }

  /** @param {string} code */
  count(code) { return this.counts.get(code) ?? 0; }

  /** Turns of participants, how many hold a coding of ours, how many codings those are. */
  progress() {
    const people = this.turns.filter((t) => t.person);
    const coded = new Set();
    let codings = 0;
    for (const c of this.codings.values()) {
      if (!c.mine || c.failed) continue;
      codings++;
      for (const p of c.parts) coded.add(p.turn);
    }
    return { all: people.length, coded: people.filter((t) => coded.has(t.i)).length, codings };
  }

  /** The next or previous turn of a participant without a coding of ours; null if there is none.
   * @param {number} from @param {1|-1} step @param {Set<number>} [but] turns that are left out @returns {number|null} */
  uncoded(from, step, but = new Set()) {
    const n = this.turns.length;
    const start = this.place.get(from) ?? (step > 0 ? -1 : n);
    for (let k = 1; k <= n; k++) {
      const t = this.turns[(((start + step * k) % n) + n) % n];
      if (t.person && t.i !== from && !but.has(t.i) && ![...(this.byTurn.get(t.i) ?? [])].some((id) => this.codings.get(id)?.mine)) return t.i;
    }
    return null;
  }
}

// Codes: search and naming ------------------------------------------------------------------------------------------

export const FAMILIES = ["stage", "emotion", "pain", "need", "delight", "expectation", "delivered", "goal", "action", "thought",
  "touchpoint", "channel", "preference", "alternative", "effort", "free"];

export const PLURAL = /** @type {Record<string, string>} */ ({ stage: "Stages", emotion: "Emotions", pain: "Pains", need: "Needs", delight: "Delights", expectation: "Expectations",
  delivered: "Delivered", goal: "Goals", action: "Actions", thought: "Thoughts", touchpoint: "Touchpoints", channel: "Channels",
  preference: "Preferences", alternative: "Alternatives", effort: "Effort", free: "Free codes" });

/** Family and label as typed: "pain: empty week", or words alone for a free code. @param {string} name @returns {[string, string]} */
export function named(name) {
  const clean = name.trim().replace(/\s+/g, " ");
  const colon = clean.indexOf(":");
  const family = clean.slice(0, Math.max(0, colon)).trim().toLowerCase();
  return colon > 0 && FAMILIES.includes(family) ? [family, clean.slice(colon + 1).trim()] : ["free", clean];
}

/** @param {string} text */
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Codes that fit what was typed, best first: label begins with it, a word does, it is inside, its letters are in order.
 * @param {Code[]} codes @param {string} typed @returns {Code[]} */
export function find(codes, typed) {
  const q = fold(typed.trim());
  const [family, rest] = named(typed);
  const live = codes.filter((c) => !c.retired);
  if (!q) return live;
  const score = (/** @type {Code} */ c) => {
    const label = fold(c.label);
    const full = `${c.family}: ${label}`;
    const want = family !== "free" && c.family === family ? fold(rest) : q;
    if (label === want) return 0;
    if (label.startsWith(want)) return 1;
    if (label.split(/[\s-]+/).some((w) => w.startsWith(want))) return 2;
    if (full.includes(want)) return 3;
    let k = 0;
    for (const ch of label) if (ch === want[k]) k++;
    return want.length > 1 && k === want.length ? 4 : 9;
  };
  const scored = live.map((c, n) => ({ c, n, s: score(c) }));
  // In a long label almost any letters are in order: that counts only where nothing better is found.
  const most = scored.some((x) => x.s < 4) ? 4 : 9;
  return scored.filter((x) => x.s < most).sort((a, b) => a.s - b.s || a.n - b.n).map((x) => x.c);
}

/** The code that is called exactly this, if any. @param {Code[]} codes @param {string} typed */
export function exact(codes, typed) {
  const [family, label] = named(typed);
  return codes.find((c) => !c.retired && fold(c.label) === fold(label) && (c.family === family || (family === "free" && !typed.includes(":"))));
}

// Small words -------------------------------------------------------------------------------------------------------

/** @param {number|null} s seconds */
export function clock(s) {
  if (s == null) return "";
  const t = Math.floor(s), two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${two(Math.floor(t / 3600))}:${two(Math.floor(t / 60) % 60)}:${two(t % 60)}`;
}

/** @param {number|null|undefined} v */
export function feeling(v) { return v == null ? "" : v > 0 ? `+${v}` : v < 0 ? `−${-v}` : "0"; }

/** @param {number} n @param {string} noun */
export function count(n, noun) { return `${n} ${noun}${n === 1 ? "" : "s"}`; }

/** How long ago, in words. @param {string} iso @param {number} now milliseconds */
export function ago(iso, now) {
  const minutes = Math.round((now - Date.parse(iso)) / 60000);
  if (!(minutes >= 1)) return "now";
  if (minutes < 60) return `${minutes} min ago`;
  return minutes < 60 * 24 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} d ago`;
}

/** The codebook after some codes changed, each told with the one it comes after. @param {Map<string, Code>} codes @param {(Code & {after?:string})[]} changed
 * @param {string[]} gone @returns {Map<string, Code>} */
export function renewed(codes, changed, gone) {
  const moved = new Set([...gone, ...changed.map((c) => c.id)]), behind = /** @type {Map<string, Code[]>} */ (new Map());
  for (const { after = "", ...c } of changed) behind.set(after, [...(behind.get(after) ?? []), /** @type {Code} */ (c)]);
  const out = /** @type {Map<string, Code>} */ (new Map());
  const put = (/** @type {string} */ id) => { for (const c of behind.get(id) ?? []) { out.set(c.id, c); put(c.id); } };
  put("");
  for (const c of codes.values()) if (!moved.has(c.id)) { out.set(c.id, c); put(c.id); }
  return out;
}

/** A colour that is surely one. @param {string} c */
export function colour(c) { return /^#[0-9a-f]{6}$/i.test(c) ? c : "#66717d"; }

/** Where each turn lies on a strip of height 1: by words, with a little for every turn. @param {Turn[]} turns @returns {[number, number][]} */
export function strip(turns) {
  const weights = turns.map((t) => t.text.length + 40);
  const all = weights.reduce((a, b) => a + b, 0) || 1;
  let sum = 0;
  return weights.map((w) => { const a = sum / all; sum += w; return [a, sum / all]; });
}

/** A row for each span so that spans in one row never overlap: stripes stay level over their whole length. What needs
 * more rows than there are has none. @param {{id:string, start:number, end:number}[]} spans @param {number} [most] rows
 * @returns {Map<string, number>} */
export function lanes(spans, most = Infinity) {
  /** @type {{start:number, end:number}[][]} */ const rows = [];
  const found = new Map();
  for (const s of spans) {
    let row = rows.findIndex((r) => r.every((o) => s.end <= o.start || o.end <= s.start));
    if (row < 0 && rows.length >= most) continue;
    if (row < 0) row = rows.push([]) - 1;
    rows[row].push(s);
    found.set(s.id, row);
  }
  return found;
}

/** How a code is called on the text: claims carry their family. @param {Code|undefined} code @param {string} id */
export function called(code, id) {
  if (!code) return id;
  return ["stage", "emotion", "free"].includes(code.family) ? code.label : `${code.family}: ${code.label}`;
}

/** A code's key as people read it: a capital is Shift with the letter. @param {string} key */
export function keyName(key) { return key && key !== key.toLowerCase() ? `⇧${key}` : key; }

/** The first words of a name, to stand between the lines. @param {string} name @param {number} [most] characters */
export function brief(name, most = 30) {
  if (name.length <= most) return name;
  const cut = name.slice(0, most), space = cut.lastIndexOf(" ");
  return `${(space > most / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:.-]+$/u, "").replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Whether two codings say the same of the same words. @param {Coding & Part} a @param {Coding & Part} b */
export function alike(a, b) {
  return a.code === b.code && a.start === b.start && a.end === b.end && a.stance === b.stance && a.valence === b.valence && a.parts.length === b.parts.length;
}
