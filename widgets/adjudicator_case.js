// @ts-check
// One case: the words in their surroundings, once for each coder, with what each of them said.
import { called, colour, count, exact, feeling, find, named, segments, toUnits } from "./core.js";
import { h } from "./dom.js";

const AROUND = 220; // characters before and after that are shown at first

/** @typedef {{id:string, code:string, start:number, end:number, valence:number|null, stance:string, memo:string}} Said offsets in code points of the text shown */
/** @typedef {{case:string, family:string, participant:string, place:string, about:string, text:string, before:{speaker:string, text:string}|null, after:{speaker:string, text:string}|null,
 *   start:number, end:number, sides:{coder:string, codings:Said[]}[], decided:{coder:string, at:string, reason:string, stands:string[]}|null, blocked:string}} Case */

/** @param {Case} c @param {(id:string)=>any} code @param {boolean} whole @param {()=>void} widen @param {Set<string>} stands */
export function drawCase(c, code, whole, widen, stands) {
  const start = toUnits(c.text, c.start), end = toUnits(c.text, c.end);
  const from = whole ? 0 : cutBefore(c.text, start - AROUND), to = whole ? c.text.length : cutAfter(c.text, end + AROUND);
  const beside = (/** @type {any} */ t) => (t ? h("p", { class: "wb-adjbeside", dir: "auto" }, h("b", {}, `${t.speaker} `), t.text) : "");
  const more = from > 0 || to < c.text.length ? h("button", { type: "button", class: "wb-adjmore", onclick: widen }, "all that was said here") : "";
  const cards = c.sides.map((side, n) => {
    const spans = side.codings.map((s) => ({ ...s, start: toUnits(c.text, s.start), end: toUnits(c.text, s.end) }));
    const words = segments(c.text.length, spans).filter((s) => s.start < to && s.end > from).map((s) => {
      const text = c.text.slice(Math.max(s.start, from), Math.min(s.end, to));
      return s.on.length ? h("mark", { class: "wb-adjmark", "--c": colour(code(s.on[0].code)?.colour ?? "") }, text) : text;
    });
    const on = side.codings.length ? side.codings.every((x) => stands.has(x.id)) : stands.size === 0;
    return h("section", { class: `wb-adjcard${on && side.codings.length ? " wb-stands" : ""}`, "aria-label": `What ${side.coder} said` },
      h("div", { class: "wb-adjsaid" }, h("kbd", { "aria-hidden": "true" }, String(n + 1)), h("b", {}, side.coder),
        ...(side.codings.length ? side.codings.map((x) => chip(x, code)) : [h("span", { class: "wb-soft" }, `no ${c.family} here`)]),
        h("span", { class: "wb-adjverdict" }, !stands.size && !c.decided ? "" : side.codings.length ? (on ? "✓ stands" : "falls") : "")),
      h("p", { dir: "auto" }, from > 0 ? "… " : "", ...words, to < c.text.length ? " …" : ""),
      ...side.codings.filter((x) => x.memo).map((x) => h("p", { class: "wb-adjmemo", dir: "auto" }, x.memo)));
  });
  return [h("p", { class: "wb-adjabout" }, h("b", {}, c.participant || c.place), ` ${c.about}`), beside(c.before), ...cards, beside(c.after), more];
}

/** @param {Said} x @param {(id:string)=>any} code */
function chip(x, code) {
  const c = code(x.code);
  return h("span", { class: "wb-adjchip" }, h("i", { class: `wb-swatch${c?.family === "emotion" ? " wb-round" : ""}`, "--c": colour(c?.colour ?? "") }),
    `${x.stance === "against" ? "against " : ""}${called(c, x.code)}${x.valence == null ? "" : ` ${feeling(x.valence)}`}`);
}

/** @param {string} text @param {number} at */
function cutBefore(text, at) {
  if (at <= 0) return 0;
  const space = text.lastIndexOf(" ", at);
  return space > at - 60 && space >= 0 ? space + 1 : /[\udc00-\udfff]/.test(text[at]) ? at - 1 : at;
}

/** @param {string} text @param {number} at */
function cutAfter(text, at) {
  if (at >= text.length) return text.length;
  const space = text.indexOf(" ", at);
  return space >= 0 && space < at + 60 ? space : /[\udc00-\udfff]/.test(text[at]) ? at + 1 : at;
}

/** A box that finds or makes the code that stands in place of what the coders said. */
export class InPlace {
  /** @param {string} uid @param {()=>any[]} codes @param {(what:{code?:string, name?:string}|null)=>void} chosen */
  constructor(uid, codes, chosen) {
    this.codes = codes;
    this.chosen = chosen;
    this.pick = 0;
    this.box = /** @type {HTMLInputElement} */ (h("input", { class: "wb-find", placeholder: "another code in place of these", "aria-label": "Another code in place of these", role: "combobox",
      "aria-expanded": "false", "aria-controls": `${uid}-inplace`, "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", maxlength: "120" }));
    this.list = h("div", { class: "wb-codes wb-adjcodes", id: `${uid}-inplace`, role: "listbox", "aria-label": "Codes that fit" });
    this.uid = uid;
    this.box.addEventListener("input", () => { this.pick = 0; this.draw(); });
    this.box.addEventListener("keydown", (e) => this.key(e));
    this.el = h("div", { class: "wb-adjplace" }, h("div", { class: "wb-findrow" }, this.box, h("kbd", { "aria-hidden": "true" }, "/")), this.list);
  }

  options() {
    const typed = this.box.value.trim();
    if (!typed) return [];
    const all = this.codes(), [family, label] = named(typed);
    /** @type {{what:{code?:string, name?:string}, words:string, colour:string}[]} */
    const out = find(all, typed).slice(0, 8).map((c) => ({ what: { code: c.id }, words: called(c, c.id), colour: c.colour }));
    if (label && family !== "stage" && !exact(all, typed)) out.push({ what: { name: typed }, words: `new ${family === "free" ? label : `${family}: ${label}`}`, colour: "" });
    return out;
  }

  draw() {
    const options = this.options();
    this.pick = Math.min(this.pick, Math.max(0, options.length - 1));
    this.list.replaceChildren(...options.map((o, n) => h("div", { class: `wb-code${n === this.pick ? " wb-picked" : ""}`, role: "option", id: `${this.uid}-i${n}`, "aria-selected": String(n === this.pick), onclick: () => this.take(o) },
      h("i", { class: "wb-swatch", "--c": colour(o.colour) }), h("span", { class: "wb-name" }, o.words))));
    this.box.setAttribute("aria-expanded", String(options.length > 0));
    if (options.length) this.box.setAttribute("aria-activedescendant", `${this.uid}-i${this.pick}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  /** @param {{what:{code?:string, name?:string}, words:string}} o */
  take(o) {
    this.box.value = o.words;
    this.list.replaceChildren();
    this.box.setAttribute("aria-expanded", "false");
    this.chosen(o.what);
  }

  clear() { this.box.value = ""; this.draw(); }

  /** @param {KeyboardEvent} e */
  key(e) {
    const options = this.options();
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      this.pick = (this.pick + (e.key === "ArrowDown" ? 1 : options.length - 1)) % Math.max(1, options.length);
      this.draw();
    } else if (e.key === "Enter") {
      e.preventDefault();
      e.stopPropagation();
      if (options[this.pick]) this.take(options[this.pick]);
    } else if (e.key === "Escape" && this.box.value) {
      e.preventDefault();
      e.stopPropagation();
      this.clear();
      this.chosen(null);
    }
  }
}

/** @param {{family:string, alpha:number|null, lo:number|null, hi:number|null}[]} families */
export function drawFamilies(families) {
  const two = (/** @type {number|null} */ x) => (x == null ? "" : x.toFixed(2).replace(/^-0\.00$/, "0.00").replace("-", "−"));
  return families.map((f) => {
    const words = f.alpha == null ? "undefined: no variation" : `α ${two(f.alpha)}${f.lo == null || f.hi == null ? "" : ` [${two(f.lo)}, ${two(f.hi)}]`}`;
    const at = (/** @type {number} */ x) => `${Math.max(0, Math.min(1, x)) * 100}%`;
    const bar = h("span", { class: "wb-adjscale", "aria-hidden": "true" }, h("i", { style: `left:${at(0.667)}` }), h("i", { style: `left:${at(0.8)}` }),
      f.lo == null || f.hi == null ? "" : h("u", { style: `left:${at(f.lo)};right:${100 - 100 * Math.max(0, Math.min(1, f.hi))}%` }), f.alpha == null ? "" : h("b", { style: `left:${at(f.alpha)}` }));
    return h("li", {}, h("span", {}, f.family), bar, h("small", {}, words));
  });
}

/** @param {number} n */
export function cases(n) { return count(n, "case"); }
