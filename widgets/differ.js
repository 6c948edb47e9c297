// @ts-check
// Where coders differ: words that both have given a code of one family, and not the same ones. Pure: tested by coder.test.mjs.
import { segments } from "./core.js";

/** @typedef {{turn:number, start:number, end:number, family:string, sides:{coder:string, mine:boolean, says:string[]}[]}} Difference
 *   `says` are codes, one with "-" in front is coded as contradicted; mine come first */

/** What somebody says of some words. @param {import("./core.js").Coding} c */
const saying = (c) => `${c.stance === "against" ? "-" : ""}${c.code}`;

/** The differences on one turn, in the order of the text. Whoever gave nothing of the family there says nothing, so differs
 * from nobody; what a machine coded is nobody's, and what was set aside is decided. @param {import("./core.js").Store} store @param {number} turn @returns {Difference[]} */
export function differences(store, turn) {
  const on = store.on(turn).filter((c) => !c.model && !c.failed && !c.fallen);
  if (!on.some((c) => c.mine) || on.every((c) => c.mine)) return [];
  const found = /** @type {Difference[]} */ ([]);
  const family = (/** @type {string} */ code) => store.codes.get(code)?.family ?? code.split(":")[0];
  for (const g of segments(store.text(turn).length, on)) {
    for (const f of new Set(g.on.filter((c) => c.mine).map((c) => family(c.code)))) {
      const here = g.on.filter((c) => family(c.code) === f);
      const mine = [...new Set(here.filter((c) => c.mine).map(saying))].sort();
      const others = [...new Set(here.filter((c) => !c.mine).map((c) => c.coder))].sort().map((coder) => ({
        coder, mine: false, says: [...new Set(here.filter((c) => c.coder === coder).map(saying))].sort(),
      })).filter((side) => side.says.join("\n") !== mine.join("\n"));
      if (!others.length) continue;
      const me = here.find((c) => c.mine)?.coder ?? "";
      const sides = [{ coder: me, mine: true, says: mine }, ...others];
      const before = found.findLast((d) => d.family === f);
      if (before && before.end === g.start && JSON.stringify(before.sides) === JSON.stringify(sides)) before.end = g.end;
      else found.push({ turn, start: g.start, end: g.end, family: f, sides });
    }
  }
  return found.filter((d) => /[\p{L}\p{N}]/u.test(store.text(turn).slice(d.start, d.end))).sort((a, b) => a.start - b.start || a.end - b.end);
}
