// @ts-check
// One view of one transcript: what a person does and what Python says, carried to the text, the panel and the outbox.
import { Store, called, count, feeling, named, renewed } from "./core.js";
import { copy, h } from "./dom.js";
import { Edges, spansOf } from "./edges.js";
import { Filters } from "./filters.js";
import { Find } from "./find.js";
import { Frame } from "./frame.js";
import { Keys } from "./keys.js";
import { Memos } from "./memos.js";
import { Outbox } from "./outbox.js";
import { Panel } from "./panel.js";
import { Sides } from "./sides.js";
import { Strip } from "./strip.js";
import { Suggestions } from "./suggest.js";
import { TextColumn } from "./text.js";

const NO_STANCE = ["stage", "emotion"];

/** @typedef {import("./session.js").Session} Session */

export class View {
  /** @param {Session} session @param {any} m all that Python knows of the transcript */
  constructor(session, m) {
    this.session = session;
    this.root = session.root;
    /** @type {Set<string>} codings made since the selection last moved */ this.fresh = new Set();
    /** @type {string|null} the coding that feeling, stance and memo are about */ this.current = null;
    /** @type {number|null} */ this.nextFeeling = null;
    this.nextAgainst = false;
    this.jump = false;
    this.copying = ""; // the last question for a quote
    this.head = m.head;
    const store = (this.store = new Store(m.turns));
    store.codes = new Map(m.codes.map((/** @type {any} */ c) => [c.id, c]));
    store.memos = new Map(Object.entries(m.memos));
    store.take(m.codings);
    this.people = m.people;
    const text = (this.text = new TextColumn(store, session.uid, () => session.guard(() => this.moved())));
    const panel = (this.panel = new Panel(store, session.uid, {
      apply: (code) => this.apply({ code }), create: (name) => this.create(name), feel: (v) => this.feel(v), against: () => this.against(),
      pick: (id) => { this.current = id; this.drawState(); }, remove: (id) => this.remove([id]), memo: (words) => this.memos.save(words), back: () => text.focus(),
      about: (key) => this.memos.choose(key), walk: (code) => this.find.walk(code, 1),
    }));
    this.memos = new Memos(this);
    this.suggest = new Suggestions(this, m.head.blind);
    text.marks.hints = (turn) => this.suggest.hints(turn);
    panel.el.prepend(this.suggest.el);
    this.strip = new Strip(store, text, (turn) => text.select({ turn, start: 0, end: 0 }));
    this.find = new Find(this);
    this.filters = new Filters(this);
    this.sides = new Sides(this);
    this.edges = new Edges(this);
    text.redrawn = (turns) => this.find.redrawn(turns);
    panel.el.querySelector(".wb-below")?.prepend(this.sides.el);
    panel.feelingOf.after(this.edges.start);
    const outbox = (this.outbox = new Outbox(store, m.head, {
      send: (message) => session.send(message), changed: () => this.drawAll(), said: (words) => this.say(words),
      redraw: (turns, codes) => { text.redraw(turns); if (codes) panel.refresh(); this.touched(turns); },
      renamed: (from, to) => { if (this.fresh.delete(from)) this.fresh.add(to); if (this.current === from) this.current = to; panel.renamed(from, to); },
    }));
    this.keys = new Keys(this);
    const tools = h("div", { class: "wb-abovetext" }, this.find.el, this.filters.toggle, this.filters.much, this.filters.all, this.sides.button, this.filters.row, this.edges.el);
    const middle = h("div", { class: "wb-middle" }, tools, text.el, this.strip.el), words = this.words(m.head);
    this.frame = new Frame(m.head, words, { middle, panel: panel.el },
      { keys: () => this.keys.toggleSheet(), retry: () => { outbox.retry(); text.focus(); }, discard: () => outbox.discard() });
    this.root.setAttribute("aria-label", `Coding ${words.who} as ${m.head.coder}`);
    this.root.replaceChildren(this.frame.el);
    this.hearing = new AbortController();
    this.root.addEventListener("keydown", (e) => session.guard(() => this.keys.key(e)), { signal: this.hearing.signal });
    text.el.addEventListener("click", (e) => this.clicked(e));
    text.drawAll();
    panel.draw();
    this.frame.drawNotices(m.notices);
    this.drawAll();
    this.minute = setInterval(() => this.frame.drawPeople(this.people), 30000);
    const kept = outbox.inherit();
    // With the numbers they had: a kernel that did one of them already answers, and does not do it again.
    kept.forEach((message) => outbox.act({ ...message, before: undefined }));
    if (kept.length) this.say(`Sending ${count(kept.length, "act")} that ${kept.length === 1 ? "was" : "were"} not saved before`);
  }

  /** What the frame says of this transcript. @param {any} head @returns {import("./frame.js").Words} */
  words({ kind, round, title, source, people, seconds }) {
    const who = people.length ? people.join(", ") : title || source;
    return {
      who, facts: [kind, round, seconds ? `${Math.round(seconds / 60)} min` : "", source !== who ? source : ""], progress: "Turns with a code", unit: "turns of participants",
      hints: [["s", "sentence"], ["t", "turn"], ["Alt → ↓", "extend"], ["v", "in vivo"], ["j", "next uncoded"], ["+", "last code again"], ['"', "copy quote"], ["f", "find"], ["Ctrl Z", "undo"]],
    };
  }

  /** Before another version of the text takes this place: what is being written is kept, and where somebody is. */
  leave() {
    const active = document.activeElement, here = active instanceof HTMLElement && this.root.contains(active);
    if (here) active.blur();
    const { now, selected, el } = this.text;
    return { now, selected, top: el.scrollTop, here };
  }

  /** @param {{now:number|null, selected:import("./core.js").Part[], top:number, here:boolean}} where as `leave` said */
  enter({ now, selected, top, here }) {
    const { text, store } = this, length = (/** @type {number} */ turn) => store.text(turn).length;
    const there = selected.filter((p) => store.place.has(p.turn)).map((p) => ({ turn: p.turn, start: Math.min(p.start, length(p.turn)), end: Math.min(p.end, length(p.turn)) }));
    if (there.length) { text.selected = there; text.now = now; text.mark(); }
    if (here) text.focus();
    text.el.scrollTop = top;
    this.say("Somebody corrected the text meanwhile: this is how it reads now");
    this.drawState();
  }

  dispose() {
    this.hearing.abort();
    clearInterval(this.minute);
    [this.text, this.strip, this.frame, this.outbox, this.find, this.sides].forEach((part) => part.dispose());
  }

  // From Python -------------------------------------------------------------------------------------------------------

  /** @param {any} m */
  answered(m) {
    this.jump = this.outbox.answered(m);
    this.suggest.answered(m);
    if (m.error && m.id === this.copying) this.say(m.why);
  }

  /** @param {any} m */
  heard(m) {
    if (m.op === "suggestions") this.suggest.hear(m);
    if (m.op === "quote" && m.id === this.copying) copy(m.text).then((went) => this.say(went ? `Copied: ${m.text}` : "The browser lets nothing be copied here"));
  }

  /** @param {any} m */
  patch(m) {
    const { store, text } = this;
    const touched = m.gone.flatMap((/** @type {string} */ id) => store.drop(id));
    const before = store.codes;
    if (m.codes || m.codes_gone) {
      store.codes = renewed(before, m.codes ?? [], m.codes_gone ?? []);
      store.rank = new Map();
      const looks = (/** @type {any} */ c) => c && c.label + c.colour;
      const changed = (m.codes ?? []).filter((/** @type {any} */ c) => before.has(c.id) && looks(before.get(c.id)) !== looks(c)).map((/** @type {any} */ c) => c.id);
      for (const c of store.codings.values()) if (changed.includes(c.code)) touched.push(...c.parts.map((p) => p.turn));
    }
    // What is still under way here is newer than what the disk says of it.
    const busy = this.outbox.busy();
    const others = m.set.filter((/** @type {any} */ c) => !c.mine && !store.codings.has(c.id));
    touched.push(...store.take(m.set.filter((/** @type {any} */ c) => !busy.has(c.id))));
    for (const [key, words] of Object.entries(m.memos ?? {})) store.memos.set(key, /** @type {string} */ (words));
    if (m.blind != null) { this.head.blind = m.blind; this.frame.drawMe(this.head.coder, m.blind); }
    if (m.people) this.people = m.people;
    text.redraw(touched);
    if (touched.length || m.codes || m.codes_gone) this.panel.refresh();
    this.touched(touched);
    if (this.jump && touched.length) text.show(touched[0]);
    this.jump = false;
    if (others.length) this.say(`${others[0].coder} coded ${count(others.length, "passage")}`);
    if (m.notices) this.frame.drawNotices(m.notices);
    this.drawAll();
  }

  /** Codings on these turns are others now. @param {number[]} turns */
  touched(turns) {
    this.strip.draw(turns);
    this.sides.changed(turns);
    this.filters.changed(turns);
    if (turns.length) this.find.changed();
  }

  // What a person does ------------------------------------------------------------------------------------------------

  /** @param {MouseEvent} e */
  clicked(e) {
    const tag = e.target instanceof Element && e.target.closest(".wb-tag");
    const c = tag && this.store.codings.get(tag.getAttribute("data-id") ?? "");
    if (!c) return;
    this.text.select(c.parts[c.parts.length - 1]);
    if (c.mine) { this.current = c.id; this.drawState(); }
  }

  moved() {
    const spans = this.text.spans(), on = this.onSelection();
    if (this.edges.moving) this.current = this.edges.moving.ids.at(-1) ?? null;
    else if (![...this.fresh].some((id) => on.some((c) => c.id === id)) || !spans.length) {
      this.fresh.clear();
      this.current = on.filter((c) => c.mine).at(-1)?.id ?? null;
    }
    this.memos.kind = "";
    this.suggest.moved();
    this.sides.moved();
    this.drawState();
  }

  onSelection() { return this.text.selected.slice(0, 3).flatMap((p) => this.store.at(p, true)); }

  /** @param {{code?:string, name?:string}} what */
  apply(what) {
    const spans = this.text.spans();
    if (!spans.length) { this.say("Select words first: s takes the sentence, t the turn, Shift with arrows any words"); this.text.focus(); return; }
    this.edges.moving = null;
    this.edges.draw();
    if (this.suggest.took(what)) return;
    const code = what.code ? this.store.codes.get(what.code) : undefined;
    const label = code ? called(code, code.id) : what.name ?? "";
    const family = code?.family ?? named(what.name ?? "")[0];
    if (code && spans.every((s) => this.store.on(s.turn).some((c) => c.mine && c.code === code.id && c.start === s.start && c.end === s.end))) {
      this.current = this.store.on(spans[0].turn).find((c) => c.mine && c.code === code.id && c.start === spans[0].start && c.end === spans[0].end)?.id ?? null;
      this.say(`Already coded as ${label}; Delete removes it`);
      this.drawState();
      return;
    }
    const against = this.nextAgainst && !NO_STANCE.includes(family);
    /** @type {any} */ const message = {
      op: "add", id: this.session.number(), ...what, valence: this.nextFeeling ?? code?.valence ?? null, stance: against ? "against" : "for", text16: spans,
      spans: spansOf(this.store, spans),
    };
    if (against) this.nextAgainst = false;
    this.nextFeeling = null;
    this.act(message);
    this.panel.used(message.code ?? message.guessed);
    message.made?.forEach((/** @type {string} */ id) => this.fresh.add(id));
    this.current = message.made?.at(-1) ?? null;
    this.text.focus();
    const asked = spans.every((s) => !this.store.turns[/** @type {number} */ (this.store.place.get(s.turn))].person);
    this.say(`Coded ${count(spans.length, "passage")} as ${against ? "against " : ""}${label}${asked ? "; a question counts as asked, never as evidence" : ""}`);
    this.drawState();
  }

  /** @param {string} name */
  create(name) {
    if (this.text.spans().length) this.apply({ name });
    else {
      this.act({ op: "define", id: this.session.number(), name });
      this.say(`New code ${name}: select words and press its key`);
      this.text.focus();
    }
  }

  mine() { return this.current ? this.store.codings.get(this.store.name(this.current)) : undefined; }

  /** @param {number} v */
  feel(v) {
    const c = this.mine();
    if (!c) { this.nextFeeling = this.nextFeeling === v ? null : v; this.say(this.nextFeeling == null ? "No feeling for the next code" : `Feeling ${feeling(v)} for the next code`); this.drawState(); return; }
    this.edit(c, { valence: c.valence === v ? null : v });
    this.say(c.valence === v ? `No feeling on ${this.nameOf(c)}` : `Feeling ${feeling(v)} on ${this.nameOf(c)}`);
  }

  /** @param {1|-1} step */
  feelBy(step) {
    const now = this.mine() ? this.mine()?.valence : this.nextFeeling;
    const v = Math.max(-2, Math.min(2, (now ?? 0) + step));
    if (v !== now) this.feel(v);
  }

  against() {
    const able = (/** @type {any} */ c) => c && c.mine && !NO_STANCE.includes(this.store.codes.get(c.code)?.family ?? "");
    const c = able(this.mine()) ? this.mine() : this.onSelection().filter(able).at(-1);
    if (!c) { this.nextAgainst = !this.nextAgainst; this.say(this.nextAgainst ? "The next pain, need or delight is coded as contradicted by these words" : "The next code is for, as usual"); this.drawState(); return; }
    const stance = c.stance === "against" ? "for" : "against";
    this.edit(c, { stance });
    this.say(stance === "against" ? `These words speak against ${this.nameOf(c)}` : `These words speak for ${this.nameOf(c)}`);
  }

  /** @param {import("./core.js").Coding} c @param {any} changes */
  edit(c, changes) { this.act({ op: "edit", id: this.session.number(), codings: [c.id], ...changes }); }

  /** @param {string[]} ids */
  remove(ids) {
    const names = ids.map((id) => this.store.codings.get(this.store.name(id))).filter((c) => !!c).map((c) => this.nameOf(c));
    if (!names.length) { this.say("No code of yours here"); return; }
    this.act({ op: "remove", id: this.session.number(), codings: ids });
    this.say(`Removed ${names.join(", ")}; Ctrl Z brings it back`);
    ids.forEach((id) => this.fresh.delete(id));
    this.current = null;
    this.moved();
  }

  /** @param {import("./core.js").Coding} c */
  nameOf(c) { return called(this.store.codes.get(c.code), c.code); }

  /** @param {"undo"|"redo"} op */
  history(op) {
    if (this.outbox.failed) { this.say("First retry or give up what was not saved"); return; }
    this.act({ op, id: this.session.number() });
  }

  sentence() { if (!this.text.sentence()) this.say("That was the last sentence of this turn"); }

  /** @param {1|-1} by */
  uncoded(by) {
    const turn = this.store.uncoded(this.text.now ?? -1, by, this.text.hidden);
    if (turn == null) this.say(this.text.hidden.size ? "Every turn of a participant that is shown holds a code" : "Every turn of a participant holds a code");
    else this.text.select({ turn, start: 0, end: 0 });
  }

  inVivo() {
    const [span] = this.text.spans();
    if (!span) { this.say("Select the words that shall name the code first"); return; }
    this.panel.open(this.store.text(span.turn).slice(span.start, span.end).replace(/\s+/g, " ").replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").slice(0, 60));
    this.say("In vivo: change the words if you like, then Enter");
  }

  /** Copy what is selected, or the coding at the caret, with who said it and where: names masked, as Python does. */
  quote() {
    const spans = this.text.spans(), c = this.mine() ?? this.onSelection().at(-1);
    if (!spans.length && !c) { this.say("Select the words to copy first"); return; }
    this.copying = this.session.number();
    this.session.send({ op: "quote", id: this.copying, spans: spansOf(this.store, spans.length ? spans : c?.parts ?? []) });
  }

  /** The code that was given last, once more. */
  again() {
    const [code] = this.panel.recent();
    if (code) this.apply({ code: code.id });
    else this.say("No code was given yet; / finds or adds one");
  }

  /** Through the passages of the code at the caret, or of the one gone through before. @param {1|-1} by */
  walk(by) {
    const code = this.mine()?.code ?? this.onSelection().at(-1)?.code;
    if (code) this.find.walk(code, by);
    else if (this.find.hits.length) this.find.step(by);
    else this.say("Put the caret in a coding: then J goes to the next passage with its code");
  }

  /** @param {"word"|"sentence"} unit @param {1|-1} by */
  reach(unit, by) { const why = this.text.reach(unit, by); if (why) this.say(why); }

  /** @param {1|-1} by */
  resize(by) { if (!this.text.resize(by)) this.say(by > 0 ? "That is the whole turn" : "That is one word"); }

  /** @param {any} message */
  act(message) { this.outbox.act(message); }

  // What is shown around the text -------------------------------------------------------------------------------------

  /** @param {string} words */
  say(words) { this.frame.say(words); }

  drawAll() {
    this.frame.drawProgress(this.store.progress());
    this.frame.drawSaved(this.outbox);
    this.frame.drawPeople(this.people);
    this.drawState();
  }

  drawState() {
    const c = this.mine(), on = this.onSelection();
    const writing = document.activeElement === this.panel.memo;
    this.edges.draw();
    this.panel.drawHere(on, c?.id ?? null);
    this.panel.drawState({
      valence: c ? c.valence : this.nextFeeling, against: c ? c.stance === "against" : this.nextAgainst,
      of: c ? `of ${this.nameOf(c)}` : "of the next code", ...this.memos.state(writing),
    });
  }
}
