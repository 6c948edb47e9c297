// @ts-check
// Suggestions: dashed under the words, and a card beside the text with how strong, why, and who was coded so. Off at first.
// None is a coding: only an act makes one, and that act goes the way of all acts, by the outbox to the disk.
import { called, colour, count, feeling, toUnits } from "./core.js";
import { h } from "./dom.js";

/** @typedef {import("./core.js").Part} Part */
/** @typedef {{words:string[], valence:number|null, felt:string, learned:number, rule:string, right:number, judged:number, accepted?:number, decided?:number, kappa?:number|null,
 *   like:{who:string, where:string, words:string}[]}} Reasons */
/** @typedef {Reasons & {id:string, code:string, parts:Part[], strength:string, percent:number|null}} Suggestion */
const FELT = /** @type {Record<string, string>} */ ({ words: "by the words", usual: "usual for this code" });

/** How strong a suggestion is: in words, and as a percentage where that is right. @param {{strength:string, percent:number|null}} s */
export function strengthOf(s) { return s.percent == null ? s.strength : `${s.strength}, ${s.percent} %`; }

/** What speaks for a suggestion, line by line. @param {Reasons} s @returns {Node[]} */
export function reasonsOf(s) {
  const why = s.words.length ? [h("div", {}, "by ", ...s.words.flatMap((w, k) => [k ? ", " : "", h("b", {}, w)]))] : [];
  const rule = s.rule ? [h("div", {}, `your rule says “${s.rule}”: `, s.judged ? `right in ${s.right} of ${count(s.judged, "passage")} read` : "not judged yet")] : [];
  const felt = s.valence == null ? [] : [h("div", {}, `feels ${feeling(s.valence)}, ${FELT[s.felt] ?? ""}`)];
  const like = s.like.length ? [h("div", {}, "alike, and coded so"), h("ul", {}, ...s.like.map((e) => h("li", {}, `“${e.words}” `, h("em", {}, `${e.who}, ${e.where}`))))] : [];
  const worth = [s.decided ? `${s.accepted} of ${s.decided} accepted so far` : "", s.kappa == null ? "" : `agreement with people κ ${s.kappa.toFixed(2).replace("-", "−")}`].filter(Boolean).join(", ");
  const learned = h("div", {}, s.learned ? `learned from ${count(s.learned, "passage")}` : "from its definition only");
  return [...why, ...rule, ...felt, learned, ...(worth ? [h("div", { title: "Suggestions of this code, and how far they agree with what people coded, each passage learned without the person who said it" }, worth)] : []), ...like];
}

/** What is suggested, how strongly, what to do with it, and why. @param {{code:string, strength:string, percent:number|null}} s @param {any} code of the codebook
 * @param {Node[]} why @param {{decide:(decision:"accepted"|"rejected")=>void, next:()=>void}} acts @returns {Node[]} */
export function cardOf(s, code, why, acts) {
  const name = called(code, s.code), key = (/** @type {string} */ k) => h("kbd", { "aria-hidden": "true" }, k);
  return [
    h("div", { class: "wb-sugcode" }, h("i", { class: `wb-swatch${code?.family === "emotion" ? " wb-round" : ""}`, "--c": colour(code?.colour ?? "") }), h("b", {}, name), h("span", {}, strengthOf(s))),
    h("div", { class: "wb-sugacts" },
      h("button", { type: "button", "aria-label": `Accept ${name}`, onclick: () => acts.decide("accepted") }, key("↵"), " accept"),
      h("button", { type: "button", "aria-label": `Reject ${name}`, onclick: () => acts.decide("rejected") }, key("⇧N"), " reject"),
      h("button", { type: "button", "aria-label": "Next suggestion", onclick: () => acts.next() }, key("n"), " next")),
    h("div", { class: "wb-why", tabindex: "0", role: "group", "aria-label": "Why" }, ...why),
  ];
}

/** The switch that turns suggestions on. @param {boolean} blind @param {() => void} turn */
export function switchOf(blind, turn) {
  return h("button", {
    type: "button", class: "wb-sugon", role: "switch", "aria-checked": "false", onclick: turn,
    title: blind ? "Learned from your own codings only: you code blind" : "Codes that passages may deserve, learned from this study's own codings. None counts before you accept it.",
  }, h("i", { "aria-hidden": "true" }), "Suggestions");
}

export class Suggestions {
  /** @param {import("./view.js").View} view @param {boolean} blind */
  constructor(view, blind) {
    this.view = view;
    /** @type {Map<string, Suggestion>} in the order of the text */ this.list = new Map();
    this.on = false;
    this.state = "off";
    this.why = "";
    this.learned = 0;
    this.asked = ""; // the last turning on or off
    /** @type {Suggestion|null} the one the card is about */ this.shown = null;
    /** @type {Set<string>} decided here, not yet answered */ this.sent = new Set();
    this.toggle = switchOf(blind, () => this.turn(!this.on));
    this.much = h("span", { class: "wb-sugmuch" });
    this.card = h("div", { class: "wb-card" });
    this.el = h("section", { class: "wb-suggest", "aria-label": "Suggestions" }, h("div", { class: "wb-sughead" }, this.toggle, this.much), this.card);
    // A click on a button must not take the selection out of the text.
    this.el.addEventListener("mousedown", (e) => { if (e.target instanceof Element && e.target.closest("button")) e.preventDefault(); });
    this.draw();
  }

  // From Python -------------------------------------------------------------------------------------------------------

  /** @param {any} m */
  hear(m) {
    const before = this.state;
    const touched = new Set(m.whole ? [...this.list.values()].map((s) => s.parts[0].turn) : []);
    if (m.whole) this.list.clear();
    for (const id of m.gone) {
      const old = this.list.get(id);
      if (old) touched.add(old.parts[0].turn);
      this.list.delete(id);
    }
    for (const raw of m.set) {
      const [turn, a, b] = raw.parts[0], text = this.view.store.text(turn);
      this.list.set(raw.id, { ...raw, parts: [{ turn, start: toUnits(text, a), end: toUnits(text, b) }] });
      touched.add(turn);
    }
    const place = (/** @type {Suggestion} */ s) => (this.view.store.place.get(s.parts[0].turn) ?? 0) * 1e7 + s.parts[0].start;
    this.list = new Map([...this.list].sort(([x, a], [y, b]) => place(a) - place(b) || (b.percent ?? 0) - (a.percent ?? 0) || (x < y ? -1 : 1)));
    this.sent = new Set([...this.sent].filter((id) => this.list.has(id)));
    this.on = m.on;
    this.state = m.state;
    this.why = m.why;
    this.learned = m.learned;
    this.view.text.redraw(touched);
    this.moved();
    // Not over what is being said of the suggestion one went to.
    if (before === "learning" && m.state === "ready" && !(this.shown && this.exact())) this.view.say(this.list.size ? `${count(this.list.size, "suggestion")} here: n goes to the next` : "Nothing is suggested here yet");
  }

  /** Those on a turn, for the text to draw. @param {number} turn @returns {(Part & {hint:Suggestion})[]} */
  hints(turn) {
    return [...this.list.values()].filter((s) => s.parts[0].turn === turn && !this.sent.has(s.id)).map((s) => ({ ...s.parts[0], hint: s }));
  }

  // What a person does ------------------------------------------------------------------------------------------------

  /** @param {boolean} on */
  turn(on) {
    this.asked = this.view.session.number();
    this.view.session.send({ op: "suggest", id: this.asked, on });
    this.view.say(on ? "Suggestions: learning from the codings of this study" : "Suggestions are off");
    this.view.text.focus();
  }

  waiting() { return [...this.list.values()].filter((s) => !this.sent.has(s.id)); }

  /** Select the next one: after the one shown, or after the caret; round from the end. */
  next() {
    const { view } = this, all = this.waiting();
    if (!this.on) { view.say("Suggestions are off: turn them on beside the text"); return; }
    if (!all.length) { view.say(this.state === "learning" ? "Still learning" : "No suggestion waits here; code more, and there may be others"); return; }
    const at = view.text.caret(), row = (/** @type {number} */ t) => view.store.place.get(t) ?? 0;
    const now = this.shown ? all.indexOf(this.shown) : -1;
    const after = all.find(({ parts: [p] }) => row(p.turn) > row(at.turn) || (p.turn === at.turn && p.start >= at.end));
    const to = now >= 0 && this.exact() ? all[(now + 1) % all.length] : after ?? all[0];
    this.shown = to;
    view.text.select(to.parts[0]);
    const code = called(view.store.codes.get(to.code), to.code);
    view.say(`${code}, ${strengthOf(to)}. Enter accepts, Shift N rejects, another code's key corrects`);
  }

  /** Whether exactly the words of the suggestion shown are selected: only then do keys decide about it. */
  exact() {
    const spans = this.view.text.spans(), p = this.shown?.parts[0];
    return !!p && spans.length === 1 && spans[0].turn === p.turn && spans[0].start === p.start && spans[0].end === p.end;
  }

  /** Keys that mean something only while a suggestion is selected. @param {string} key @param {boolean} free no code has this key */
  key(key, free) {
    if (!this.on || !this.shown || !this.exact()) return false;
    if (key === "Enter" || (key === "y" && free)) this.decide("accepted");
    else if (key === "N" || (key === "x" && free)) this.decide("rejected");
    else return false;
    return true;
  }

  /** A code for the words of a suggestion that is selected: it accepts or corrects. @param {{code?:string, name?:string}} what */
  took(what) {
    if (!this.on || !this.shown || !this.exact()) return false;
    if (what.code === this.shown.code) this.decide("accepted");
    else this.decide("corrected", what);
    return true;
  }

  /** @param {"accepted"|"corrected"|"rejected"} decision @param {{code?:string, name?:string}} [what] */
  decide(decision, what = {}) {
    const { view, shown: one } = this;
    if (!one) return;
    this.sent.add(one.id);
    view.act({ op: "decide", id: view.session.number(), suggestion: one.id, decision, ...what });
    const code = called(view.store.codes.get(one.code), one.code);
    const other = what.code ? called(view.store.codes.get(what.code), what.code) : what.name ?? "";
    const rest = count(this.waiting().length, "suggestion");
    const done = { accepted: `Accepted: ${code}`, rejected: `Rejected: ${code}`, corrected: `Coded as ${other} instead of ${code}` }[decision];
    view.say(`${done}. ${rest} left; n goes to the next`);
    this.shown = null;
    view.text.redraw([one.parts[0].turn]);
    this.moved();
    view.text.focus();
  }

  /** An act came back: what was not taken is there again. @param {any} m */
  answered(m) {
    if (m.error && m.id === this.asked) this.view.say(m.why);
    if (m.error && !m.keep && this.sent.size) {
      const turns = [...this.sent].map((id) => this.list.get(id)?.parts[0].turn ?? -1);
      this.sent.clear();
      this.view.text.redraw(turns);
      this.moved();
    }
  }

  // What is shown -----------------------------------------------------------------------------------------------------

  /** The caret moved: show what is suggested there. */
  moved() {
    const at = this.view.text.selected[0];
    const here = at ? this.waiting().filter(({ parts: [p] }) => p.turn === at.turn && p.start <= at.end && at.start <= p.end) : [];
    this.shown = here.find((s) => s.id === this.shown?.id) ?? here[0] ?? null;
    this.draw();
  }

  draw() {
    this.toggle.setAttribute("aria-checked", String(this.on));
    this.el.classList.toggle("wb-on", this.on);
    const n = this.waiting().length;
    this.much.textContent = { off: "", learning: "learning…", failed: `not learned (${this.why}); the kernel's log says more`, ready: n ? `${n} here` : "none here" }[this.state] ?? "";
    this.card.replaceChildren(...(this.on ? (this.shown ? this.about(this.shown) : this.hint(n)) : []));
  }

  /** @param {number} n @returns {Node[]} */
  hint(n) {
    if (this.state === "learning" && !n) return [h("p", { class: "wb-hint" }, "Reading and learning; the first time takes longest. Code on: nothing waits for it.")];
    if (this.state !== "ready") return [];
    const teach = this.learned ? "" : " Nobody has coded yet: these come from labels and definitions of codes.";
    return [h("p", { class: "wb-hint" }, ...(n ? [h("kbd", {}, "n"), ` goes to the next; none counts before you accept it.${teach}`] : ["Code more, or say in the codebook when to use a code: both teach."]))];
  }

  /** @param {Suggestion} s @returns {Node[]} */
  about(s) { return cardOf(s, this.view.store.codes.get(s.code), reasonsOf(s), { decide: (decision) => this.decide(decision), next: () => this.next() }); }
}
