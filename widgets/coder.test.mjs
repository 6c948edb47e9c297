// node --test widgets/coder.test.mjs
import assert from "node:assert/strict";
import { test } from "node:test";
import { Store, renewed } from "./core.js";
import { differences } from "./differ.js";
import { narrower, reach, wider, wordsOf } from "./reach.js";
import { foldQuery, foldText, hitsIn } from "./search.js";

const found = (text, wanted) => hitsIn(text, foldText(text), foldQuery(wanted)).map(([a, b]) => text.slice(a, b));

test("search: case, accents, invisible characters and quotation marks do not matter", () => {
  assert.deepEqual(found("A Café, a CAFE\u0301 and a ca\u00adfe\u200d!", "café"), ["Café", "CAFE\u0301", "ca\u00adfe\u200d"]);
  assert.deepEqual(found("I don\u2019t; they \u201cdo\u201d", "don't"), ["don\u2019t"]);
  assert.deepEqual(found("one\nline\u00a0more", "one  line more"), ["one\nline\u00a0more"]);
  assert.deepEqual(found("Οδυσσεύς ΟΔΥΣΣΕΥΣ", "οδυσσευσ"), ["ΟΔΥΣΣΕΥΣ"]);
});

test("search: offsets after emoji and ligatures are those of the text", () => {
  assert.deepEqual(found("👩‍💻 the ﬁrm 🙂 ﬁrm", "firm"), ["ﬁrm", "ﬁrm"]);
  assert.deepEqual(found("aﬁb", "i"), ["ﬁ"], "a ligature is found whole");
  assert.deepEqual(found("x\ud800y", "y"), ["y"], "half a character is in nobody's way");
});

test("search: hits do not overlap, nothing finds nothing", () => {
  assert.equal(found("aaaa", "aa").length, 2);
  assert.deepEqual(found("words", "  "), []);
  assert.deepEqual(found("", "x"), []);
});

const TEXT = "Nobody told me. I don't know, it's odd! Why?";
const said = (span) => span && TEXT.slice(...span);

test("reach: the right end stops where words end, the left one where they begin", () => {
  assert.equal(reach(TEXT, 0, 0, "word", 1), 6);
  assert.equal(reach(TEXT, 0, 6, "word", 1), 11);
  assert.equal(reach(TEXT, 0, 11, "word", -1), 6);
  assert.equal(reach(TEXT, 0, 6, "word", -1), null, "nothing would be left");
  assert.equal(reach(TEXT, 14, 12, "word", -1), 7);
  assert.equal(reach(TEXT, 14, 7, "word", 1), 12);
  assert.equal(reach(TEXT, 0, 3, "sentence", 1), 15);
  assert.equal(reach(TEXT, 0, 15, "sentence", 1), 39);
  assert.equal(reach(TEXT, 0, TEXT.length, "sentence", 1), null);
  assert.equal(said(wordsOf(TEXT)[4]), "don't");
});

test("wider and narrower: word, sentence, turn and back", () => {
  assert.equal(said(wider(TEXT, 8, 8)), "told");
  assert.equal(said(wider(TEXT, 7, 11)), "Nobody told me.");
  assert.equal(said(wider(TEXT, 9, 20)), "told me. I don't");
  assert.equal(said(wider(TEXT, 0, 15)), TEXT);
  assert.equal(wider(TEXT, 0, TEXT.length), null);
  assert.equal(said(narrower(TEXT, 0, TEXT.length)), "Nobody told me.");
  assert.equal(said(narrower(TEXT, 0, 15)), "Nobody");
  assert.equal(narrower(TEXT, 0, 6), null);
  assert.equal(wider("", 0, 0), null);
});

const turns = [{ i: 0, speaker: "P01", person: true, at: 0, text: "one two three four" }];
const coding = (id, coder, code, start, end, over = {}) => ({ id, code, coder, mine: coder === "me", parts: [[0, start, end]], valence: null, stance: "for", memo: "", at: id, ...over });
const differing = (...codings) => {
  const s = new Store(turns);
  s.take(codings);
  return differences(s, 0).map((d) => [d.family, turns[0].text.slice(d.start, d.end), ...d.sides.map((x) => `${x.coder}: ${x.says.join(" ")}`)]);
};

test("differences: only where words overlap, in one family, between people", () => {
  assert.deepEqual(differing(coding("1", "me", "stage:a", 0, 7), coding("2", "ben", "stage:b", 4, 13)), [["stage", "two", "me: stage:a", "ben: stage:b"]]);
  assert.deepEqual(differing(coding("1", "me", "stage:a", 0, 7), coding("2", "ben", "stage:a", 4, 13)), []);
  assert.deepEqual(differing(coding("1", "me", "stage:a", 0, 7), coding("2", "ben", "emotion:b", 0, 7)), []);
  assert.deepEqual(differing(coding("1", "me", "stage:a", 0, 3), coding("2", "ben", "stage:b", 4, 13)), []);
  assert.deepEqual(differing(coding("1", "ann", "stage:a", 0, 7), coding("2", "ben", "stage:b", 0, 7)), [], "not mine");
  assert.deepEqual(differing(coding("1", "me", "stage:a", 0, 7), coding("2", "bot", "stage:b", 0, 7, { model: true })), []);
  assert.deepEqual(differing(coding("1", "me", "stage:a", 0, 7), coding("2", "ben", "stage:b", 0, 7, { fallen: true })), [], "it was decided");
});

test("differences: more codes than mine, another stance, and several coders at once", () => {
  assert.deepEqual(differing(coding("1", "me", "stage:a", 0, 7), coding("2", "ben", "stage:a", 0, 7), coding("3", "ben", "stage:b", 0, 7)),
    [["stage", "one two", "me: stage:a", "ben: stage:a stage:b"]]);
  assert.deepEqual(differing(coding("1", "me", "pain:a", 0, 7), coding("2", "ben", "pain:a", 0, 7, { stance: "against" })), [["pain", "one two", "me: pain:a", "ben: -pain:a"]]);
  assert.equal(differing(coding("1", "me", "stage:a", 0, 7), coding("2", "ben", "stage:b", 0, 7), coding("3", "ann", "stage:c", 0, 7))[0].length, 5);
});

test("differences: one passage where cuts of other codings lie in it", () => {
  assert.equal(differing(coding("1", "me", "stage:a", 0, 13), coding("2", "ben", "stage:b", 0, 13), coding("3", "me", "emotion:x", 4, 7)).length, 1);
});

test("a codebook takes what is new at its place, and lets go of what is gone", () => {
  const code = (id, label = id) => ({ id, label });
  const ids = (m) => [...m.keys()];
  const book = new Map(["a", "b", "c"].map((id) => [id, code(id)]));
  assert.deepEqual(ids(renewed(book, [{ ...code("x"), after: "a" }, { ...code("y"), after: "x" }], ["c"])), ["a", "x", "y", "b"]);
  assert.deepEqual(ids(renewed(book, [{ ...code("n"), after: "" }], [])), ["n", "a", "b", "c"]);
  const moved = renewed(book, [{ ...code("a", "A"), after: "c" }], []);
  assert.deepEqual([ids(moved), moved.get("a").label, "after" in moved.get("a")], [["b", "c", "a"], "A", false]);
});
