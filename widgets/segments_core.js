// @ts-check
// What the segments browser computes, without a browser: what may follow in a query, which codings acts under way will
// leave, which words of a context are shown. Tested by segments_core.test.mjs.
import { called, find } from "./core.js";

/** @typedef {{key:string, about:string, values:[string, number][]}} Key a condition, and the values there are with how many people or sources have them */
/** @typedef {{from:number, to:number, insert:string, label:string, note:string, kind:string, colour:string, family:string}} Offer replaces the query from one place to another */
/** @typedef {{kind:string, text:string, from:number, to:number}} Token */

// The language of queries, as far as suggesting needs it (workbench/coding/query reads it for good) -----------------

const SPECIAL = "\\s\"“”„(),:=<>≤≥≠";
const PLAIN_NAME = /^[\p{L}\p{M}\p{N}_*][\p{L}\p{M}\p{N}_*.+'’/-]*$/u; // narrower than what the language allows: all else is put in quotation marks
const QUERY_TOKEN = new RegExp(`(?<space>\\s+)|(?<quoted>"(?:[^"\\\\]|\\\\[^])*"|[“”„](?:[^“”\\\\]|\\\\[^])*[“”])|(?<open>\\()|(?<close>\\))|(?<comma>,)|(?<sign><=|>=|!=|[:=<>≤≥≠])|(?<word>(?:[^${SPECIAL}!]|!(?!=))+)|(?<other>[^])`, "gu");
const QUERY_WORDS = ["and", "or", "not", "near", "within", "overlaps", "touching", "then"];
const OPERATORS = /** @type {[string, string][]} */ ([
  ["and", "both in one turn or answer"], ["or", "either"], ["and not", "without"], ["near(20)", "within so many words"], ["then", "in the next turn"],
  ["within", "inside a passage of"], ["overlaps", "shares words with"], ["touching", "shares words or adjoins"],
]);
const MOST_OFFERS = 9;

/** A name or a value as it stands in a query: in quotation marks unless it is one plain word. @param {string} text */
export function bare(text) {
  return PLAIN_NAME.test(text) && ![...QUERY_WORDS, "in", "followed"].includes(text.toLowerCase()) ? text : `"${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`;
}

/** The query that finds one code. @param {string} id */
export function codeQuery(id) {
  const colon = id.indexOf(":"), family = id.slice(0, Math.max(0, colon)), rest = id.slice(colon + 1);
  return colon > 0 && bare(family) === family && bare(rest) === rest ? `${family}:${rest}` : `code:${bare(id)}`;
}

/** @param {string} text @returns {Token[]} all but white space; an unclosed quotation mark is a token `open quote` to the end */
export function tokens(text) {
  const out = [];
  for (const m of text.matchAll(QUERY_TOKEN)) {
    const [kind] = Object.entries(m.groups ?? {}).find(([, v]) => v != null) ?? ["other"];
    if (kind === "other") return [...out, { kind: "open quote", text: text.slice(m.index + 1), from: m.index, to: text.length }];
    if (kind !== "space") out.push({ kind, text: m[0], from: m.index, to: m.index + m[0].length });
  }
  return out;
}

/** What is being typed: its beginning, the words, the key it is a value of, and whether a term has just ended.
 * @param {string} text the query up to the caret @returns {{from:number, typed:string, key:string, keyFrom:number, after:boolean}} */
export function typing(text) {
  const all = tokens(text), last = all.at(-1), ended = /\s$/.test(text);
  const isWord = (/** @type {Token|undefined} */ t) => t?.kind === "word" && !QUERY_WORDS.includes(t.text.toLowerCase());
  let n = all.length;
  if (last?.kind === "open quote") n--;
  else while (n > 0 && isWord(all[n - 1])) n--;
  const run = all.slice(n), from = run[0]?.from ?? text.length, before = all[n - 1];
  const typed = last?.kind === "open quote" ? last.text : text.slice(from);
  let at = n - 1; // where a sign may stand
  if (before?.kind === "comma" || before?.kind === "open") {
    while (at >= 0 && all[at].kind !== "open") at--;
    at--;
    if (all[at]?.kind !== "word" || all[at].text.toLowerCase() !== "in") at = -1;
  } else if (before?.kind !== "sign") at = -1;
  if (at >= 0) {
    let k = at;
    if (all[k - 1]?.kind === "quoted") k--;
    else while (k > 0 && isWord(all[k - 1])) k--;
    const key = all.slice(k, at).map((t) => (t.kind === "quoted" ? t.text.slice(1, -1).replace(/\\(.)/g, "$1") : t.text)).join(" ");
    return { from, typed, key, keyFrom: all[k]?.from ?? from, after: ended && (run.length > 0) && last?.kind !== "open quote" };
  }
  const after = ended && (run.length ? last?.kind !== "open quote" : before?.kind === "close" || before?.kind === "quoted");
  return { from, typed, key: "", keyFrom: from, after };
}

const plain = (/** @type {string} */ t) => t.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** How well a value fits what is typed; 9 if not at all. @param {string} value @param {string} typed */
function fit(value, typed) {
  const v = plain(value), t = plain(typed.trim());
  if (!t || v === t) return 0;
  if (v.startsWith(t)) return 1;
  return v.split(/[\s_.-]+/).some((w) => w.startsWith(t)) ? 2 : v.includes(t) ? 3 : 9;
}

/** What may follow in a query at the caret, best first.
 * @param {string} text the query @param {number} caret @param {{codes:import("./core.js").Code[], keys:Key[], counts:Record<string, number>}} names @returns {Offer[]} */
export function offers(text, caret, names) {
  const upTo = text.slice(0, caret), here = typing(upTo), typed = here.typed.trim();
  const offer = (/** @type {string} */ insert, /** @type {string} */ label, /** @type {string} */ note, /** @type {string} */ kind, from = here.from, more = {}) => ({ from, to: caret, insert, label, note, kind, colour: "", family: "", ...more });
  const ofCode = (/** @type {any} */ c, from = here.from) => offer(`${codeQuery(c.id)} `, called(c, c.id), names.counts[c.id] ? `${names.counts[c.id]} ×` : "", "code", from, { colour: c.colour, family: c.family });
  if (here.after) {
    const goes = (/** @type {string} */ label) => typed && plain(label).startsWith(`${plain(typed)} `);
    const codes = here.key ? [] : names.codes.filter((c) => !c.retired && goes(c.label)).slice(0, 2).map((c) => ofCode(c));
    const values = names.keys.filter((k) => k.key.toLowerCase() === here.key.toLowerCase()).flatMap((k) => k.values.filter(([v]) => goes(v)).slice(0, 2).map(([v, n]) => offer(`${bare(v)} `, v, n ? `${n}` : "", "value")));
    return [...codes, ...values, ...OPERATORS.map(([op, about]) => offer(`${op} `, op, about, "operator", caret))];
  }
  if (here.key) {
    const key = names.keys.find((k) => k.key.toLowerCase() === here.key.toLowerCase());
    if (key) {
      return key.values.map(([v, n], k) => ({ v, n, k, s: fit(v, typed) })).filter((x) => x.s < 9).sort((a, b) => a.s - b.s || a.k - b.k).slice(0, MOST_OFFERS)
        .map(({ v, n }) => offer(`${bare(v)} `, v, n ? `${n}` : "", "value"));
    }
    const family = names.codes.filter((c) => c.family === here.key.toLowerCase());
    if (here.key.toLowerCase() === "code") return find(names.codes, typed).slice(0, MOST_OFFERS).map((c) => ofCode(c, here.keyFrom));
    return find(family, typed).slice(0, MOST_OFFERS).map((c) => ofCode(c, here.keyFrom));
  }
  const lastWord = upTo.slice(here.from).match(/\S+$/u)?.[0] ?? "", hasName = typed.includes(" ");
  const operators = hasName && lastWord.length > 1 ? OPERATORS.filter(([op]) => op.startsWith(lastWord.toLowerCase())).map(([op, about]) => offer(`${op} `, op, about, "operator", caret - lastWord.length)) : [];
  const keys = names.keys.filter((k) => fit(k.key, typed) < 3).map((k) => offer(`${bare(k.key)}=`, k.key, k.about, "key"));
  const codes = typed ? find(names.codes, typed) : [...names.codes].filter((c) => !c.retired).sort((a, b) => (names.counts[b.id] ?? 0) - (names.counts[a.id] ?? 0));
  const values = typed.length < 2 ? [] : names.keys.flatMap((k) => k.values.filter(([v]) => fit(v, typed) < 3).slice(0, 3).map(([v, n]) => offer(`${bare(k.key)}=${bare(v)} `, `${k.key} = ${v}`, n ? `${n}` : "", "value")));
  const begun = typed ? keys.filter((k) => fit(k.label, typed) < 2) : []; // a condition that begins so is rarely meant as a code with the letters inside
  return [...operators, ...begun.slice(0, 2), ...codes.slice(0, typed ? 5 : 4).map((c) => ofCode(c)), ...keys.filter((k) => !begun.includes(k)).slice(0, typed ? 3 : 4), ...values].slice(0, MOST_OFFERS);
}

/** A query that also asks for something. @param {string} query @param {string} more */
export function both(query, more) {
  const q = query.trim();
  return q ? `(${q}) and ${more}` : more;
}

// What is shown of a passage ----------------------------------------------------------------------------------------

/** The last words of what stands before. @param {string} text @param {number} most */
export function tail(text, most) {
  if (text.length <= most) return text;
  const cut = text.slice(-most), space = cut.search(/\s/);
  return `…${(space >= 0 && space < most / 2 ? cut.slice(space) : cut).replace(/^[\udc00-\udfff]/, "")}`;
}

/** Codings of a passage as they will be when the acts under way are done. @param {any} row @param {any[]} waiting acts @param {string} me */
export function underway(row, waiting, me) {
  let out = row.codings;
  for (const m of waiting) {
    const how = { pending: m.how === "pending", failed: m.how === "failed" };
    if (m.op === "edit") { out = out.map((/** @type {any} */ c) => (m.on.has(c.id) ? { ...c, ...m.changes, ...how } : c)); continue; }
    if (m.op === "remove" && m.on) { out = out.filter((/** @type {any} */ c) => !m.on.has(c.id)); continue; }
    if (!m.has?.has(row.id)) continue;
    const mine = (/** @type {any} */ c, /** @type {string} */ code) => c.mine && c.code === code;
    const made = () => ({ id: `${m.id}.${row.id}`, code: m.meant, coder: me, mine: true, valence: m.valence ?? null, stance: m.stance ?? "for", memo: "", at: "~", part: false, ...how });
    if (m.op === "add" && !out.some((/** @type {any} */ c) => mine(c, m.meant) && !c.part)) out = [made(), ...out];
    else if (m.op === "recode" && m.way === "add" && !out.some((/** @type {any} */ c) => mine(c, m.meant))) out = [made(), ...out];
    else if (m.op === "recode" && m.way === "remove") out = out.filter((/** @type {any} */ c) => !mine(c, m.meant));
    else if (m.op === "recode" && m.way === "swap") out = out.map((/** @type {any} */ c) => (mine(c, m.from) ? { ...c, code: m.meant, ...how } : c));
  }
  return out;
}

/** Codings as they are shown: mine one by one, what colleagues agree on once with all their names. @param {any[]} codings */
export function shared(codings) {
  /** @type {Map<string, any>} */ const theirs = new Map();
  for (const c of codings.filter((x) => !x.mine)) {
    const key = JSON.stringify([c.code, c.valence, c.stance, c.part, !!c.fallen, !!c.model]), was = theirs.get(key);
    theirs.set(key, was ? { ...was, coder: `${was.coder}, ${c.coder}`, memo: [was.memo, c.memo].filter(Boolean).join(" · ") } : c);
  }
  return [...codings.filter((c) => c.mine), ...theirs.values()];
}

/** Codes on several passages, each once a coder with how often. @param {any[][]} rows */
export function gathered(rows) {
  /** @type {Map<string, any>} */ const found = new Map();
  for (const codings of rows) {
    for (const c of codings) {
      const key = `${c.coder}\n${c.code}`, was = found.get(key);
      if (!was) found.set(key, { ...c, n: 1, ids: [c.id] });
      else found.set(key, { ...was, n: was.n + 1, ids: [...was.ids, c.id], valence: was.valence === c.valence ? c.valence : null, memo: was.memo === c.memo ? c.memo : "", stance: was.stance === c.stance ? c.stance : "for", failed: was.failed || c.failed });
    }
  }
  return [...found.values()].sort((a, b) => Number(b.mine) - Number(a.mine) || Number(a.part) - Number(b.part));
}

/** @param {number} n */
const thousands = (n) => n.toLocaleString("en-GB");

/** How much a query found: passages, people first-class, by round if there are several.
 * @param {{passages:number, people:number, all:number, rounds:[string, number, number][]}} m */
export function result(m) {
  const people = m.people === m.all ? `${thousands(m.people)} ${m.people === 1 ? "person" : "people"}` : `${thousands(m.people)} of ${thousands(m.all)} people`;
  return [`${thousands(m.passages)} ${m.passages === 1 ? "passage" : "passages"}`, people, ...(m.rounds.length > 1 ? m.rounds.map(([round, k, n]) => `${round}: ${thousands(k)} of ${thousands(n)}`) : [])];
}

/** How strong a cell is tinted: from 0 to 1, by its share of the largest, so that small numbers are still seen. @param {number} n @param {number} most */
export function heat(n, most) { return n <= 0 || most <= 0 ? 0 : 0.12 + 0.88 * Math.sqrt(n / most); }
