import assert from "node:assert/strict";
import test from "node:test";
import { Drafts, branches, changed, likeness, sought, spliced } from "./editor_core.js";

const row = (id, depth = 0, more = {}) => ({ id, family: id.split(":")[0], label: id.split(":")[1].replace("-", " "), depth, parent: "", colour: "", key: "", valence: null, retired: false, merged: "", meant: true, codings: 0, people: 0, coders: 0, v: 0, ...more });
const all = [row("pain:fee"), row("pain:hidden-fee", 1), row("pain:late-fee", 2), row("pain:slow"), row("need:order"), row("pain:old", 0, { retired: true })];
const rows = new Map(all.map((r) => [r.id, r])), order = [...rows.keys()];
const families = [["pain", "Pains"], ["need", "Needs"]];
const ids = (list) => list.map((b) => b.id);

test("tree: families hold their codes, what is retired comes last", () => {
  const list = branches(order, rows, families, { closed: new Set() });
  assert.deepEqual(ids(list), ["pain", "pain:fee", "pain:hidden-fee", "pain:late-fee", "pain:slow", "need", "need:order", "retired", "pain:old"]);
  assert.deepEqual(list.map((b) => [b.level, b.place, b.of]), [[1, 1, 3], [2, 1, 2], [3, 1, 1], [4, 1, 1], [2, 2, 2], [1, 2, 3], [2, 1, 1], [1, 3, 3], [2, 1, 1]]);
  assert.deepEqual(list.slice(1, 5).map((b) => b.open), [true, true, null, null]);
});

test("tree: what is closed hides all below it and nothing else", () => {
  assert.deepEqual(ids(branches(order, rows, families, { closed: new Set(["pain:fee", "retired"]) })), ["pain", "pain:fee", "pain:slow", "need", "need:order", "retired"]);
  assert.deepEqual(ids(branches(order, rows, families, { closed: new Set(["pain", "need", "retired"]) })), ["pain", "need", "retired"]);
});

test("tree: what is found is shown with those above it, open or not", () => {
  const found = sought(rows.values(), "late");
  assert.deepEqual([...found], ["pain:late-fee"]);
  assert.deepEqual(ids(branches(order, rows, families, { closed: new Set(["pain", "pain:fee"]), found })), ["pain", "pain:fee", "pain:hidden-fee", "pain:late-fee"]);
  assert.equal(sought(rows.values(), "  "), null);
  assert.deepEqual(ids(branches(order, rows, families, { closed: new Set(), found: new Set(["pain:slow"]) })), ["pain", "pain:slow"]);
});

test("tree: ten thousand codes beside each other are placed", () => {
  const many = new Map(Array.from({ length: 10_000 }, (_, n) => [`pain:c${n}`, row(`pain:c${n}`)]));
  const list = branches([...many.keys()], many, families, { closed: new Set() });
  assert.equal(list.length, 10_001);
  assert.equal(list.at(-1).place, 10_000);
  assert.equal(list[1].of, 10_000);
});

test("order: a change is put where it belongs", () => {
  assert.deepEqual(spliced(["a", "b", "c"], { at: 1, cut: 1, ids: ["x", "y"] }), ["a", "x", "y", "c"]);
});

test("drafts: what is typed stays until it is dropped, also for the next view", () => {
  const one = new Drafts("here");
  one.type("pain:fee", "definition", "new", "old");
  assert.deepEqual(new Drafts("here").get("pain:fee", "definition"), { value: "new", base: "old", theirs: null });
  assert.equal(new Drafts("there").get("pain:fee", "definition"), undefined);
  one.type("pain:fee", "definition", "newer", "old");
  assert.equal(one.get("pain:fee", "definition").base, "old");
  one.type("pain:fee", "owner", "same", "same");
  assert.equal(one.get("pain:fee", "owner"), undefined, "nothing was changed");
});

test("drafts: somebody who changed the field meanwhile is met once", () => {
  const d = new Drafts("team");
  d.type("pain:fee", "definition", "mine", "old");
  assert.deepEqual(d.meet("pain:fee", { definition: "old", owner: "x" }), []);
  assert.deepEqual(d.meet("pain:fee", { definition: "theirs" }), ["definition"]);
  assert.equal(d.get("pain:fee", "definition").value, "mine");
  assert.deepEqual(d.meet("pain:fee", { definition: "theirs" }), [], "said already");
  assert.deepEqual(d.meet("pain:fee", { definition: "mine" }), []);
  assert.equal(d.get("pain:fee", "definition"), undefined, "they wrote the same");
});

test("words: changes and likeness", () => {
  assert.equal(changed({ change: "merged", field: "", before: "pain:a", now: "pain:b" }, (id) => id.slice(5)).did, "merged into “b”");
  assert.deepEqual(changed({ change: "redefined", field: "include", before: "x", now: "" }, String), { did: "redefined", field: "when to use it", before: "x", now: "" });
  assert.equal(likeness({ score: 1, why: "label" }), "the same label");
});
