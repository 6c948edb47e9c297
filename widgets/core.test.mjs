// node --test widgets/core.test.mjs
import assert from "node:assert/strict";
import { test } from "node:test";
import { Store, ago, alike, brief, clock, colour, count, exact, feeling, find, keyName, lanes, named, segments, sentenceAt, sentences, strip, tidy, toPoints, toUnits } from "./core.js";

const turns = [
  { i: 0, speaker: "Interviewer", person: false, at: 0, text: "And then?" },
  { i: 1, speaker: "P01", person: true, at: 5, text: "I paid 👩‍💻 and sat there. Now what?" },
  { i: 2, speaker: "P01", person: true, at: 9, text: "Fine 🙂 though." },
];
const code = (id, over = {}) => ({ id, family: id.split(":")[0], label: id.split(":")[1], definition: "", valence: null, colour: "#0072b2", key: "", retired: false, ...over });
const raw = (id, parts, over = {}) => ({ id, code: "stage:a", coder: "me", mine: true, parts, valence: null, stance: "for", memo: "", at: "1", ...over });

test("offsets: an emoji is one code point and two units", () => {
  assert.equal(toPoints("a🙂b", 3), 2);
  assert.equal(toUnits("a🙂b", 2), 3);
  assert.equal(toPoints("plain", 4), 4);
  const text = turns[1].text;
  for (let p = 0; p <= [...text].length; p++) assert.equal(toPoints(text, toUnits(text, p)), p);
});

test("tidy: no white space at the ends, no half of an emoji family", () => {
  assert.deepEqual(tidy("  two words ", 0, 12), [2, 11]);
  assert.deepEqual(tidy("   ", 0, 3), [3, 3]);
  const text = "a 👩‍💻 b";
  assert.deepEqual(tidy(text, 4, 5), [2, 7]);
  assert.deepEqual(tidy("cafe\u0301 x", 0, 4), [0, 5]);
});

test("segments cut at every edge and cover the text once", () => {
  const cut = segments(10, [{ start: 2, end: 6 }, { start: 4, end: 12 }]);
  assert.deepEqual(cut.map((s) => [s.start, s.end, s.on.length]), [[0, 2, 0], [2, 4, 1], [4, 6, 2], [6, 10, 1]]);
  assert.deepEqual(segments(0, []), []);
});

test("lanes: what overlaps never shares a row", () => {
  const rows = lanes([{ id: "a", start: 0, end: 5 }, { id: "b", start: 3, end: 9 }, { id: "c", start: 5, end: 7 }]);
  assert.deepEqual([...rows.values()], [0, 1, 0]);
});

test("sentences: the one around the caret, the last at the end", () => {
  const text = "Nobody told me. I left! Why?";
  assert.deepEqual(sentences(text).map(([a, b]) => text.slice(a, b)), ["Nobody told me.", "I left!", "Why?"]);
  assert.deepEqual(sentenceAt(text, 20), [16, 23]);
  assert.deepEqual(sentenceAt(text, text.length), [24, 28]);
  assert.deepEqual(sentenceAt("", 0), [0, 0]);
});

test("store: code points come in, units are kept, only touched turns are named", () => {
  const s = new Store(turns);
  assert.deepEqual(s.take([raw("x", [[2, 0, 6]])]), [2]);
  assert.deepEqual(s.codings.get("x").parts, [{ turn: 2, start: 0, end: 7 }]);
  assert.deepEqual(s.take([raw("x", [[2, 0, 6]])]), [], "the same again touches nothing");
  assert.deepEqual(s.take([raw("x", [[2, 0, 4]], { memo: "m" })]), [2, 2]);
  assert.deepEqual(s.drop("x"), [2]);
  assert.deepEqual(s.drop("x"), []);
});

test("store: a coding of ours takes its name from the disk, also when the disk was first", () => {
  const s = new Store(turns);
  s.put({ ...raw("c.0", []), parts: [{ turn: 1, start: 0, end: 6 }], pending: true });
  s.settle("c.0", "disk", "t");
  assert.deepEqual([...s.codings.keys()], ["disk"]);
  assert.equal(s.codings.get("disk").pending, false);
  assert.equal(s.name("c.0"), "disk");
});

test("store: progress counts turns of participants, uncoded goes round", () => {
  const s = new Store(turns);
  assert.deepEqual(s.progress(), { all: 2, coded: 0, codings: 0 });
  assert.equal(s.uncoded(1, 1), 2);
  s.take([raw("x", [[1, 0, 2]]), raw("y", [[2, 0, 2]], { mine: false }), raw("q", [[0, 0, 2]])]);
  assert.deepEqual(s.progress(), { all: 2, coded: 1, codings: 2 });
  assert.equal(s.uncoded(2, 1), null);
  assert.equal(s.uncoded(1, -1), 2);
});

test("store: what is at the caret, the newest last", () => {
  const s = new Store(turns);
  s.take([raw("new", [[1, 0, 6]], { at: "2" }), raw("old", [[1, 2, 6]], { at: "1" }), raw("theirs", [[1, 0, 6]], { mine: false })]);
  assert.deepEqual(s.at({ turn: 1, start: 3, end: 3 }).map((c) => c.id), ["old", "new"]);
  assert.equal(s.at({ turn: 1, start: 3, end: 3 }, true).length, 3);
  assert.deepEqual(s.at({ turn: 1, start: 8, end: 9 }), []);
});

test("codes: named as typed, found by beginnings, then insides", () => {
  assert.deepEqual(named(" Pain:  empty   week "), ["pain", "empty week"]);
  assert.deepEqual(named("note: x"), ["free", "note: x"]);
  const codes = [code("stage:Purchase"), code("pain:empty page"), code("need:page of help"), code("free:old", { retired: true })];
  assert.deepEqual(find(codes, "page").map((c) => c.label), ["page of help", "empty page"]);
  assert.deepEqual(find(codes, "pain: emp").map((c) => c.id), ["pain:empty page"]);
  assert.deepEqual(find(codes, "old"), []);
  assert.equal(exact(codes, "pain: Empty Page").id, "pain:empty page");
  assert.equal(exact(codes, "need: empty page"), undefined);
});

test("small words", () => {
  assert.equal(clock(3725.9), "01:02:05");
  assert.equal(clock(null), "");
  assert.deepEqual([-2, 0, 1, null].map(feeling), ["−2", "0", "+1", ""]);
  assert.equal(count(1, "coding"), "1 coding");
  assert.equal(ago("2026-01-01T00:00:00Z", Date.parse("2026-01-01T02:10:00Z")), "2 h ago");
  assert.equal(colour("red;background:url(x)"), "#66717d");
  const bands = strip(turns);
  assert.equal(bands[0][0], 0);
  assert.ok(Math.abs(bands.at(-1)[1] - 1) < 1e-9);
});

test("a long name is cut between words", () => {
  assert.equal(brief("frustrated"), "frustrated");
  assert.equal(brief("Know the yearly price for my team before I make an account"), "Know the yearly price for my…");
  assert.equal(brief("x".repeat(40)), `${"x".repeat(30)}…`);
});

test("two codings are alike if they say the same of the same words", () => {
  const mine = { ...raw("a", [[1, 0, 4]]), turn: 1, start: 0, end: 4 };
  assert.ok(alike(mine, { ...mine, id: "b", coder: "ben", memo: "mine" }));
  for (const other of [{ code: "stage:b" }, { end: 5 }, { stance: "against" }, { valence: 1 }]) assert.ok(!alike(mine, { ...mine, ...other }));
});

test("letters in order count only where nothing better is found", () => {
  const codes = [code("pain:price hidden"), code("pain:phoning round in the evening")];
  assert.deepEqual(find(codes, "pri").map((c) => c.label), ["price hidden"]);
  assert.deepEqual(find(codes, "prte").map((c) => c.label), ["phoning round in the evening"]);
});

test("a capital key is named with Shift", () => assert.deepEqual(["", "r", "R", "1"].map(keyName), ["", "r", "⇧R", "1"]));
