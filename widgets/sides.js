// @ts-check
// Where others said something else: the next such passage, and beside the text who said what.
import { called, colour, count } from "./core.js";
import { differences } from "./differ.js";
import { h } from "./dom.js";

/** @typedef {import("./differ.js").Difference} Difference */

export class Sides {
  /** @param {import("./view.js").View} view */
  constructor(view) {
    this.view = view;
    /** @type {Map<number, Difference[]>} by turn, as far as they are known */ this.known = new Map();
    /** @type {any} */ this.due = 0;
    this.button = h("button", { type: "button", class: "wb-tool wb-differing", hidden: true, title: "Where another coder gave other codes of the same family (d; ⇧D goes back)", onclick: () => this.next(1) });
    this.button.addEventListener("mousedown", (e) => e.preventDefault());
    this.el = h("section", { class: "wb-sides", "aria-label": "Where coders differ", hidden: true });
    this.el.addEventListener("mousedown", (e) => { if (e.target instanceof Element && e.target.closest("button")) e.preventDefault(); });
    view.strip.differing = (turn) => !!this.known.get(turn)?.length;
    this.later();
  }

  dispose() { clearTimeout(this.due); }

  /** @param {number} turn */
  on(turn) {
    const had = this.known.get(turn);
    if (had) return had;
    const found = differences(this.view.store, turn);
    this.known.set(turn, found);
    return found;
  }

  all() { return this.view.store.turns.flatMap((t) => this.on(t.i)); }

  /** Codings changed. @param {Iterable<number>} [turns] */
  changed(turns) {
    if (turns) for (const turn of turns) this.known.delete(turn);
    else this.known.clear();
    this.later();
  }

  /** Count them when there is time: no key waits for it. */
  later() {
    clearTimeout(this.due);
    this.due = setTimeout(() => {
      const n = this.all().length;
      this.button.hidden = !n;
      this.button.replaceChildren(`${count(n, "difference")} `, h("kbd", { "aria-hidden": "true" }, "d"));
      this.view.strip.draw([]);
      this.moved();
    }, 60);
  }

  /** @param {1|-1} by */
  next(by) {
    const { view } = this, all = this.all().filter((d) => !view.text.hidden.has(d.turn));
    if (!all.length) {
      const others = view.people.length > 0;
      view.say(view.head.blind ? "You code blind: what others said is not shown" : others ? "You and the others say the same wherever both coded" : "Nobody else has coded this yet");
      return;
    }
    const caret = view.text.selected[0] ?? { turn: -1, start: 0, end: 0 }, row = (/** @type {number} */ t) => view.store.place.get(t) ?? -1;
    const order = (/** @type {Difference} */ d) => row(d.turn) - row(caret.turn) || d.start - caret.start || d.end - caret.end;
    // Several families may differ on the same words: they are shown together, so the next is one on other words.
    const to = (by > 0 ? all.find((d) => order(d) > 0) : all.findLast((d) => order(d) < 0)) ?? (by > 0 ? all[0] : all[all.length - 1]);
    view.text.select({ turn: to.turn, start: to.start, end: to.end });
    view.say(`Difference ${all.indexOf(to) + 1} of ${all.length}: ${this.sentence(to)}`);
  }

  /** @param {string} says @param {boolean} [full] */
  name(says, full = true) {
    const against = says.startsWith("-"), code = this.view.store.codes.get(against ? says.slice(1) : says);
    return `${against ? "against " : ""}${full ? called(code, says) : code?.label ?? says}`;
  }

  /** @param {Difference} d */
  sentence(d) { return d.sides.map((s) => `${s.mine ? "you" : s.coder} ${s.says.map((x) => this.name(x)).join(" and ")}`).join(", "); }

  /** The caret moved: show who said what there. */
  moved() {
    const at = this.view.text.selected[0];
    const here = at ? this.on(at.turn).filter((d) => (at.start === at.end ? d.start <= at.start && at.start <= d.end : d.start < at.end && d.end > at.start)) : [];
    this.el.hidden = !here.length;
    this.el.replaceChildren(...(here.length ? [h("div", { class: "wb-h" }, "Said differently"), ...here.slice(0, 3).map((d) => this.card(d))] : []));
  }

  /** @param {Difference} d */
  card(d) {
    const { store } = this.view;
    return h("dl", { class: "wb-side" }, ...d.sides.flatMap((s) => [
      h("dt", {}, s.mine ? "you" : s.coder),
      h("dd", {}, ...s.says.map((x) => h("span", { class: "wb-sidecode" }, h("i", { class: "wb-swatch", "--c": colour(store.codes.get(x.replace(/^-/, ""))?.colour ?? "") }), this.name(x)))),
    ]));
  }
}
