// @ts-check
// Words with what is coded on them: a stripe a coding under the words, its name behind them, dashes where something is suggested.
import { alike, brief, called, colour, feeling, lanes, segments } from "./core.js";
import { h } from "./dom.js";

const MOST_LANES = 4;
const STRIPE = 3; // a stripe and the gap after it: four fit between two lines of text

/** @typedef {import("./core.js").Part} Part */

export class Marks {
  /** @param {import("./core.js").Store} store */
  constructor(store) {
    this.store = store;
    /** @type {(turn:number) => any[]} what is suggested on a turn */ this.hints = () => [];
  }

  /** Whether a turn is more than its words. @param {number} turn */
  any(turn) { return !!this.store.byTurn.get(turn)?.size || this.hints(turn).length > 0; }

  /** The words of a turn as nodes. @param {import("./core.js").Turn} t @returns {(Node|string)[]} */
  nodes(t) {
    const on = this.store.on(t.i), hints = this.hints(t.i);
    if (!on.length && !hints.length) return [t.text];
    // What a colleague says just as I do needs no stripe of its own; the words at the end say it.
    const row = lanes(on.filter((c) => c.mine || !on.some((m) => m.mine && alike(m, c))), MOST_LANES);
    const out = /** @type {(Node|string)[]} */ ([]);
    for (const g of segments(t.text.length, [...on, ...hints])) {
      const words = t.text.slice(g.start, g.end), codings = g.on.filter((c) => !c.hint), hinted = g.on.filter((c) => c.hint).map((c) => c.hint);
      const shown = codings.length ? this.stretch(words, codings, row) : words;
      out.push(hinted.length ? this.hinted(shown, hinted) : shown, ...this.labels(codings.filter((c) => c.end === g.end && c.parts.at(-1)?.turn === t.i)));
    }
    return out;
  }

  /** @param {string} words @param {(import("./core.js").Coding & Part)[]} on @param {Map<string, number>} row */
  stretch(words, on, row) {
    const m = h("mark", { "data-ids": on.map((c) => c.id).join(" "), title: on.map((c) => this.title(c)).join("\n") }, words);
    const shown = on.map((c) => ({ c, lane: row.get(c.id) ?? MOST_LANES })).filter((x) => x.lane < MOST_LANES);
    // One stripe a coding, in its own row; the shape says against (dashes) or somebody else's (dots).
    const stripes = shown.map(({ c }) => {
      const tint = `color-mix(in srgb,${this.colour(c)},white var(--wb-lift))`;
      if (!c.mine) return `repeating-linear-gradient(90deg,${tint} 0 2px,transparent 2px 5px)`;
      if (c.stance === "against") return `repeating-linear-gradient(90deg,${tint} 0 7px,transparent 7px 11px)`;
      return `linear-gradient(${tint},${tint})`;
    });
    const mine = on.find((c) => c.mine), low = Math.max(0, ...shown.map((x) => x.lane)) + 1;
    m.style.cssText = (stripes.length ? `background-image:${stripes.join(",")};background-size:100% 2px;background-position:${shown.map(({ lane }) => `0 calc(100% - ${lane * STRIPE}px)`).join(",")};` : "")
      + `padding-bottom:${low * STRIPE}px${mine ? `;--c:${this.colour(mine)}` : ""}`;
    m.className = [mine ? "wb-mine" : "wb-theirs", on.some((c) => c.pending) ? "wb-pending" : "", on.some((c) => c.failed) ? "wb-failed" : ""].join(" ").trim();
    return m;
  }

  /** Words that something is suggested for: a dashed line under them, not a highlight. @param {Node|string} words @param {any[]} hints */
  hinted(words, hints) {
    const names = hints.map((s) => `suggested: ${called(this.store.codes.get(s.code), s.code)}, ${s.strength}`);
    return h("span", { class: "wb-hinted", "data-suggestions": hints.length, title: names.join("\n") }, words);
  }

  /** @param {import("./core.js").Coding} c */
  title(c) {
    const name = called(this.store.codes.get(c.code), c.code);
    const parts = [c.mine ? "" : `${c.coder}: `, c.stance === "against" ? "against " : "", name, c.valence == null ? "" : ` ${feeling(c.valence)}`];
    return parts.join("") + (c.memo ? ` · ${c.memo}` : "") + (c.fallen ? " · set aside where coders differed: it counts no more" : "") + (c.failed ? " · not saved" : "");
  }

  /** @param {import("./core.js").Coding} c */
  colour(c) { return colour(this.store.codes.get(c.code)?.colour ?? ""); }

  /** What ends here, in words: mine, then each colleague's, in short where they say the same. @param {(import("./core.js").Coding & Part)[]} ending */
  labels(ending) {
    const mine = ending.filter((c) => c.mine);
    const out = mine.map((c) => this.label(c));
    for (const coder of new Set(ending.filter((c) => !c.mine).map((c) => c.coder))) {
      const theirs = ending.filter((c) => !c.mine && c.coder === coder);
      if (theirs.length === mine.length && theirs.every((c) => mine.some((m) => alike(m, c)))) {
        out.push(this.label(theirs[0], `${coder}: `, "the same", theirs.map((c) => this.title(c)).join("\n")));
      } else theirs.forEach((c, n) => out.push(this.label(c, n ? "" : `${coder}: `)));
    }
    return out;
  }

  /** The words of a coding at its end: drawn by CSS from an attribute, so they are not part of the text.
   * @param {import("./core.js").Coding} c @param {string} [who] @param {string} [words] @param {string} [title] */
  label(c, who = "", words = "", title = this.title(c)) {
    const code = this.store.codes.get(c.code);
    const family = code && called(code, "") !== code.label ? `${code.family}: ` : "";
    const tail = (c.valence == null || code?.family === "stage" ? "" : ` ${feeling(c.valence)}`) + (c.memo ? " ✎" : "") + (c.fallen ? " (set aside)" : "");
    const how = `${c.mine ? "" : " wb-theirs"}${c.stance === "against" ? " wb-against" : ""}${c.failed ? " wb-failed" : c.pending ? " wb-pending" : ""}${c.fallen ? " wb-fallen" : ""}${words ? " wb-alike" : ""}`;
    return h("span", {
      class: `wb-tag${how}`, contenteditable: "false", "data-id": c.id, "data-who": who || null, "data-label": words || family + brief(code?.label ?? c.code) + tail,
      title, style: `--c:${this.colour(c)}`,
    });
  }
}
