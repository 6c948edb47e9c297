import assert from "node:assert/strict";
import test from "node:test";
import { dropping, lay, places, sifted, step, surest, told, top } from "./map_core.js";

const face = (id, stage, lane, more = {}) => ({ id, kind: lane, statement: id, moved: "", owner: "", initials: "", assumed: false, k: 3, n: 9, x: 0, kinds: "1 kind", lo: 0.1, bar: null, range: "", grade: "Low", level: 2,
  signed_by: "", signed: "", chips: [], latent: false, stage, lane, counted: stage, hidden: false, under: "", status: "open", comments: 0, changed: 0, ...more });
const stages = ["a", "b", "c"].map((id) => ({ id, label: id.toUpperCase(), goal: "", cover: [1, 0, 0], covered: "", felt: "", n: 0, moment: "", comments: 0 }));
const LANES = ["pain", "need", "delight"];
const all = (...faces) => new Map(faces.map((f) => [f.id, f]));
const CARDS = all(face("p1", "a", "pain"), face("p2", "a", "pain", { lo: 0.4 }), face("n1", "a", "need"), face("n2", "b", "need"), face("d1", "b", "delight"), face("loose", "", "pain"), face("gone", "b", "pain", { hidden: true }));
const NOTES = [{ id: "x", text: "n", stage_id: "", by: "ana", at: "", day: "" }];

test("cards stand in the stage and lane they are shown in, the surest first; what has no stage is in the inbox; hidden ones are listed apart", () => {
  const { columns, inbox, hidden } = lay(stages, LANES, CARDS, NOTES);
  assert.deepEqual(columns[0].cells.map((c) => c.cards), [["p2", "p1"], ["n1"], []]);
  assert.deepEqual(columns[1].cells.map((c) => c.cards), [[], ["n2"], ["d1"]]);
  assert.deepEqual([inbox, hidden], [["n:x", "c:loose"], ["gone"]]);
});

test("a card under another is with it, wherever it would stand itself; one under a hidden card stands alone; a circle harms nothing", () => {
  const cards = all(face("p1", "a", "pain"), face("p2", "c", "need", { under: "p1" }), face("p3", "b", "pain", { under: "p2" }), face("p4", "b", "pain", { under: "h" }), face("h", "a", "pain", { hidden: true }));
  const { columns, below } = lay(stages, LANES, cards, []);
  assert.deepEqual([...below], [["p1", ["p2", "p3"]]]);
  assert.deepEqual(columns[1].cells[0].cards, ["p4"]);
  const round = all(face("q1", "a", "pain", { under: "q2" }), face("q2", "a", "pain", { under: "q1" }));
  assert.deepEqual([top(round, "q1"), top(round, "q2")], ["q1", "q2"]);
  assert.deepEqual(lay(stages, LANES, round, []).columns[0].cells[0].cards, ["q1", "q2"]);
});

test("arrows go down a stage, from its end to the inbox, and sideways into the same lane or the nearest", () => {
  const columns = places(lay(stages, LANES, CARDS, NOTES), false);
  const go = (from, ...arrows) => arrows.reduce((key, arrow) => step(columns, key, `Arrow${arrow}`), from);
  assert.equal(go("s:a", "Down"), "c:p2");
  assert.equal(go("s:a", "Down", "Down", "Down"), "c:n1");
  assert.equal(go("c:n1", "Down"), "n:x");
  assert.equal(go("n:x", "Right", "Right"), "c:loose");
  assert.equal(go("n:x", "Up"), "s:c");
  assert.equal(go("c:n1", "Right"), "c:n2");
  assert.equal(go("c:p1", "Right"), "c:n2", "a card of the next lane is nearer than the head");
  assert.equal(go("c:n2", "Right"), "s:c");
  assert.equal(go("s:c", "Right"), "s:c");
  assert.equal(go("s:a", "Up"), "s:a");
  assert.equal(step(columns, "c:d1", "Home"), "s:a");
  assert.equal(step(columns, "c:d1", "End"), "s:c");
  assert.equal(step(columns, "c:nowhere", "ArrowUp"), "s:a");
});

test("hidden cards can be reached once they are listed", () => {
  const layout = lay(stages, LANES, CARDS, NOTES);
  assert.ok(!places(layout, false).flat().some((p) => p.key === "c:gone"));
  assert.equal(places(layout, true).at(-1)?.at(-1)?.key, "c:gone");
});

test("words are looked for without marks and case, all of them", () => {
  const words = [{ id: "1", words: "Ungeöffnete Rechnung" }, { id: "2", words: "Rechnung" }];
  assert.deepEqual([...(sifted(words, "rechnung UNGEOFF") ?? [])], ["1"]);
  assert.equal(sifted(words, "  "), null);
  assert.equal(sifted(words, "zzz")?.size, 0);
});

test("a card is told with its people, grade, what is against it and what was done to it", () => {
  assert.equal(told(face("p", "a", "pain", { x: 2, comments: 1, signed: "current", signed_by: "RS", owner: "Mara", moved: "counted in B" }), "Pain", "A"),
    "Pain in A: p. 3 of 9 people, 1 kind, 2 against. grade Low, signed by RS. owner Mara. counted in B. 1 comment");
  assert.equal(told(face("p", "a", "pain", { assumed: true }), "Pain", "A"), "Pain in A: p. assumption, nobody has said this yet");
});

test("dropping moves, puts under, or does nothing", () => {
  const c = face("p1", "a", "pain");
  assert.deepEqual(dropping(c, { stage: "b", lane: "need", onto: "n2" }), { kind: "move", stage: "b", lane: "need" });
  assert.deepEqual(dropping(c, { stage: "a", lane: "pain", onto: "p2" }), { kind: "under", under: "p2" });
  assert.equal(dropping(c, { stage: "a", lane: "pain" }), null);
  assert.equal(dropping(c, { stage: "a", lane: "pain", onto: "p1" }), null);
  assert.equal(dropping(c, {}), null);
  assert.deepEqual(dropping(face("p1", "a", "pain", { under: "p2" }), { stage: "a", lane: "pain" }), { kind: "under", under: "" });
  assert.equal(dropping(undefined, { stage: "a", lane: "pain" }), null);
});

test("of equals the order is that of their names", () => { assert.ok(surest(face("a", "a", "pain"), face("b", "a", "pain")) < 0); });
