import assert from "node:assert/strict";
import test from "node:test";
import { asking, beside, changeSaid, dropping, finer, grouped, heard, holding, interval, many, roundsSaid, spoken, steady } from "./board_core.js";

const card = (id, more = {}) => ({ id, kind: id.startsWith("theme:") ? "theme" : id.startsWith("t-") ? "topic" : "tray", name: id, words: [], description: "", k: 1, more: 0, n: 12, lo: 0.01, hi: 0.35,
  confirmed: 0, proposed: 1, stability: "", rounds: [], stage: "", codes: [], topic: "", v: 0, ...more });
const NONE = { words: "", round: "", stage: "", only: false };
const cards = new Map([card("theme:price", { words: ["invoice"], proposed: 0 }), card("t-1"), card("t-2", { proposed: 0 }), card("off-topic")].map((c) => [c.id, c]));
const order = [...cards.keys()];
const ids = (groups) => [...groups.values()].map((g) => g.map((c) => c.id));

test("groups: themes, topics and what is apart; an empty theme is seen, unless something is looked for", () => {
  assert.deepEqual(ids(grouped(order, cards, NONE)), [["theme:price"], ["t-1", "t-2"], ["off-topic"]]);
  assert.deepEqual(ids(grouped(order, cards, { ...NONE, round: "2026-Q1" })), [[], ["t-1"], ["off-topic"]]);
  assert.deepEqual(ids(grouped(order, cards, { ...NONE, words: "Ínvoice" })), [["theme:price"], ["t-1"], ["off-topic"]], "its name or words may fit where no segment does");
  const read = new Map([...cards, ["theme:price", card("theme:price", { confirmed: 3, proposed: 0 })]]);
  assert.deepEqual(ids(grouped(order, read, { ...NONE, only: true })), [[], ["t-1"], ["off-topic"]], "what is read to the end is not looked at again");
  assert.deepEqual(ids(grouped(order, cards, { ...NONE, words: "invoice", only: true })), [[], ["t-1"], ["off-topic"]]);
});

test("order: what was there keeps its place, what is new stands where it belongs", () => {
  assert.deepEqual(steady(["a", "b", "c"], ["c", "b", "a"]), ["a", "b", "c"]);
  assert.deepEqual(steady(["a", "b", "c"], ["x", "c", "a", "y"]), ["a", "x", "c", "y"]);
  assert.deepEqual(steady([], ["a", "b"]), ["a", "b"]);
  assert.deepEqual(steady(["a"], []), []);
});

test("arrows go to the card beside, in rows that are not equally long", () => {
  const box = (id, x, y) => ({ id, x, y, w: 100, h: 50 });
  const boxes = [box("a", 0, 0), box("b", 110, 0), box("c", 0, 60), box("d", 0, 200)];
  assert.equal(beside(boxes, "a", "ArrowRight"), "b");
  assert.equal(beside(boxes, "b", "ArrowLeft"), "a");
  assert.equal(beside(boxes, "a", "ArrowDown"), "c");
  assert.equal(beside(boxes, "b", "ArrowDown"), "c", "nothing below: the nearest further down");
  assert.equal(beside(boxes, "d", "ArrowDown"), "d");
  assert.equal(beside(boxes, "c", "End"), "d");
  assert.equal(beside(boxes, "gone", "ArrowDown"), "a");
  assert.equal(beside([], "gone", "ArrowDown"), "");
});

test("a drop does what one would think, or says why not", () => {
  const theme = card("theme:a"), other = card("theme:b"), topic = card("t-1"), tray = card("off-topic");
  const drop = (from, onto, segments = []) => { const d = dropping({ card: from, segments }, onto); return d.deed ?? "no"; };
  assert.equal(drop(theme, other), "merge");
  assert.equal(drop(topic, theme), "merge");
  assert.equal(drop(topic, card("t-2")), "merge");
  assert.equal(drop(topic, "themes"), "mark");
  assert.equal(drop(theme, topic), "no");
  assert.equal(drop(tray, theme), "no");
  assert.equal(drop(theme, theme), "no");
  assert.equal(drop(tray, theme, ["s"]), "move");
  assert.equal(drop(theme, theme, ["s"]), "no");
  assert.equal(drop(topic, card("t-2"), ["s"]), "no");
  assert.equal(drop(topic, "themes", ["s"]), "split");
  assert.match(dropping({ card: topic, segments: ["s"] }, card("t-2")).why, /theme first/);
});

test("words: people come first, and a theme says what is confirmed", () => {
  const c = card("theme:a", { k: 3, more: 2, confirmed: 1200, proposed: 4, stability: "steady", rounds: ["Spring"], stage: "stage:use" });
  assert.equal(heard(c), "3 of 12 people");
  assert.equal(holding(c), "1,200 confirmed · 4 proposed");
  assert.equal(holding(card("t-1", { proposed: 1 })), "1 segment");
  assert.equal(interval(c), "between 1 % and 35 % of people like these");
  assert.equal(interval(card("x", { n: 0 })), "");
  assert.equal(spoken(c, () => "Use"), "theme:a, theme, 3 of 12 people, 2 people more proposed, 1,200 confirmed · 4 proposed, steady, stage Use, heard in Spring");
  assert.equal(many(1, "person", "people"), "1 person");
  assert.deepEqual([["Spring"], ["Spring", "Autumn"], []].map((r) => roundsSaid(r, 2)), ["only Spring", "both rounds", ""]);
  assert.equal(roundsSaid(["Spring"], 1), "");
  assert.equal(roundsSaid(["a", "b", "c"], 3), "every round");
});

test("changes: one sentence each; what wants a look apart from what went on, open ones first", () => {
  const change = (kind, before, after, people = [3, 5], by = "") => ({ id: kind, kind, before: before.map((name) => ({ id: name, name })), after: after.map((name) => ({ id: name, name })), people, shared: 0, by, at: "" });
  assert.equal(changeSaid(change("kept", ["a"], ["a"], [3, 3])), "“a” stayed: 3 people");
  assert.equal(changeSaid(change("grew", ["a"], ["a"])), "“a” grew: 3 → 5 people");
  assert.equal(changeSaid(change("split", ["a"], ["a", "b"])), "“a” split into “a” and “b”");
  assert.equal(changeSaid(change("merged", ["a", "b"], ["a"])), "“a” and “b” became one: “a”");
  assert.equal(changeSaid(change("new", [], ["c"], [0, 1])), "“c” is new, heard from 1 person");
  assert.equal(changeSaid(change("gone", ["c"], [], [2, 0])), "“c” is gone; 2 people spoke of it");
  const all = [change("kept", ["a"], ["a"]), change("new", [], ["b"], [0, 1], "ana"), change("split", ["c"], ["c", "d"])];
  assert.deepEqual(asking(all).map((part) => part.map((c) => c.kind)), [["split", "new"], ["kept"]]);
});

test("finer and coarser end somewhere", () => {
  assert.equal(finer({ steps: 0, most: 2 }, 1), 1);
  assert.equal(finer({ steps: -1, most: 2 }, -1), -2);
  assert.equal(finer({ steps: 2, most: 2 }, 1), null);
  assert.equal(finer({ steps: -2, most: 2 }, -1), null);
});
