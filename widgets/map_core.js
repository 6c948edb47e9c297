// @ts-check
// What the map computes without a browser: what stands where, and where a key leads. Tested by map_core.test.mjs.

/** @typedef {{id:string, kind:string, statement:string, lang:string, moved:string, owner:string, initials:string, assumed:boolean, k:number, n:number, x:number, kinds:string, lo:number|null,
 *   bar:{lo:number, hi:number, p:number, x:number}|null, range:string, grade:string, level:number, signed_by:string, signed:string, chips:{text:string, tone:string, title:string}[], latent:boolean,
 *   stage:string, lane:string, counted:string, hidden:boolean, under:string, status:string, comments:number, changed:number, because:string[], notes:number, v:number}} Face `v` is another when the passages are */
/** @typedef {{id:string, label:string, lang:string, goal:string, cover:number[], covered:string, felt:string, n:number, moment:string, comments:number}} Stage */
/** @typedef {{id:string, text:string, stage_id:string, by:string, at:string, day:string}} Note */
/** @typedef {{stage:string, cells:{lane:string, cards:string[]}[]}} Column */
/** @typedef {{columns:Column[], inbox:string[], hidden:string[], below:Map<string, string[]>}} Layout what stands where: keys are `s:` and a stage, `c:` and a claim, `n:` and a note */

/** Best supported first. @param {Face} a @param {Face} b */
export function surest(a, b) { return (b.lo ?? 0) - (a.lo ?? 0) || b.k - a.k || (a.id < b.id ? -1 : 1); }

/** The claim that stands for one after all that was put under others; itself if that leads round. @param {Map<string, Face>} cards @param {string} id */
export function top(cards, id) {
  const seen = new Set();
  let at = id;
  while (!seen.has(at)) {
    seen.add(at);
    const over = cards.get(at)?.under ?? "";
    if (!over || !cards.has(over)) return at;
    at = over;
  }
  return id;
}

/** @param {Stage[]} stages @param {string[]} lanes @param {Map<string, Face>} cards @param {Note[]} notes @returns {Layout} */
export function lay(stages, lanes, cards, notes) {
  const sorted = [...cards.values()].sort(surest), below = new Map(), there = new Set(stages.map((s) => s.id));
  const alone = sorted.filter((c) => {
    if (c.hidden) return false;
    const over = top(cards, c.id);
    if (over === c.id || cards.get(over)?.hidden) return true;
    below.set(over, [...(below.get(over) ?? []), c.id]);
    return false;
  });
  const columns = stages.map((s) => ({ stage: s.id, cells: lanes.map((lane) => ({ lane, cards: alone.filter((c) => c.stage === s.id && c.lane === lane).map((c) => c.id) })) }));
  return { columns, inbox: [...notes.map((n) => `n:${n.id}`), ...alone.filter((c) => !there.has(c.stage)).map((c) => `c:${c.id}`)], hidden: sorted.filter((c) => c.hidden).map((c) => c.id), below };
}

/** @typedef {{key:string, lane:number, at:number}} Place */

/** Every place of each column from the head down; the last column is what lies below the map. @param {Layout} layout @param {boolean} hidden whether hidden cards are listed @returns {Place[][]} */
export function places(layout, hidden) {
  const under = (/** @type {string} */ id) => [id, ...(layout.below.get(id) ?? [])].map((c) => `c:${c}`);
  const columns = layout.columns.map(({ stage, cells }) => [{ key: `s:${stage}`, lane: -3, at: 0 }, ...cells.flatMap(({ cards }, lane) => cards.flatMap(under).map((key, at) => ({ key, lane, at })))]);
  const rest = [...layout.inbox.flatMap((key) => (key.startsWith("c:") ? under(key.slice(2)) : [key])), ...(hidden ? layout.hidden.map((id) => `c:${id}`) : [])];
  return [...columns, rest.map((key, at) => ({ key, lane: 99, at }))];
}

/** Where an arrow leads: up and down in a stage and from its end to the inbox, left and right to the next stage, in the same lane if it can be.
 * @param {Place[][]} columns @param {string} key @param {string} arrow @returns {string} */
export function step(columns, key, arrow) {
  const col = columns.findIndex((c) => c.some((p) => p.key === key));
  if (col < 0) return columns.flat()[0]?.key ?? "";
  const here = columns[col], n = here.findIndex((p) => p.key === key), last = columns.length - 1;
  if (col === last) {
    const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[arrow] ?? 0;
    if (here[n + by]) return here[n + by].key;
    return by < 0 ? columns.slice(0, last).findLast((c) => c.length)?.at(-1)?.key ?? key : key;
  }
  if (arrow === "ArrowUp") return here[n - 1]?.key ?? key;
  if (arrow === "ArrowDown") return here[n + 1]?.key ?? columns[last][0]?.key ?? key;
  if (arrow === "Home") return columns[0][0]?.key ?? key;
  if (arrow === "End") return columns[last - 1]?.[0]?.key ?? key;
  const beside = columns[col + (arrow === "ArrowRight" ? 1 : -1)];
  if (!beside?.length || beside === columns[last]) return key;
  const far = (/** @type {Place} */ p) => Math.abs(p.lane - here[n].lane) * 1000 + Math.abs(p.at - here[n].at);
  return beside.reduce((best, p) => (far(p) < far(best) ? p : best)).key;
}

/** Cards and notes whose words have all that is looked for. @param {Iterable<{id:string, words:string}>} all @param {string} typed @returns {Set<string>|null} null: nothing is looked for */
export function sifted(all, typed) {
  const plain = (/** @type {string} */ s) => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  if (!wanted.length) return null;
  return new Set([...all].filter((x) => { const words = plain(x.words); return wanted.every((w) => words.includes(w)); }).map((x) => x.id));
}

/** What a card says of itself, for those who hear it. @param {Face} c @param {string} lane its kind in words @param {string} stage its label */
export function told(c, lane, stage) {
  const said = c.assumed ? "assumption, nobody has said this yet" : `${c.k} of ${c.n} people, ${c.kinds}`;
  const signed = { current: `, signed${c.signed_by ? ` by ${c.signed_by}` : ""}`, stale: ", signed on other evidence" }[c.signed] ?? "";
  return [`${lane}${stage ? ` in ${stage}` : ""}: ${c.statement}`, said + (c.x ? `, ${c.x} against` : ""), c.assumed ? "" : `grade ${c.grade}${signed}`, ...c.chips.map((x) => x.text.replace(/[▲▼] ?/g, "")),
    c.owner ? `owner ${c.owner}` : "", c.moved, c.comments ? `${c.comments} ${c.comments === 1 ? "comment" : "comments"}` : "", c.hidden ? "hidden" : ""].filter(Boolean).join(". ");
}

/** What dropping a card somewhere means. @param {Face|undefined} card @param {{stage?:string, lane?:string, onto?:string}} at @returns {{kind:string, stage?:string, lane?:string, under?:string}|null} */
export function dropping(card, at) {
  if (!card || (at.onto && at.onto === card.id)) return null;
  const same = card.stage === at.stage && card.lane === at.lane && !card.hidden;
  if (at.onto && same) return { kind: "under", under: at.onto };
  if (at.stage == null || at.lane == null) return null;
  return same ? (card.under ? { kind: "under", under: "" } : null) : { kind: "move", stage: at.stage, lane: at.lane };
}
