// @ts-check
// Suggestions in the grid: a dotted chip under the words, and a card with how strong, why, and who was coded so. Off at first.
// None is a coding: only an act makes one. Enter and Shift N are about the answer one is on; another code's key corrects a
// suggestion only after one went to it with n or a click, since otherwise it may just be another code.
import { called, colour, count } from "./core.js";
import { h } from "./dom.js";
import { cardOf, reasonsOf, strengthOf, switchOf } from "./suggest.js";

/** @typedef {{id:string, code:string, strength:string, percent:number|null}} Hint what is suggested for an answer, in a few words */

export class GridSuggestions {
  /** @param {import("./grid_view.js").GridView} view @param {boolean} blind */
  constructor(view, blind) {
    this.view = view;
    /** @type {Map<string, Hint>} by answer: those that are here */ this.hints = new Map();
    /** @type {Map<string, any>} reasons by suggestion, as far as they were asked for */ this.reasons = new Map();
    this.on = false;
    this.state = "off";
    this.why = "";
    this.learned = 0;
    this.waiting = 0; // in the whole survey
    this.asked = ""; // the last turning on or off
    this.asking = ""; // the suggestion whose reasons are under way
    this.going = false; // to the next one: what is there is taken up when it comes
    this.up = ""; // the suggestion one went to
    /** @type {Set<string>} decided here, not yet answered */ this.sent = new Set();
    this.toggle = switchOf(blind, () => this.turn(!this.on));
    this.much = h("span", { class: "wb-sugmuch" });
    this.card = h("div", { class: "wb-card" });
    this.el = h("section", { class: "wb-suggest", "aria-label": "Suggestions" }, h("div", { class: "wb-sughead" }, this.toggle, this.much), this.card);
    this.el.addEventListener("mousedown", (e) => { if (e.target instanceof Element && e.target.closest("button")) e.preventDefault(); });
    this.drawn = "";
    this.draw();
  }

  // From Python -------------------------------------------------------------------------------------------------------

  /** @param {any} m */
  hear(m) {
    const before = this.state;
    if (m.whole) this.hints.clear();
    for (const answer of m.gone) this.hints.delete(answer);
    for (const [answer, hint] of Object.entries(m.set)) this.hints.set(answer, /** @type {Hint} */ (hint));
    const there = new Set([...this.hints.values()].map((hint) => hint.id));
    this.sent = new Set([...this.sent].filter((id) => there.has(id)));
    if (before === "learning" && m.state !== "learning") this.reasons.clear();
    Object.assign(this, { on: m.on, state: m.state, why: m.why, learned: m.learned, waiting: m.waiting });
    this.drawn = "";
    this.view.rows.draw();
    this.moved();
    // Not over what is being said of the suggestion one went to.
    if (before === "learning" && m.state === "ready" && !this.up) this.view.say(this.waiting ? `${count(this.waiting, "answer")} with a suggestion: n goes to the next` : "Nothing is suggested here yet");
  }

  /** What is suggested for an answer and waits. @param {any} a @returns {Hint|undefined} */
  hint(a) {
    const hint = this.on && a && "id" in a ? this.hints.get(a.id) : undefined;
    return hint && !this.sent.has(hint.id) ? hint : undefined;
  }

  /** The one of the answer one is on, if nothing else is selected. */
  get shown() { return this.view.selected.size ? undefined : this.hint(this.view.rows.blocks.get(this.view.at)); }

  /** The chip under the words of an answer. @param {Hint} hint */
  chip(hint) {
    const code = this.view.store.codes.get(hint.code), name = called(code, hint.code);
    return h("span", { class: "wb-mark wb-hintmark", "data-hint": "", title: `Suggested: ${name}, ${strengthOf(hint)}. Not a coding: Enter accepts, Shift N rejects`, "--c": colour(code?.colour ?? "") },
      h("small", {}, "suggested: "), h("span", {}, name), h("small", {}, ` ${strengthOf(hint)}`));
  }

  // What a person does ------------------------------------------------------------------------------------------------

  /** @param {boolean} on */
  turn(on) {
    this.asked = this.view.session.number();
    this.view.session.send({ op: "suggest", id: this.asked, on });
    this.view.say(on ? "Suggestions: learning from the codings of this study" : "Suggestions are off");
    this.view.focus();
  }

  /** To the next answer with a suggestion, in the order that is shown; round from the end. */
  next() {
    const { view } = this;
    if (!this.on) { view.say("Suggestions are off: turn them on beside the answers"); return; }
    if (!this.waiting) { view.say(this.state === "learning" ? "Still learning" : "No suggestion waits here; code more, and there may be others"); return; }
    view.looking.seek({ step: 1, what: "suggested" }, (m) => {
      if (m.at == null) { this.stay(); return; }
      view.selected.clear();
      this.going = true;
      view.looking.arrive(m);
      view.focus();
    });
  }

  /** There is no other: the one here is taken up, or there is none in what is looked at. */
  stay() {
    this.up = this.shown?.id ?? "";
    this.view.say(this.up ? "No other suggestion in what is shown" : "No suggestion in what is shown; take filters away");
  }

  /** Take up the one that was clicked. */
  take() {
    this.up = this.shown?.id ?? "";
    this.tell();
  }

  tell() {
    const hint = this.shown;
    if (hint) this.view.say(`${called(this.view.store.codes.get(hint.code), hint.code)}, ${strengthOf(hint)}. Enter accepts, Shift N rejects, another code's key corrects`);
  }

  /** Keys that mean something only where something is suggested. @param {string} key */
  key(key) {
    if (key === "n") { this.next(); return true; }
    if (!this.shown || (key !== "Enter" && key !== "N")) return false;
    this.decide(key === "Enter" ? "accepted" : "rejected");
    return true;
  }

  /** A code for the answer one is on: it accepts, or corrects what was taken up. @param {{code?:string, name?:string}} what */
  took(what) {
    const hint = this.shown;
    if (!hint) return false;
    if (what.code === hint.code) this.decide("accepted");
    else if (this.up === hint.id) this.decide("corrected", what);
    else return false;
    return true;
  }

  /** @param {"accepted"|"corrected"|"rejected"} decision @param {{code?:string, name?:string}} [what] */
  decide(decision, what = {}) {
    const { view, shown: hint } = this, a = view.rows.blocks.get(view.at);
    if (!hint) return;
    this.sent.add(hint.id);
    this.up = "";
    const guessed = decision === "corrected" && !what.code ? view.outbox.guess(what.name ?? "") : undefined;
    const meant = decision === "accepted" ? hint.code : decision === "corrected" ? what.code ?? guessed ?? "" : "";
    const valence = decision === "accepted" ? this.reasons.get(hint.id)?.valence ?? null : view.store.codes.get(meant)?.valence ?? null;
    view.outbox.act({ op: "decide", id: view.session.number(), suggestion: hint.id, decision, ...what, meant, guessed, has: new Set([a.id]), before: { valence } });
    const name = (/** @type {string} */ id) => called(view.store.codes.get(id), id);
    const done = { accepted: `Accepted: ${name(hint.code)}`, rejected: `Rejected: ${name(hint.code)}`, corrected: `Coded as ${name(meant)} instead of ${name(hint.code)}` }[decision];
    view.say(`${done}. n goes to the next`);
    view.rows.draw();
    this.moved();
    view.focus();
  }

  /** An act came back: what was not taken is there again. @param {any} m */
  answered(m) {
    if (m.error && m.id === this.asked) this.view.say(m.why);
    if (!m.error || m.keep || !this.sent.size) return;
    this.sent.clear();
    this.view.rows.draw();
    this.moved();
  }

  // What is shown -----------------------------------------------------------------------------------------------------

  /** Another answer is the one that one is on, or something else is suggested for it. */
  moved() {
    const hint = this.shown;
    if (this.going && hint) { this.going = false; this.up = hint.id; this.tell(); }
    if (this.up && this.up !== hint?.id && this.view.rows.blocks.get(this.view.at)) this.up = "";
    if (hint && !this.reasons.has(hint.id) && this.asking !== hint.id) this.ask(hint.id);
    this.draw();
  }

  /** @param {string} id */
  ask(id) {
    this.asking = id;
    this.view.ask({ op: "why", suggestion: id }, (m) => {
      if (this.asking === id) this.asking = "";
      if (!m.gone) this.reasons.set(id, m);
      this.drawn = "";
      this.draw();
    });
  }

  draw() {
    const hint = this.shown, sign = JSON.stringify([this.on, this.state, this.waiting, hint, !!hint && this.reasons.has(hint.id)]);
    if (sign === this.drawn) return;
    this.drawn = sign;
    this.toggle.setAttribute("aria-checked", String(this.on));
    this.el.classList.toggle("wb-on", this.on);
    this.much.textContent = { off: "", learning: "learning…", failed: `not learned (${this.why}); the kernel's log says more`, ready: this.waiting ? `${count(this.waiting, "answer")}` : "none here" }[this.state] ?? "";
    this.card.replaceChildren(...(this.on ? (hint ? this.about(hint) : this.teach()) : []));
  }

  /** @param {Hint} hint @returns {Node[]} */
  about(hint) {
    const known = this.reasons.get(hint.id);
    const why = known ? [...(known.about ? [h("div", { dir: "auto" }, `“${known.about}”`)] : []), ...reasonsOf(known)] : [h("div", {}, "…")];
    return cardOf(hint, this.view.store.codes.get(hint.code), why, { decide: (decision) => this.decide(decision), next: () => this.next() });
  }

  /** @returns {Node[]} */
  teach() {
    if (this.state === "learning" && !this.waiting) return [h("p", { class: "wb-hint" }, "Reading and learning; the first time takes longest. Code on: nothing waits for it.")];
    if (this.state !== "ready") return [];
    const teach = this.learned ? "" : " Nobody has coded yet: these come from labels, definitions and rules of codes.";
    return [h("p", { class: "wb-hint" }, ...(this.waiting ? [h("kbd", {}, "n"), ` goes to the next; none counts before you accept it.${teach}`] : ["Code more, or say in the codebook when to use a code: both teach."]))];
  }
}
