// @ts-check
// Searching a text as people do: case, accents, invisible characters and the kind of quotation mark do not matter.
// Case and accents as workbench/coding/folded.py has them. Pure: tested by coder.test.mjs.

/** Soft hyphens, joiners, marks of direction, byte order marks, variation selectors: there, and not to be seen. */
const UNSEEN = /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/;
const ACCENTS = /[\u0300-\u036f]+/g;
const SAME = /** @type {Record<string, string>} */ ({ "\u03a3": "\u03c3", "\u0130": "i", "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2010": "-", "\u2011": "-", "\n": " ", "\t": " " });

/** @param {string} ch one character */
function plainly(ch) {
  if (ch < "\u0080") return SAME[ch] ?? ch.toLowerCase();
  return UNSEEN.test(ch) ? "" : (SAME[ch] ?? ch.toLowerCase()).normalize("NFKD").replace(ACCENTS, "");
}

/** A text as it is compared, and for each unit of that the unit of the text it comes from; null if they are the same.
 * @param {string} text @returns {{text:string, from:Uint32Array|null}} */
export function foldText(text) {
  if (/^[\x00-\x7f]*$/.test(text)) return { text: text.toLowerCase().replace(/[\n\t]/g, " "), from: null };
  const out = [], from = /** @type {number[]} */ ([]);
  let at = 0;
  for (const ch of text) {
    const as = plainly(ch);
    out.push(as);
    for (let k = 0; k < as.length; k++) from.push(at);
    at += ch.length;
  }
  return { text: out.join(""), from: Uint32Array.from(from) };
}

/** What is looked for, as it is compared. @param {string} wanted */
export function foldQuery(wanted) { return foldText(wanted).text.replace(/\s+/g, " ").trim(); }

/** Where something is found in a text: starts and ends, in order, none overlapping.
 * @param {string} text @param {{text:string, from:Uint32Array|null}} as the text as `foldText` has it @param {string} query as `foldQuery` has it
 * @returns {[number, number][]} */
export function hitsIn(text, as, query) {
  const found = /** @type {[number, number][]} */ ([]);
  if (!query) return found;
  const { from } = as;
  for (let at = as.text.indexOf(query); at >= 0; at = as.text.indexOf(query, at + query.length)) {
    let end = at + query.length;
    // One character may have become several (a ligature): the hit is the whole of it.
    while (from && end < from.length && from[end] === from[end - 1]) end++;
    found.push(from ? [from[at], end < from.length ? from[end] : text.length] : [at, end]);
  }
  return found;
}
