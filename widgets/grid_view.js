// @ts-check
// One view of the answers of a survey: what a person does and what Python says, carried to rows, bar, panel and outbox.
import { called, count, feeling, named } from "./core.js";
import { AlikeBox } from "./grid_alike.js";
import { Bar, everything } from "./grid_bar.js";
import { overlay, together } from "./grid_core.js";
import { GridKeys } from "./grid_keys.js";
import { GridOutbox } from "./grid_outbox.js";
import { Rows } from "./grid_rows.js";
import { GridSuggestions } from "./grid_suggest.js";
import { h } from "./dom.js";
import { Frame } from "./frame.js";
import { Panel } from "./panel.js";

const UNCLAIMED = ["stage", "emotion"];
const PATIENCE_ASKING = 9000;
const MOST_AT_ONCE = 10000;

/** What the panel and the outbox need to know of codes. */
class Book {
  constructor() {
    /** @type {Map<string, any>} */ this.codes = new Map();
    /** @type {Record<string, number>} */ this.counts = {};
    this.memo = "";
    this.codings = new Map();
  }

  /** @param {string} code */
  count(code) { return this.counts[code] ?? 0; }

  /** @param {string} id */
  name(id) { return id; }
}

export class GridView {
  /** @param {import("./session.js").Session} session @param {any} m what Python says at first */
  constructor(session, m) {
    this.session = session;
    this.root = session.root;
    this.head = m.head;
    this.at = 0;
    this.entries = 0;
    /** @type {Map<string, string>} answers that are selected, with their versions */ this.selected = new Map();
    this.anchor = -1;
    /** @type {Map<string, {done:(m:any)=>void, timer:any}>} */ this.asks = new Map();
    /** @type {string} the code that feeling, against and memo are about */ this.code = "";
    /** @type {number|null} */ this.nextFeeling = null;
    this.nextAgainst = false;
    this.memoAbout = { code: "", answers: /** @type {[string,string][]} */ ([]) };
    this.list = 0;
    this.looking = false;
    this.going = false; // while Python looks for the next answer without a code
    /** @type {any} */ this.wanted = null;
    /** @type {AlikeBox|null} */ this.box = null;
    const store = (this.store = new Book());
    this.people = [];
    const rows = (this.rows = new Rows(m.columns, m.head.lines, session.uid, {
      words: () => this.bar.look.words, current: () => this.at, selected: (id) => this.selected.has(id), codings: (a) => this.codings(a), code: (id) => store.codes.get(id),
      heading: (key) => this.heading(key), hint: (a) => this.suggest?.hint(a), hintChip: (hint) => this.suggest.chip(hint), ask: (block) => this.askRows(block), click: (i, e) => this.click(i, e), sort: (c) => this.sort(c), more: (a) => this.read(a),
      cell: (c, v) => (v == null ? "" : c.names?.[v] ?? String(v)),
    }));
    this.bar = new Bar(m.columns, m.head, session.uid, { look: (look) => this.look(look), columns: () => this.columns(), tidy: () => this.tidy(), back: () => this.focus(), code: (id) => store.codes.get(id) });
    this.bar.shown = rows.shown;
    this.panel = new Panel(/** @type {any} */ (store), session.uid, {
      apply: (code) => this.apply({ code }), create: (name) => this.create(name), feel: (v) => this.feel(v), against: () => this.against(),
      pick: (id) => { this.code = this.here().find((c) => c.id === id)?.code ?? ""; this.drawState(); }, remove: (id) => this.remove(this.here().find((c) => c.id === id)?.code),
      memo: (words) => this.saveMemo(words), back: () => this.focus(),
    });
    this.outbox = new GridOutbox(/** @type {any} */ (store), m.head, {
      send: (message) => session.send(message), changed: () => this.drawFrame(), said: (words) => this.say(words), renamed: (from, to) => { if (this.code === from) this.code = to; this.panel.renamed(from, to); },
      redraw: (_, codes) => { this.rows.draw(); if (codes) this.panel.draw(); },
    });
    this.keys = new GridKeys(this);
    this.suggest = new GridSuggestions(this, m.head.blind);
    this.panel.el.prepend(this.suggest.el);
    const facts = [m.head.kind, m.head.round, m.head.source !== m.head.title ? m.head.source : ""];
    const middle = h("div", { class: "wb-middle" }, this.bar.el, rows.el, rows.empty);
    const hints = /** @type {[string, string][]} */ ([["↑ ↓", "move"], ["Space", "select"], ["=", "all alike"], ["j", "next uncoded"], ["n", "next suggestion"], [";", "filter"], ["/", "find a code"], ["Ctrl Z", "undo"]]);
    this.frame = new Frame(m.head, { who: m.head.title || m.head.source, facts, progress: "Answers with a code", unit: "answers", hints }, { middle, panel: this.panel.el },
      { keys: () => this.keys.toggleSheet(), retry: () => { this.outbox.retry(); this.focus(); }, discard: () => this.outbox.discard() });
    this.root.setAttribute("aria-label", `Coding answers to ${m.head.title || m.head.source} as ${m.head.coder}`);
    this.root.replaceChildren(this.frame.el);
    this.root.addEventListener("keydown", (e) => session.guard(() => this.keys.key(e)));
    this.take(m);
    this.minute = setInterval(() => this.frame.drawPeople(this.people), 30000);
    this.look(everything());
    const kept = this.outbox.inherit();
    kept.forEach((message) => this.outbox.act({ ...message, id: session.number() }));
    if (kept.length) this.say(`Sending ${count(kept.length, "act")} that ${kept.length === 1 ? "was" : "were"} not saved before`);
  }

  dispose() {
    clearInterval(this.minute);
    for (const { timer } of this.asks.values()) clearTimeout(timer);
    [this.rows, this.bar, this.frame, this.outbox].forEach((part) => part.dispose());
  }

  // From Python -------------------------------------------------------------------------------------------------------

  /** What acts change. @param {any} m */
  take(m) {
    if (m.codes) this.store.codes = new Map(m.codes.map((/** @type {any} */ c) => [c.id, c]));
    if (m.counts) this.store.counts = m.counts;
    if (m.memo != null) this.store.memo = m.memo;
    if (m.people) this.people = m.people;
    if (m.done != null) this.done = m.done;
    if (m.notices) this.frame.drawNotices(m.notices);
    if (m.codes) this.bar.drawCodes(this.store.codes.values(), (id) => this.store.count(id));
    if (m.codes || m.counts) this.panel.draw();
    this.drawFrame();
  }

  /** @param {any} m */
  patch(m) {
    const others = m.people?.filter((/** @type {any} */ p) => p.codings > (this.people.find((/** @type {any} */ q) => q.coder === p.coder)?.codings ?? 0)) ?? [];
    if (m.set) this.rows.blocks.update(m.set);
    this.take(m);
    if (m.stale?.includes(this.list)) this.bar.offerTidy(true);
    if (others.length) this.say(`${others.map((/** @type {any} */ p) => p.coder).join(", ")} coded answers`);
    this.rows.draw();
  }

  /** @param {any} m */
  answered(m) {
    const ask = this.asks.get(m.id);
    if (ask) { this.settled(m.id); this.trouble(m.why); return; }
    this.outbox.answered(m);
    this.suggest.answered(m);
    if (m.saved && m.answers?.length) this.ask({ op: "seek", list: this.list, answer: m.answers[0] }, (found) => { if (found.at != null) this.move(found.at); });
  }

  /** An answer to a question of ours. @param {any} m */
  heard(m) {
    if (m.op === "suggestions") { this.suggest.hear(m); return; }
    const ask = this.asks.get(m.id);
    if (!ask) return;
    this.settled(m.id);
    ask.done(m);
  }

  /** @param {string} id */
  settled(id) {
    clearTimeout(this.asks.get(id)?.timer);
    this.asks.delete(id);
  }

  /** Ask Python something that changes nothing. @param {any} message @param {(m:any) => void} done */
  ask(message, done) {
    const id = this.session.number();
    const lost = () => { this.asks.delete(id); this.looking = false; this.rows.blocks.asked.clear(); this.trouble("The kernel has not answered; it is busy or gone"); };
    this.asks.set(id, { done, timer: setTimeout(lost, PATIENCE_ASKING) });
    try { this.session.send({ ...message, id }); } catch { this.settled(id); lost(); }
  }

  /** @param {string} why */
  trouble(why) {
    this.looking = this.going = false;
    this.bar.extent.textContent = why;
    this.bar.extent.classList.add("wb-trouble");
    this.say(why);
  }

  // What is looked at -------------------------------------------------------------------------------------------------

  /** Ask for another list; while one is under way, only the last wish counts. @param {import("./grid_bar.js").Look} look @param {string} [keep] an answer to stay on */
  look(look, keep = this.rows.blocks.get(this.at)?.id ?? "") {
    this.wanted = { look, keep };
    this.bar.look = look;
    if (this.looking) return;
    this.looking = true;
    this.wanted = null;
    this.root.setAttribute("aria-busy", "true");
    this.ask({ op: "look", look }, (m) => {
      this.looking = false;
      this.root.removeAttribute("aria-busy");
      if (this.wanted) { this.look(this.wanted.look, this.wanted.keep); return; }
      this.listed(look, m, keep);
    });
  }

  /** @param {any} look @param {any} m @param {string} keep */
  listed(look, m, keep) {
    this.list = m.list;
    this.entries = m.entries;
    this.bar.extent.classList.remove("wb-trouble");
    this.bar.tidy.hidden = true;
    this.bar.draw(look, m);
    this.rows.sorted = { column: look.sort, down: look.down };
    this.rows.drawHead();
    this.at = Math.max(0, Math.min(this.entries - 1, this.at));
    this.anchor = -1;
    this.drawEmpty();
    if (!keep) { this.at = 0; this.rows.track.top = 0; }
    this.rows.reset(this.entries, !!look.group);
    this.drawState();
    if (keep && this.entries) {
      this.ask({ op: "seek", list: this.list, answer: keep }, (found) => { if (found.at != null) this.move(found.at); else this.move(0); });
    }
  }

  drawEmpty() {
    const { empty, el } = this.rows, none = !this.entries;
    el.classList.toggle("wb-none", none);
    if (!none) { empty.replaceChildren(); return; }
    if (!this.head.answers) empty.replaceChildren(h("b", {}, "This survey has no answers yet"), h("p", {}, "Bring them in with ", h("code", {}, 'study.add_survey("answers.csv", round="2026-Q1")'), " and run this cell again."));
    else empty.replaceChildren(h("b", {}, "No answer matches"), h("p", {}, `All ${count(this.head.answers, "answer")} are still there. Take a filter away, or look for fewer words.`),
      h("button", { type: "button", onclick: () => { this.bar.words.value = ""; this.look({ ...everything(), sort: this.bar.look.sort, down: this.bar.look.down }, ""); this.focus(); } }, "Show all answers"));
  }

  /** @param {number} block */
  askRows(block) {
    const { blocks } = this.rows, list = this.list, from = block * blocks.size;
    if (!list) { blocks.asked.delete(block); return; }
    this.ask({ op: "rows", list, from, to: from + blocks.size }, (m) => {
      if (m.list !== this.list) return;
      if (m.gone) { this.look(this.bar.look); return; }
      blocks.put(m.from, m.rows);
      this.rows.draw();
      if (m.from <= this.at && this.at < m.from + blocks.size) { this.rows.show(this.at); this.rows.draw(); this.drawState(); }
    });
  }

  /** @param {string} column */
  sort(column) {
    const { look } = this.bar, again = look.sort === column;
    this.look({ ...look, sort: again && look.down ? "" : column, down: again && !look.down });
  }

  columns() {
    this.rows.chosen = true;
    this.rows.again();
    this.rows.shape();
    this.rows.draw();
  }

  tidy() { this.look(this.bar.look); }

  /** @param {string} key */
  heading(key) { return this.bar.look.group === "codes" ? called(this.store.codes.get(key), key === "—" ? "not coded" : key) : this.rows.columns.find((c) => c.id === this.bar.look.group)?.names?.[key] ?? (key === "—" ? "nothing said" : key); }

  /** Close or open the group one is on. @param {boolean} close */
  fold(close) {
    const entry = this.rows.blocks.get(this.at), { look } = this.bar;
    if (!entry || !("group" in entry) || entry.closed === close) return;
    const at = this.at;
    this.look({ ...look, closed: close ? [...look.closed, entry.group] : look.closed.filter((g) => g !== entry.group) }, "");
    this.at = at;
  }

  // Moving and selecting ----------------------------------------------------------------------------------------------

  focus() { this.rows.el.focus({ preventScroll: true }); }

  page() { return Math.max(1, Math.floor(this.rows.view / this.rows.track.row) - 1); }

  /** Move, and with `extend` select all from where that began. @param {number} i @param {boolean} [extend] */
  go(i, extend = false) {
    const to = Math.max(0, Math.min(this.entries - 1, i));
    if (extend) {
      if (this.anchor < 0) this.anchor = this.at;
      this.range(Math.min(this.anchor, to), Math.max(this.anchor, to));
    } else this.anchor = -1;
    this.move(to);
  }

  /** @param {number} i */
  move(i) {
    if (!this.entries) return;
    this.at = i;
    this.rows.draw();
    this.rows.show(i);
    this.rows.draw();
    this.rows.show(i);
    this.drawState();
  }

  /** @param {number} i @param {MouseEvent} e */
  click(i, e) {
    const gutter = e.target instanceof Element && e.target.closest(".wb-gutter");
    if (!(getSelection()?.toString())) this.focus();
    if (e.shiftKey) { this.go(i, true); return; }
    this.anchor = -1;
    this.move(i);
    if (e.target instanceof Element && e.target.closest("[data-hint]")) this.suggest.take();
    const entry = this.rows.blocks.get(i);
    if (entry && "group" in entry) this.fold(!entry.closed);
    else if (gutter || e.ctrlKey || e.metaKey) this.toggle();
  }

  toggle() {
    const a = this.rows.blocks.get(this.at);
    if (!a || !("id" in a)) { this.say("This is a heading; ← closes and → opens it"); return; }
    if (this.selected.has(a.id)) this.selected.delete(a.id);
    else this.selected.set(a.id, a.v);
    this.anchor = this.at;
    this.chosen();
  }

  clear() { this.selected.clear(); this.anchor = -1; this.chosen(); }

  all() { this.range(0, this.entries - 1); }

  /** Select all from one entry to another; those that are not here are asked for. @param {number} from @param {number} to */
  range(from, to) {
    const there = [];
    for (let i = from; i <= to && i - from <= MOST_AT_ONCE; i++) {
      const a = this.rows.blocks.get(i);
      if (!a) { there.length = 0; break; }
      if ("id" in a) there.push([a.id, a.v]);
    }
    if (there.length) { this.selected = new Map(/** @type {any} */ (there)); this.chosen(); return; }
    this.ask({ op: "ids", list: this.list, from, to: to + 1 }, (m) => {
      if (m.gone || m.list !== this.list) return;
      this.selected = new Map(m.ids);
      this.chosen();
    });
  }

  chosen() {
    this.rows.draw();
    this.drawState();
    this.say(this.selected.size ? `${count(this.selected.size, "answer")} selected: a code's key codes ${this.selected.size === 1 ? "it" : "all of them"}` : "Nothing selected");
  }

  /** What an act is about: what is selected, or the answer one is on. @returns {[string, string][]} */
  targets() {
    if (this.selected.size) return [...this.selected];
    const a = this.rows.blocks.get(this.at);
    return a && "id" in a ? [[a.id, a.v]] : [];
  }

  /** To the next answer without a code of mine: at once if it is here, else Python looks, and nothing is coded meanwhile. @param {1|-1} step */
  uncoded(step) {
    for (let i = this.at + step; i >= 0 && i < this.entries; i += step) {
      const a = this.rows.blocks.get(i);
      if (!a) break;
      if ("id" in a && a.length && !this.codings(a).some((c) => c.mine)) { this.anchor = -1; this.move(i); return; }
    }
    this.going = true;
    this.ask({ op: "seek", list: this.list, from: this.at, step }, (m) => {
      this.going = false;
      if (m.list !== this.list) return;
      if (m.at == null) this.say("Every answer that is shown holds a code of yours");
      else { this.anchor = -1; this.move(m.at); }
    });
  }

  enter() {
    const a = this.rows.blocks.get(this.at);
    if (a && "group" in a) this.fold(!a.closed);
    else if (a) this.read(a);
  }

  /** @param {any} a */
  read(a) {
    if (a.length <= a.text.length || this.rows.whole.has(a.id)) return;
    this.ask({ op: "text", answer: [a.id, a.v] }, (m) => {
      this.rows.whole.clear(); // one at a time: an answer may be a megabyte
      this.rows.whole.set(a.id, m.text + (m.more ? `… (${count(m.more, "character")} more)` : ""));
      this.rows.draw();
    });
  }

  // Coding ------------------------------------------------------------------------------------------------------------

  /** @param {any} a */
  codings(a) { return overlay(a.codings, a.id, this.outbox?.waiting ?? [], this.head.coder); }

  /** Codes on what is selected, as far as it is here. */
  here() {
    const rows = this.targets().slice(0, 2000).map(([id]) => this.rows.blocks.find(id)).filter((a) => !!a);
    return together(rows.map((a) => this.codings(a)));
  }

  /** @param {string} key */
  codeOf(key) { return [...this.store.codes.values()].find((c) => c.key === key); }

  /** @param {{code?:string, name?:string}} what @param {[string, string][]} [answers] */
  apply(what, answers = this.targets()) {
    if (this.going) { this.say("Still looking for the next answer: nothing was coded"); this.focus(); return; }
    if (!answers.length) { this.say("Move to an answer first"); this.focus(); return; }
    if (arguments.length === 1 && this.suggest.took(what)) return;
    const code = what.code ? this.store.codes.get(what.code) : undefined, label = code ? called(code, code.id) : what.name ?? "";
    const here = answers.map(([id]) => this.rows.blocks.find(id));
    if (answers.length > MOST_AT_ONCE) { this.say(`More than ${MOST_AT_ONCE.toLocaleString("en-GB")} answers at once; filter them first`); return; }
    if (answers.length === 1 && here[0] && !here[0].length) { this.say("This answer has no words: there is nothing to code"); return; }
    if (code && here.every((a) => a && this.codings(a).some((c) => c.mine && c.code === code.id && !c.part))) {
      this.code = code.id;
      this.say(`Already coded as ${label}; Delete removes it`);
      this.drawState();
      this.focus();
      return;
    }
    const against = this.nextAgainst && !UNCLAIMED.includes(code?.family ?? named(what.name ?? "")[0]);
    const message = { op: "add", id: this.session.number(), ...what, answers, valence: this.nextFeeling ?? code?.valence ?? null, stance: against ? "against" : "for" };
    if (against) this.nextAgainst = false;
    this.nextFeeling = null;
    this.outbox.act(message);
    this.code = /** @type {any} */ (message).meant;
    this.panel.used(this.code);
    this.focus();
    this.say(`Coded ${count(answers.length, "answer")} as ${against ? "against " : ""}${label}`);
    this.drawState();
  }

  /** @param {string} name */
  create(name) {
    if (this.going || this.targets().length) this.apply({ name });
    else {
      this.outbox.act({ op: "define", id: this.session.number(), name });
      this.focus();
    }
  }

  /** The code that was given last, once more. */
  again() {
    const [code] = this.panel.recent();
    if (code) this.apply({ code: code.id });
    else this.say("No code was given yet; / finds or adds one");
  }

  mine() { return this.here().find((c) => c.mine && c.code === this.code); }

  /** @param {any} changes */
  edit(changes) { this.outbox.act({ op: "edit", id: this.session.number(), code: this.code, answers: this.targets(), changes }); this.drawState(); }

  /** @param {number} v */
  feel(v) {
    const c = this.mine();
    if (!c) { this.nextFeeling = this.nextFeeling === v ? null : v; this.say(this.nextFeeling == null ? "No feeling for the next code" : `Feeling ${feeling(v)} for the next code`); this.drawState(); return; }
    const next = c.valence === v ? null : v;
    this.edit({ valence: next });
    this.say(next == null ? `No feeling on ${this.nameOf(c.code)}` : `Feeling ${feeling(v)} on ${this.nameOf(c.code)}`);
  }

  /** @param {1|-1} step */
  feelBy(step) {
    const c = this.mine(), now = c ? c.valence : this.nextFeeling, v = Math.max(-2, Math.min(2, (now ?? 0) + step));
    if (v !== now) this.feel(v);
  }

  against() {
    const able = (/** @type {any} */ c) => c?.mine && !UNCLAIMED.includes(this.store.codes.get(c.code)?.family ?? "");
    const c = able(this.mine()) ? this.mine() : this.here().filter(able).at(-1);
    if (!c) { this.nextAgainst = !this.nextAgainst; this.say(this.nextAgainst ? "The next pain, need or delight is coded as contradicted by these words" : "The next code is for, as usual"); this.drawState(); return; }
    this.code = c.code;
    const stance = c.stance === "against" ? "for" : "against";
    this.edit({ stance });
    this.say(`These words speak ${stance} ${this.nameOf(c.code)}`);
  }

  /** @param {string} [code] the code to take away; the one that was last in hand if not given */
  remove(code = this.mine()?.code ?? this.here().filter((c) => c.mine).at(-1)?.code) {
    if (!code) { this.say("No code of yours here"); return; }
    const answers = this.targets();
    this.outbox.act({ op: "remove", id: this.session.number(), code, answers });
    this.say(`Removed ${this.nameOf(code)} from ${count(answers.length, "answer")}; Ctrl Z brings it back`);
    this.code = "";
    this.drawState();
    this.focus();
  }

  /** @param {string} code */
  nameOf(code) { return called(this.store.codes.get(code), code); }

  /** @param {string} text */
  saveMemo(text) {
    const { code, answers } = this.memoAbout;
    const was = code ? this.panelMemo : this.store.memo;
    if (text === was) return;
    if (code) this.outbox.act({ op: "edit", id: this.session.number(), code, answers, changes: { memo: text } });
    else this.outbox.act({ op: "memo", id: this.session.number(), text });
    this.drawState();
  }

  /** @param {"undo"|"redo"} op */
  history(op) {
    if (this.outbox.failed) { this.say("First retry or give up what was not saved"); return; }
    this.outbox.act({ op, id: this.session.number() });
  }

  inVivo() {
    const a = this.rows.blocks.get(this.at);
    if (!a || !("id" in a)) return;
    this.panel.open(a.text.replace(/\s+/g, " ").replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").slice(0, 60));
    this.say("In vivo: change the words if you like, then Enter");
  }

  // All that say the same ---------------------------------------------------------------------------------------------

  alike() {
    const a = this.rows.blocks.get(this.at);
    if (!a || !("id" in a) || this.box) return;
    this.say("Looking for answers that say the same…");
    this.ask({ op: "alike", answer: [a.id, a.v] }, (m) => {
      if (this.box) return;
      if (!m.alike.length) { this.say("No other answer says the same"); return; }
      this.say("");
      this.box = new AlikeBox(this.frame.el, a, m, {
        take: (names) => { this.close(); this.selected = new Map(names); this.chosen(); },
        code: (key, names) => {
          const code = this.codeOf(key);
          if (!code) return false;
          this.close();
          this.selected = new Map(names);
          this.rows.draw();
          this.apply({ code: code.id });
          return true;
        },
        close: () => this.close(), codeOf: (id) => this.store.codes.get(id),
      });
    });
  }

  close() {
    this.box?.dispose();
    this.box = null;
    this.focus();
  }

  // What is shown around the rows -------------------------------------------------------------------------------------

  /** @param {string} words */
  say(words) { this.frame.say(words); }

  drawFrame() {
    const codings = Object.values(this.store.counts).reduce((a, b) => a + b, 0);
    this.frame?.drawProgress({ all: this.head.answers, coded: this.done ?? 0, codings });
    if (this.outbox) this.frame?.drawSaved(this.outbox);
    this.frame?.drawPeople(this.people);
    if (this.outbox) this.drawState();
  }

  drawState() {
    const on = this.here(), c = this.mine(), n = this.selected.size;
    if (this.code && !c) this.code = "";
    this.panel.drawHere(/** @type {any} */ (on), c?.id ?? null);
    if (document.activeElement !== this.panel.memo) {
      this.memoAbout = { code: c?.code ?? "", answers: this.targets() };
      this.panelMemo = c?.memo ?? "";
    }
    this.root.classList.toggle("wb-many", n > 0);
    this.suggest?.moved();
    this.panel.drawState({
      valence: c ? c.valence : this.nextFeeling, against: c ? c.stance === "against" : this.nextAgainst, of: c ? `of ${this.nameOf(c.code)}` : "of the next code",
      memo: c ? c.memo : this.store.memo, memoOf: c ? `Memo on ${this.nameOf(c.code)}` : "Memo on this survey",
    });
  }
}
