// Tests of what the segments browser computes without a browser: node --test
import assert from "node:assert/strict";
import test from "node:test";
import { bare, both, codeQuery, gathered, heat, offers, result, shared, tail, tokens, typing, underway } from "./segments_core.js";

const CODES = [
  { id: "pain:slow", family: "pain", label: "slow", colour: "#b3261e", retired: false },
  { id: "pain:slow-start", family: "pain", label: "slow start", colour: "#b3261e", retired: false },
  { id: "emotion:angry", family: "emotion", label: "angry", colour: "#611100", retired: false },
  { id: "pain:gone", family: "pain", label: "gone", colour: "#b3261e", retired: true },
];
const NAMES = { codes: CODES, counts: { "emotion:angry": 7, "pain:slow": 2 }, keys: [
  { key: "role", about: "of people", values: [["owner", 3], ["new admin", 1]] }, { key: "round", about: "when", values: [["2026-Q1", 0]] },
] };
const inserted = (text, at = text.length) => offers(text, at, NAMES).map((o) => text.slice(0, o.from) + o.insert + text.slice(o.to));

test("a name that could be taken for something else is put in quotation marks", () => {
  for (const [name, query] of [["owner", "owner"], ["new admin", '"new admin"'], ["and", '"and"'], ["In", '"In"'], ['a"b\\', '"a\\"b\\\\"'], ["a!=b", '"a!=b"'], ["a!b", '"a!b"'], ["café-2", "café-2"], ["", '""']]) assert.equal(bare(name), query);
  assert.equal(codeQuery("pain:slow"), "pain:slow");
  assert.equal(codeQuery("pain:a b"), 'code:"pain:a b"');
  assert.equal(codeQuery("</script>"), "code:</script>".replace("</script>", '"</script>"'));
});

test("tokens, also where a quotation mark is not closed yet", () => {
  assert.deepEqual(tokens('pain near(20) "a \\" b"').map((t) => [t.kind, t.text]), [["word", "pain"], ["word", "near"], ["open", "("], ["word", "20"], ["close", ")"], ["quoted", '"a \\" b"']]);
  assert.deepEqual(tokens('a "b c').map((t) => [t.kind, t.text]), [["word", "a"], ["open quote", "b c"]]);
  assert.deepEqual(tokens("  "), []);
});

test("what is being typed", () => {
  const of = (text) => { const t = typing(text); return [t.typed, t.key, t.after]; };
  assert.deepEqual(of("slow st"), ["slow st", "", false]);
  assert.deepEqual(of("pain:slow and role=ow"), ["ow", "role", false]);
  assert.deepEqual(of("role="), ["", "role", false]);
  assert.deepEqual(of('role="new ad'), ["new ad", "role", false]);
  assert.deepEqual(of("role in (owner, ne"), ["ne", "role", false]);
  assert.deepEqual(of('"big word" '), ["", "", true]);
  assert.deepEqual(of("pain:slow "), ["slow ", "pain", true]);
  assert.deepEqual(of("(pain or need) "), ["", "", true]);
  assert.deepEqual(of("pain and "), ["", "", false]);
});

test("codes, conditions, values and operators are offered where they may stand", () => {
  assert.equal(inserted("ang")[0], "emotion:angry ");
  assert.equal(inserted("")[0], "emotion:angry ", "what is used most first");
  assert.deepEqual(inserted("pain:slow and role="), ["pain:slow and role=owner ", 'pain:slow and role="new admin" ']);
  assert.deepEqual(inserted('role="new a'), ['role="new admin" ']);
  assert.deepEqual(inserted("role in (owner, ow"), ["role in (owner, owner "]);
  assert.ok(inserted("pain:slow ").includes("pain:slow near(20) "));
  assert.ok(inserted("slow ").includes("pain:slow-start "), "a longer name goes on");
  assert.equal(inserted("ro")[0], "role=");
  assert.ok(inserted("owner").includes("role=owner "));
  assert.ok(inserted("pain:slow ne").includes("pain:slow near(20) ") || inserted("angry ne").includes("angry near(20) "));
  assert.deepEqual(inserted("pain:sl"), ["pain:slow ", "pain:slow-start "]);
  assert.ok(!inserted("gon").some((q) => q.includes("gone")), "no retired codes");
  assert.deepEqual(inserted("pain:sl and x", 7), ["pain:slow  and x", "pain:slow-start  and x"]);
});

test("a query that also asks for something", () => {
  assert.equal(both(" ", "role=x"), "role=x");
  assert.equal(both("a or b", "role=x"), "(a or b) and role=x");
});

test("the end of what stands before begins with a word and with a whole character", () => {
  assert.equal(tail("one two three", 20), "one two three");
  assert.equal(tail("one two three", 8), "… three");
  assert.ok(!/^…[\udc00-\udfff]/.test(tail("x🙂🙂🙂", 3)));
});

test("what acts under way will leave", () => {
  const row = { id: "p", codings: [{ id: "1", code: "pain:slow", mine: true, part: false }, { id: "2", code: "pain:slow", mine: false, part: false }] };
  const codes = (waiting) => underway(row, waiting, "me").map((c) => [c.code, c.mine, !!c.pending]);
  const has = new Set(["p"]);
  assert.deepEqual(codes([{ op: "add", id: "a", meant: "x:y", has, how: "pending" }])[0], ["x:y", true, true]);
  assert.equal(codes([{ op: "add", id: "a", meant: "pain:slow", has, how: "pending" }]).length, 2);
  assert.deepEqual(codes([{ op: "recode", way: "swap", from: "pain:slow", meant: "x:y", has, how: "failed" }]), [["x:y", true, false], ["pain:slow", false, false]]);
  assert.deepEqual(codes([{ op: "remove", on: new Set(["1"]), how: "pending" }]), [["pain:slow", false, false]]);
  assert.deepEqual(codes([{ op: "recode", way: "remove", meant: "pain:slow", has, how: "pending" }]), [["pain:slow", false, false]]);
  assert.equal(underway(row, [{ op: "edit", on: new Set(["1"]), changes: { valence: -2 }, how: "pending" }], "me")[0].valence, -2);
  assert.deepEqual(codes([{ op: "add", id: "a", meant: "x:y", has: new Set(["q"]), how: "pending" }]).length, 2);
});

test("codes on several passages, each once a coder", () => {
  const found = gathered([[{ id: "1", code: "a", coder: "me", mine: true, valence: -1, memo: "x", stance: "for" }], [{ id: "2", code: "a", coder: "me", mine: true, valence: -2, memo: "x", stance: "for" }, { id: "3", code: "a", coder: "ben", mine: false, memo: "", stance: "for" }]]);
  assert.deepEqual(found.map((c) => [c.coder, c.n, c.ids, c.valence ?? null, c.memo]), [["me", 2, ["1", "2"], null, "x"], ["ben", 1, ["3"], null, ""]]);
});

test("what colleagues agree on is shown once with all their names", () => {
  const coding = (coder, mine, valence, code = "a") => ({ id: coder, code, coder, mine, valence, stance: "for", part: false, memo: "" });
  const found = shared([coding("ana", false, -1), coding("me", true, -1), coding("ben", false, -1), coding("cy", false, -2)]);
  assert.deepEqual(found.map((c) => [c.coder, c.valence]), [["me", -1], ["ana, ben", -1], ["cy", -2]]);
});

test("how much was found: people are never left out", () => {
  assert.deepEqual(result({ passages: 14, people: 9, all: 31, rounds: [] }), ["14 passages", "9 of 31 people"]);
  assert.deepEqual(result({ passages: 1, people: 1, all: 1, rounds: [["Q1", 1, 1]] }), ["1 passage", "1 person"]);
  assert.deepEqual(result({ passages: 2000, people: 9, all: 31, rounds: [["Q1", 4, 20], ["Q2", 5, 11]] }), ["2,000 passages", "9 of 31 people", "Q1: 4 of 20", "Q2: 5 of 11"]);
});

test("a tint grows with its number, and the smallest is seen", () => {
  assert.equal(heat(0, 9), 0);
  assert.equal(heat(9, 9), 1);
  assert.ok(heat(1, 400) > 0.12 && heat(2, 9) < heat(3, 9));
});
