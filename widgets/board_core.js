// @ts-check
// What the topic board computes, without a browser: which cards are seen and in which order, what a drop means, changes in
// words. Tested by board_core.test.mjs.

/** @typedef {{id:string, kind:"theme"|"topic"|"tray", name:string, words:string[], description:string, k:number, more:number, n:number, lo:number, hi:number,
 *   confirmed:number, proposed:number, stability:string, rounds:string[], stage:string, codes:string[], topic:string, follows:string, missing:number, by:string, v:number}} Card
 *   `k` people among those in it a person confirmed, or in the topic; `more` people whose segments are only proposed */
/** @typedef {{id:string, kind:string, before:{id:string, name:string}[], after:{id:string, name:string}[], people:[number, number], shared:number, by:string, at:string}} Change
 *   `by` and `at` say who accepted it; `people` before and now */

export const CARD_GROUPS = /** @type {[Card["kind"], string, string][]} */ ([["theme", "Themes", "confirmed by a person"], ["topic", "Topics", "found by the model"], ["tray", "Apart", "in no topic"]]);

/** Cards by group, as they are seen. What is found has a segment with the words, or is called so; a card that nothing fits is left out, a theme
 * never unless something is looked for. @param {string[]} order @param {Map<string, Card>} cards @param {{words:string, round:string, stage:string, only:boolean}} look */
export function grouped(order, cards, look) {
  const narrowed = !!(look.words || look.round || look.stage || look.only);
  const fits = (/** @type {Card} */ c) => (look.only ? c.proposed : c.confirmed + c.proposed) > 0;
  const seen = (/** @type {Card} */ c) => !narrowed || fits(c) || (!!look.words && !look.only && calledSo(c, look.words));
  return new Map(CARD_GROUPS.map(([kind]) => [kind, order.map((id) => cards.get(id)).filter((c) => c && c.kind === kind && seen(c)).map((c) => /** @type {Card} */ (c))]));
}

/** @param {Card} c @param {string} words */
function calledSo(c, words) {
  const said = bare(`${c.name} ${c.words.join(" ")} ${c.description}`);
  return bare(words).split(" ").every((w) => said.includes(w));
}

/** @param {string} words */
function bare(words) { return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim(); }

/** An order in which what was there keeps its place: nothing jumps under the eye of who decides. What is new stands before what it comes before.
 * @param {string[]} before @param {string[]} now @returns {string[]} */
export function steady(before, now) {
  const there = new Set(now), known = new Set(before);
  const out = before.filter((id) => there.has(id));
  for (let n = now.length - 1; n >= 0; n--) {
    if (known.has(now[n])) continue;
    const next = now[n + 1], at = next == null ? out.length : out.indexOf(next);
    out.splice(at < 0 ? out.length : at, 0, now[n]);
  }
  return out;
}

/** The card one comes to from another with an arrow: the nearest in that direction, by where they lie. @param {{id:string, x:number, y:number, w:number, h:number}[]} boxes
 * @param {string} from @param {string} key @returns {string} */
export function beside(boxes, from, key) {
  const here = boxes.find((b) => b.id === from);
  if (!here) return boxes[0]?.id ?? "";
  if (key === "Home" || key === "End") return (key === "Home" ? boxes[0] : boxes[boxes.length - 1]).id;
  const [cx, cy] = [here.x + here.w / 2, here.y + here.h / 2];
  const down = key === "ArrowDown" || key === "ArrowUp", sign = key === "ArrowDown" || key === "ArrowRight" ? 1 : -1;
  let best = "", least = Infinity;
  for (const b of boxes) {
    const dx = b.x + b.w / 2 - cx, dy = b.y + b.h / 2 - cy;
    const ahead = sign * (down ? dy : dx), aside = Math.abs(down ? dx : dy);
    const overlaps = down ? b.x < here.x + here.w && here.x < b.x + b.w : b.y < here.y + here.h && here.y < b.y + b.h;
    if (b.id === from || ahead <= 1) continue;
    const far = ahead + (overlaps ? 0 : 3 * aside + 400);
    if (far < least) { least = far; best = b.id; }
  }
  return best || from;
}

/** What dropping one thing on another means; a sentence says why not. @param {{card:Card|undefined, segments:string[]}} what @param {Card|undefined|"themes"} onto
 * @returns {{deed:"merge"|"move"|"mark"|"split"} | {why:string}} */
export function dropping({ card, segments }, onto) {
  if (segments.length) {
    if (onto === "themes") return { deed: "split" };
    if (onto?.kind === "theme") return onto.id === card?.id ? { why: "They are in this theme; c confirms what is proposed" } : { deed: "move" };
    return { why: onto?.kind === "topic" ? "A topic is the model’s: make it a theme first (t), then move segments there" : "Segments go to a theme" };
  }
  if (!card || card.kind === "tray") return { why: "What is apart is moved segment by segment" };
  if (onto === "themes") return card.kind === "topic" ? { deed: "mark" } : { why: "It is a theme already" };
  if (!onto || onto.kind === "tray" || onto.id === card.id) return { why: "Drop it on a theme or a topic" };
  if (card.kind === "theme" && onto.kind === "topic") return { why: "Drop the topic on the theme: a theme goes on only in another theme" };
  return { deed: "merge" };
}

// Words -------------------------------------------------------------------------------------------------------------

/** @param {number} n @param {string} one @param {string} [many] */
export function many(n, one, many = `${one}s`) { return `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`; }

/** @param {number} n */
export function peopleWord(n) { return many(n, "person", "people"); }

/** Who it is heard from. @param {Card} c */
export function heard(c) { return `${c.k.toLocaleString("en-GB")} of ${peopleWord(c.n)}`; }

/** @param {Card} c */
export function interval(c) { return c.n ? `between ${Math.round(100 * c.lo)} % and ${Math.round(100 * c.hi)} % of people like these` : ""; }

/** How many segments, as far as a person has read them. @param {Card} c */
export function holding(c) {
  if (c.kind !== "theme") return many(c.confirmed + c.proposed, "segment");
  return [`${c.confirmed.toLocaleString("en-GB")} confirmed`, c.proposed ? `${c.proposed.toLocaleString("en-GB")} proposed` : ""].filter(Boolean).join(" · ");
}

/** The rounds it was heard in; all of them in a word. @param {string[]} rounds @param {number} all how many there are */
export function roundsSaid(rounds, all) { return all < 2 || !rounds.length ? "" : rounds.length === all ? (all === 2 ? "both rounds" : "every round") : `only ${rounds.join(" and ")}`; }

/** One card as a screen reader says it. @param {Card} c @param {(id:string) => string} stage */
export function spoken(c, stage) {
  const kind = { theme: "theme", topic: "topic of the model", tray: "" }[c.kind];
  return [c.name, kind, heard(c), c.kind === "theme" && c.more ? `${peopleWord(c.more)} more proposed` : "", holding(c), c.stability, c.stage ? `stage ${stage(c.stage)}` : "", c.rounds.length ? `heard in ${c.rounds.join(" and ")}` : ""].filter(Boolean).join(", ");
}

const DID = /** @type {Record<string, string>} */ ({ kept: "stayed", grew: "grew", shrank: "shrank", split: "split", merged: "merged", new: "is new", gone: "is gone" });

/** One change in a sentence. @param {Change} c */
export function changeSaid(c) {
  const names = (/** @type {{name:string}[]} */ all) => all.map((t) => `“${t.name}”`).join(" and ");
  const [was, is] = c.people;
  if (c.kind === "split") return `${names(c.before)} split into ${names(c.after)}`;
  if (c.kind === "merged") return `${names(c.before)} became one: ${names(c.after)}`;
  if (c.kind === "new") return `${names(c.after)} is new, heard from ${peopleWord(is)}`;
  if (c.kind === "gone") return `${names(c.before)} is gone; ${peopleWord(was)} spoke of it`;
  return `${names(c.after)} ${DID[c.kind] ?? c.kind}: ${was === is ? peopleWord(is) : `${was} → ${peopleWord(is)}`}`;
}

const ASK = ["new", "split", "merged", "gone"];
const WENT_ON = ["shrank", "grew", "kept"];

/** What wants a look, and what went on as it was with more people or fewer; what is open first. @param {Change[]} changes @returns {[Change[], Change[]]} */
export function asking(changes) {
  const of = (/** @type {string[]} */ kinds) => changes.filter((c) => kinds.includes(c.kind) || (kinds === ASK && !WENT_ON.includes(c.kind)))
    .sort((a, b) => Number(!!a.by) - Number(!!b.by) || kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  return [of(ASK), of(WENT_ON)];
}

/** A step finer or coarser; null at an end. @param {{steps:number, most:number}} fit @param {1|-1} by @returns {number|null} */
export function finer({ steps, most }, by) { return Math.abs(steps + by) > most ? null : steps + by; }
