import assert from "node:assert/strict";
import test from "node:test";
import { Blocks, Track, differing, extent, overlay, pieces, together } from "./grid_core.js";

const mark = (id, code, more = {}) => ({ id, code, coder: "ana", mine: true, valence: null, stance: "for", memo: "", at: "", part: false, ...more });

test("track: a short list is where the bar says", () => {
  const t = new Track(50);
  t.entries = 100;
  t.scrolled(250, 500);
  assert.deepEqual(t.seen(500), [5, 15]);
  assert.equal(t.rest(500), 250);
});

test("track: a million rows are all reached, by the bar and by the wheel", () => {
  const t = new Track(78, 4_000_000);
  t.entries = 1_000_000;
  assert.equal(t.box, 4_000_000);
  t.scrolled(t.box - 500, 500);
  assert.equal(t.seen(500)[1], 1_000_000);
  t.scrolled(t.box / 2, 500);
  const [middle] = t.seen(500);
  assert.ok(Math.abs(middle - 500_000) < 2000);
  t.scrolled(t.bar + 78, 500);
  assert.equal(t.seen(500)[0], middle + 1, "a turn of the wheel is a row, not a jump");
  t.scrolled(0, 500);
  assert.deepEqual(t.seen(500), [0, 7]);
});

test("track: a row that is open pushes what is below it and nothing else", () => {
  const t = new Track(50);
  t.entries = 10;
  t.open = 3;
  t.more = 100;
  assert.deepEqual([2, 3, 4].map((i) => t.place(i)), [100, 150, 300]);
  for (let y = 0; y < t.whole; y += 7) {
    const i = t.at(y);
    assert.ok(t.place(i) <= y && y < t.place(i) + t.height(i), `${y} is in row ${i}`);
  }
});

test("track: every row can be shown whole", () => {
  const t = new Track(50);
  t.entries = 1000;
  for (const i of [0, 7, 500, 999, 3]) {
    t.top = t.showing(i, 480);
    assert.ok(t.place(i) >= t.top && t.place(i) + 50 <= t.top + 480);
  }
});

test("blocks: no more are kept than so many, the oldest goes", () => {
  const b = new Blocks(10, 3);
  assert.deepEqual(b.missing(5, 25), [0, 1, 2]);
  for (let n = 0; n < 5; n++) b.put(n * 10, Array.from({ length: 10 }, (_, k) => ({ id: `a${n * 10 + k}`, codings: [] })));
  assert.equal(b.count, 30);
  assert.equal(b.get(5), undefined);
  assert.equal(b.get(45).id, "a45");
  b.update({ a45: [mark("x", "c")], a5: [], toString: [] });
  assert.equal(b.find("a45").codings.length, 1);
  assert.deepEqual(b.missing(0, 30), [0, 1]);
});

test("blocks: rows of several come at once", () => {
  const b = new Blocks(10, 3);
  b.asked.add(2);
  b.put(10, Array.from({ length: 13 }, (_, k) => ({ id: `a${10 + k}`, codings: [] })));
  assert.deepEqual(b.missing(0, 30), [0]);
  assert.deepEqual([b.get(10).id, b.get(22).id, b.get(23)], ["a10", "a22", undefined]);
});

test("overlay: acts under way are seen, once, and never on other answers", () => {
  const has = new Set(["a1"]);
  const add = { id: "m1", op: "add", has, meant: "c", valence: 1, stance: "for", how: "pending" };
  assert.deepEqual(overlay([], "a1", [add], "ana").map((c) => [c.code, c.pending]), [["c", true]]);
  assert.deepEqual(overlay([], "a2", [add], "ana"), []);
  assert.equal(overlay([mark("x", "c")], "a1", [add], "ana").length, 1, "the disk says so already");
  assert.equal(overlay([mark("x", "c", { part: true })], "a1", [add], "ana").length, 2, "a part of the answer is something else");
  const off = { id: "m2", op: "remove", has, meant: "c", how: "failed" };
  assert.deepEqual(overlay([mark("x", "c"), mark("y", "c", { mine: false })], "a1", [off], "ana").map((c) => c.id), ["y"]);
  const edit = { id: "m3", op: "edit", has, meant: "c", changes: { valence: -2 }, how: "failed" };
  assert.deepEqual(overlay([], "a1", [add, edit], "ana").map((c) => [c.valence, c.failed]), [[-2, true]]);
});

test("overlay: a suggestion that is accepted is seen as a coding under way, one that is rejected is not", () => {
  const yes = { id: "m4", op: "decide", decision: "accepted", has: new Set(["a1"]), meant: "c", before: { valence: -1 }, how: "pending" };
  assert.deepEqual(overlay([], "a1", [yes], "ana").map((c) => [c.code, c.valence, c.stance, c.pending]), [["c", -1, "for", true]]);
  assert.deepEqual(overlay([], "a1", [{ ...yes, decision: "rejected", meant: "" }], "ana"), []);
});

test("the words that differ are told, not those that are written otherwise", () => {
  assert.deepEqual(differing("Not too slow!", "Too slow").filter(([, d]) => d), [["Not", true]]);
});

test("how much is shown", () => {
  assert.equal(extent({ answers: 1, people: 1 }, { answers: 1, people: 1 }), "1 answer · 1 person");
  assert.equal(extent({ answers: 12, people: 9 }, { answers: 6400, people: 5000 }), "12 of 6,400 answers · 9 of 5,000 people");
});

test("codes on many answers: each once with how often; a feeling only if all share it", () => {
  const [one, two] = together([[mark("a", "c", { valence: 1 })], [mark("b", "c", { valence: 2 }), mark("t", "c", { mine: false, coder: "ben" })]]);
  assert.deepEqual([one.n, one.valence, two.coder], [2, null, "ben"]);
});

test("the words one filters by are told in an answer: case, accents and quotes as in Python, none twice", () => {
  const told = (text, words) => pieces(text, words).filter(([, hit]) => hit).map(([part]) => part);
  assert.deepEqual(pieces("no hit", ""), [["no hit", false]]);
  assert.deepEqual(told("Das Café ist zu. CAFE!", "cafe"), ["Café", "CAFE"]);
  assert.deepEqual(told("too slow, and slow", '"too slow" and'), ["too slow", "and"]);
  assert.deepEqual(told("👩🏽\u200d⚕️ insurance", "insurance"), ["insurance"]);
  assert.deepEqual(told("aaa", "aa a"), ["aa", "a"]);
  for (const [text, words] of [["ﬁne ﬂex", "in e"], ["", "x"], ["x\ny", "x y"]]) assert.equal(pieces(text, words).map(([part]) => part).join(""), text);
});
