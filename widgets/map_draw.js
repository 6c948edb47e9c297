// @ts-check
// How things on the map look: heads of stages, cards, notes. Words of people go in as text, never as markup.
import { h } from "./dom.js";
import { told } from "./map_core.js";

/** @typedef {import("./map_core.js").Face} Face */

/** A picture that Python made of numbers and labels (workbench/share/curve.py), read as SVG and never as HTML. @param {string} svg @returns {Element|null} */
export function picture(svg) {
  const read = new DOMParser().parseFromString(svg.replace(/^<svg(?![^>]* xmlns=)/, '<svg xmlns="http://www.w3.org/2000/svg"'), "image/svg+xml").documentElement;
  if (read.localName !== "svg" || read.querySelector("parsererror, script, foreignObject")) return null;
  for (const el of [read, ...read.querySelectorAll("*")]) {
    for (const { name } of [...el.attributes]) if (/^on/i.test(name) || /^(tabindex|role|href|xlink:href)$/i.test(name)) el.removeAttribute(name);
  }
  read.setAttribute("aria-hidden", "true");
  return document.importNode(read, true);
}

/** Who spoke about a stage, who was only asked, who was not. @param {number[]} cover */
function coverBar(cover) { return h("span", { class: "wb-jcover", "aria-hidden": "true" }, ...cover.map((n, i) => (n ? h("i", { class: `wb-j${"abc"[i]}`, style: `flex-grow:${n}` }) : ""))); }

/** @param {import("./map_core.js").Stage} s @param {string} key @param {string} id */
export function stageHead(s, key, id) {
  const words = [`Stage ${s.label}`, s.goal, s.covered, s.felt ? `feeling ${s.felt} of ${s.n} people` : s.n ? `${s.n} people felt something, too few for a mean` : "", s.moment ? `moment of truth: ${s.moment}` : "", s.comments ? `${s.comments} comments` : ""];
  return h("div", { class: "wb-jhead", role: "option", "aria-selected": "false", id, "data-key": key, "aria-label": words.filter(Boolean).join(". ") },
    h("b", {}, h("bdi", { lang: s.lang || null }, s.label)), h("p", { dir: "auto" }, s.goal), coverBar(s.cover), h("small", {}, s.covered, s.comments ? h("span", { class: "wb-jtalk" }, ` · ${s.comments} said`) : ""));
}

/** The interval of people who say so, their share, and the share of those who say the opposite. @param {Face} c */
function evidenceBar(c) {
  if (!c.bar) return "";
  return h("span", { class: "wb-jbar", "aria-hidden": "true", title: c.range, "--lo": c.bar.lo, "--hi": c.bar.hi, "--p": c.bar.p, "--x": c.bar.x }, h("i", { class: "wb-jrange" }), h("i", { class: "wb-jshare" }), c.x ? h("i", { class: "wb-jcontra" }) : "");
}

/** @param {number} level @param {string} grade */
export function squares(level, grade) {
  return h("span", { class: "wb-jgrade", title: grade, "aria-hidden": "true" }, ...[1, 2, 3, 4].map((n) => h("i", { class: n <= level ? "wb-on" : "" })));
}

/** @param {Face} c @param {string} key @param {string} id @param {{lane:string, stage:string, pending:boolean}} at what is said of where it stands */
export function cardFace(c, key, id, at) {
  const classes = ["wb-jcard", `wb-j${c.lane}`, c.assumed ? "wb-jassumed" : `wb-js${c.level}`, at.pending ? "wb-jpending" : "", c.hidden ? "wb-jhidden" : ""].filter(Boolean).join(" ");
  const meta = c.assumed ? [h("b", { class: "wb-jcaps" }, "ASSUMPTION"), "nobody has said this yet"] : [h("span", {}, h("b", {}, `${c.k} of ${c.n}`), " people ·"), h("span", {}, c.kinds + (c.x ? " ·" : ""))];
  const chips = c.chips.map((x) => h("span", { class: `wb-jchip${x.tone === "bad" ? " wb-jbad" : x.tone === "good" ? " wb-jgood" : ""}`, title: x.title || null }, x.text));
  if (c.signed) chips.unshift(h("span", { class: "wb-jsigned", title: c.signed === "current" ? `grade ${c.grade}, signed` : "the evidence has changed since it was signed" }, c.signed === "current" ? `✓ ${c.signed_by}`.trim() : "✓ old"));
  const end = [c.comments ? `${c.comments} said` : "", c.initials].filter(Boolean).join(" · ");
  return h("div", { class: classes, role: "option", "aria-selected": "false", id, "data-key": key, "data-claim": c.id, "aria-label": told(c, at.lane, at.stage) },
    h("span", { class: "wb-jsay", title: c.statement }, h("bdi", { dir: "auto", lang: c.lang || null }, c.statement)), h("span", { class: "wb-jmeta" }, ...meta, c.x ? h("em", {}, `${c.x} against`) : ""), c.assumed ? "" : evidenceBar(c),
    c.moved ? h("span", { class: "wb-jmoved" }, c.moved) : "",
    h("span", { class: "wb-jfoot" }, c.assumed ? "" : squares(c.level, c.grade), ...chips, end ? h("span", { class: "wb-jend", title: c.owner || null }, end) : ""));
}

/** A card that was put under another. @param {Face} c @param {string} key @param {string} id @param {{lane:string, stage:string, pending:boolean}} at */
export function lowerCard(c, key, id, at) {
  return h("div", { class: `wb-jlower wb-j${c.lane}${at.pending ? " wb-jpending" : ""}`, role: "option", "aria-selected": "false", id, "data-key": key, "data-claim": c.id, "aria-label": `under the card above. ${told(c, at.lane, at.stage)}` },
    h("bdi", { dir: "auto" }, c.statement), h("small", {}, c.assumed ? "assumption" : `${c.k} of ${c.n}`));
}

/** @param {import("./map_core.js").Note} n @param {string} key @param {string} id @param {string} stage */
export function noteFace(n, key, id, stage) {
  return h("div", { class: "wb-jnote", role: "option", "aria-selected": "false", id, "data-key": key, "aria-label": `Note by ${n.by}: ${n.text}${stage ? `, on ${stage}` : ""}` },
    h("bdi", { dir: "auto" }, n.text), h("small", {}, [n.by, n.day, stage].filter(Boolean).join(" · ")));
}

const FEW = 2; // entries of a cell that are shown; the panel of the stage has all

/** A lane without cards, such as touchpoints: to be seen here, and to be read in the panel of a stage. @param {any} lane @param {number} row */
export function besideRow(lane, row) {
  const label = h("div", { class: "wb-jlane", "aria-hidden": "true", style: `grid-row:${row}` }, h("b", {}, lane.label), h("small", {}, lane.note));
  return [label, ...lane.cells.map((/** @type {any} */ cell, /** @type {number} */ n) => h("div", { class: `wb-jcell wb-jbeside wb-j${lane.key}`, "aria-hidden": "true", style: `--col:${n};grid-row:${row};grid-column:${n + 2}` },
    ...(cell.entries.length ? cell.entries.slice(0, FEW).map(entry) : [h("span", { class: "wb-jnone" }, cell.silence)]), ...(cell.entries.length > FEW ? [h("span", { class: "wb-jnone" }, `${cell.entries.length - FEW} more`)] : [])))];
}

/** @param {any} e */
export function entry(e) { return h("span", { class: `wb-jentry${e.tone === "bad" ? " wb-jbad" : e.tone === "good" ? " wb-jgood" : ""}`, title: [e.text, e.more].filter(Boolean).join(": ") }, h("bdi", { dir: "auto" }, e.text), e.figure ? h("small", {}, e.figure) : "", e.said ? h("em", {}, e.said) : ""); }
