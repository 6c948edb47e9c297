// @ts-check
// How far a selection reaches: by word, by sentence, to the whole turn. Pure: tested by coder.test.mjs.
import { sentences } from "./core.js";

/** @typedef {"word"|"sentence"} Unit */

let said = /** @type {{text:string, list:[number, number][]}} */ ({ text: "", list: [] }); // a long turn is cut once, not at every key

/** Words: what a reader would call one, with its apostrophe. @param {string} text @returns {[number, number][]} */
export function wordsOf(text) {
  if (said.text !== text) {
    const cut = [...new Intl.Segmenter("en", { granularity: "word" }).segment(text)].filter((w) => w.isWordLike);
    said = { text, list: cut.map((w) => [w.index, w.index + w.segment.length]) };
  }
  return said.list;
}

/** @param {string} text @param {Unit} unit */
const unitsOf = (text, unit) => (unit === "word" ? wordsOf(text) : sentences(text));

/** Move one end of a selection to the next edge of a word or sentence; null if there is none, or nothing would be left.
 * @param {string} text @param {number} fixed the end that stays @param {number} at the end that moves @param {Unit} unit @param {1|-1} by
 * @returns {number|null} */
export function reach(text, fixed, at, unit, by) {
  const right = at === fixed ? by > 0 : at > fixed; // the end that moves is the right one: it stops where words end
  const edges = unitsOf(text, unit).map(([a, b]) => (right ? b : a));
  const to = by > 0 ? edges.find((e) => e > at) : edges.findLast((e) => e < at);
  return to == null || (right ? to <= fixed : to >= fixed) ? null : to;
}

/** The next larger whole around a selection: the word, the sentences, the turn; null if it is the turn already.
 * @param {string} text @param {number} start @param {number} end @returns {[number, number]|null} */
export function wider(text, start, end) {
  const around = (/** @type {[number, number][]} */ list) => {
    const touched = list.filter(([a, b]) => (start === end ? a <= start && start <= b : a < end && b > start));
    return touched.length ? /** @type {[number, number]} */ ([touched[0][0], touched[touched.length - 1][1]]) : null;
  };
  const larger = (/** @type {[number, number]|null} */ w) => w && w[0] <= start && w[1] >= end && w[1] - w[0] > end - start;
  const word = around(wordsOf(text)), sentence = around(sentences(text)), whole = sentences(text);
  const turn = whole.length ? /** @type {[number, number]} */ ([whole[0][0], whole[whole.length - 1][1]]) : null;
  return [word, sentence, turn].find(larger) ?? null;
}

/** The next smaller whole at the start of a selection: of several sentences the first, of a sentence its first word; null
 * if it is a word already. @param {string} text @param {number} start @param {number} end @returns {[number, number]|null} */
export function narrower(text, start, end) {
  for (const list of [sentences(text), wordsOf(text)]) {
    const first = list.find(([a, b]) => a >= start && b <= end);
    if (first && first[1] - first[0] < end - start) return first;
  }
  return null;
}
