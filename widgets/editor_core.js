// @ts-check
// What the codebook editor computes, without a browser: the tree as rows, what was typed and not saved, changes in words.
// Tested by editor_core.test.mjs.
import { find } from "./core.js";

/** @typedef {{id:string, family:string, label:string, depth:number, parent:string, colour:string, key:string, valence:number|null,
 *   retired:boolean, merged:string, meant:boolean, codings:number, people:number, coders:number, v:number}} EditorRow */
/** @typedef {{id:string, kind:"family"|"code", level:number, open:boolean|null, row?:EditorRow, name?:string, n?:number, place:number, of:number}} Branch
 *   `open` is null where there is nothing below; `place` of `of` siblings */

export const RETIRED = "retired";

/** A list after a change of it. @param {string[]} list @param {{at:number, cut:number, ids:string[]}} change */
export function spliced(list, { at, cut, ids }) { return [...list.slice(0, at), ...ids, ...list.slice(at + cut)]; }

/** The codes that what was typed finds; null if nothing was typed. @param {Iterable<EditorRow>} rows @param {string} typed @returns {Set<string>|null} */
export function sought(rows, typed) {
  if (!typed.trim()) return null;
  const all = [...rows].map((r) => ({ ...r, definition: "", retired: false }));
  const ids = new Set(find(all, typed).map((c) => c.id));
  for (const r of all) if (r.id.includes(typed.trim().toLowerCase())) ids.add(r.id);
  return ids;
}

/** The tree as the rows that are to be seen: families, their codes, and what is retired last.
 * @param {string[]} order @param {Map<string, EditorRow>} rows @param {[string, string][]} families
 * @param {{closed:Set<string>, found?:Set<string>|null}} look @returns {Branch[]} */
export function branches(order, rows, families, { closed, found = null }) {
  /** @type {Map<string, EditorRow[]>} */ const groups = new Map(families.map(([f]) => [f, []]));
  groups.set(RETIRED, []);
  for (const id of order) {
    const row = rows.get(id);
    if (row) (groups.get(row.retired ? RETIRED : row.family) ?? groups.get("free"))?.push(row);
  }
  const names = new Map([...families, [RETIRED, "Retired"]]);
  /** @type {Branch[]} */ const out = [];
  for (const [family, all] of groups) {
    const shown = found ? kin(all, found) : all;
    if (!shown.length) continue;
    const open = found ? true : !closed.has(family);
    out.push({ id: family, kind: "family", level: 1, open, name: names.get(family), n: all.length, place: 0, of: 0 });
    if (open) out.push(...below(shown, found ? new Set() : closed));
  }
  return placed(out);
}

/** Codes that were found, with those above them. @param {EditorRow[]} rows @param {Set<string>} found */
function kin(rows, found) {
  const keep = new Set();
  for (let n = rows.length - 1, above = 0; n >= 0; n--) {
    if (!found.has(rows[n].id) && rows[n].depth >= above) continue;
    keep.add(n);
    above = rows[n].depth;
  }
  return rows.filter((_, n) => keep.has(n));
}

/** @param {EditorRow[]} rows @param {Set<string>} closed @returns {Branch[]} */
function below(rows, closed) {
  const out = [];
  let hidden = Infinity;
  for (const [n, row] of rows.entries()) {
    if (row.depth > hidden) continue;
    hidden = Infinity;
    const kids = (rows[n + 1]?.depth ?? 0) > row.depth && !row.retired, shut = kids && closed.has(row.id);
    if (shut) hidden = row.depth;
    out.push({ id: row.id, kind: /** @type {const} */ ("code"), level: row.depth + 2, open: kids ? !shut : null, row, place: 0, of: 0 });
  }
  return out;
}

/** Say of each how many stand beside it. @param {Branch[]} list */
function placed(list) {
  /** @type {Branch[][]} those beside each other, by level */ const open = [];
  const close = (/** @type {number} */ level) => {
    while (open.length > level) {
      const beside = open.pop() ?? [];
      beside.forEach((b) => { b.of = beside.length; });
    }
  };
  for (const one of list) {
    close(one.level);
    one.place = (open[one.level - 1] ??= []).push(one);
  }
  close(0);
  return list;
}

// What was typed and is not on the disk yet -------------------------------------------------------------------------

/** @typedef {{value:any, base:any, sent?:boolean, error?:string, theirs?:{value:any, by:string, at:string}|null}} Draft */

/** Texts that are not saved: they outlive the view, so that running a cell again loses nothing. */
const DRAFTS = /** @type {Map<string, Map<string, Draft>>} */ ((/** @type {any} */ (globalThis)[Symbol.for("workbench.drafts")] ??= new Map()));

export class Drafts {
  /** @param {string} place whose they are */
  constructor(place) {
    if (!DRAFTS.has(place)) DRAFTS.set(place, new Map());
    /** @type {Map<string, Draft>} by code and field */ this.all = /** @type {any} */ (DRAFTS.get(place));
  }

  /** @param {string} code @param {string} field */
  get(code, field) { return this.all.get(`${code}\n${field}`); }

  /** Somebody typed. @param {string} code @param {string} field @param {any} value @param {any} now what the disk says */
  type(code, field, value, now) {
    const old = this.get(code, field);
    if (!old && value === now) return;
    this.all.set(`${code}\n${field}`, { value, base: old ? old.base : now, theirs: old?.theirs ?? null });
  }

  /** @param {string} code @param {string} field */
  drop(code, field) { this.all.delete(`${code}\n${field}`); }

  /** What the disk says now: a draft that began with something else has met somebody. @param {string} code @param {Record<string, any>} fields
   * @returns {string[]} fields that a colleague changed meanwhile */
  meet(code, fields) {
    const met = [];
    for (const [field, value] of Object.entries(fields)) {
      const draft = this.get(code, field);
      if (!draft || draft.sent) continue;
      if (draft.value === value) this.drop(code, field);
      else if (draft.base !== value && draft.theirs?.value !== value) {
        draft.theirs = { value, by: "somebody", at: "" };
        met.push(field);
      } else if (draft.base === value) draft.theirs = null;
    }
    return met;
  }

  /** Codes with something unsaved. */
  codes() { return new Set([...this.all.keys()].map((key) => key.split("\n")[0])); }
}

// Words -------------------------------------------------------------------------------------------------------------

/** A time as people read it. @param {string} iso */
export function when(iso) {
  const t = new Date(iso);
  return Number.isNaN(t.getTime()) ? iso : t.toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
}

const SAID = /** @type {Record<string, string>} */ ({ definition: "definition", include: "when to use it", exclude: "when not", stage: "stage", valence: "usual feeling", latent: "latent",
  colour: "colour", key: "key", owner: "owner", for: "examples", against: "anti-examples" });

/** One change in words: what was done, and from what to what. @param {any} c @param {(id:string) => string} name @returns {{did:string, field:string, before:string, now:string}} */
export function changed(c, name) {
  const plain = { field: "", before: "", now: "" };
  switch (c.change) {
    case "added": return { ...plain, did: "added" };
    case "removed": return { ...plain, did: "taken back" };
    case "retired": return { ...plain, did: "retired" };
    case "restored": return { ...plain, did: "brought back" };
    case "renamed": return { field: "", before: c.before, now: c.now, did: "renamed" };
    case "merged": return { ...plain, did: `merged into “${name(c.now)}”` };
    case "split": return { ...plain, did: `split off “${name(c.before)}”` };
    case "moved": return c.field === "family" ? { ...plain, did: `moved: it goes on as “${c.now}”` } : { ...plain, did: c.now ? `moved below “${name(c.now)}”` : "moved to the top" };
    case "exemplified": return { field: SAID[c.field] ?? c.field, before: c.before, now: c.now, did: "shown by" };
    default: return { field: SAID[c.field] ?? c.field, before: c.before, now: c.now, did: c.change === "redefined" ? "redefined" : "set" };
  }
}

/** How alike two codes are, in words: a share would promise more than it tells. @param {{score:number, why:string}} pair */
export function likeness(pair) { return pair.score >= 1 ? `the same ${pair.why}` : pair.score >= 0.75 ? `nearly the same ${pair.why}` : `a ${pair.why} that is alike`; }

/** @param {number} n @param {string} one @param {string} [many] */
export function several(n, one, many) { return `${n.toLocaleString("en-GB")} ${n === 1 ? one : many ?? `${one}s`}`; }
