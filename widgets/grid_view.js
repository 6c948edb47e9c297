// @ts-check
// One view of the answers of a survey: what a person does and what Python says, carried to rows, bar, panel and outbox.
import { called, count, feeling, named } from "./core.js";
import { Asks } from "./asks.js";
import { AlikeBox } from "./grid_alike.js";
import { Bar, everything } from "./grid_bar.js";
import { overlay, recoded, together } from "./grid_core.js";
import { GridKeys } from "./grid_keys.js";
import { GridOutbox } from "./grid_outbox.js";
import { Rows } from "./grid_rows.js";
import { GridSuggestions } from "./grid_suggest.js";
import { h } from "./dom.js";
import { Frame } from "./frame.js";
import { Looking } from "./looking.js";
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
    this.steps = 0; // keys and clicks so far
    this.asks = new Asks(session, PATIENCE_ASKING, (why) => this.trouble(why));
    /** @type {Map<string, number>} undoing under way, and how many steps there were then */ this.undoing = new Map();
    /** @type {string} the code that feeling, against and memo are about */ this.code = "";
    /** @type {number|null} */ this.nextFeeling = null;
    this.nextAgainst = false;
    this.memoAbout = { code: "", answers: /** @type {[string,string][]} */ ([]) };
    /** @type {Set<number>} lists of which Python said that codes changed them */ this.stale = new Set();
    /** @type {AlikeBox|null} */ this.box = null;
    const store = (this.store = new Book());
    this.people = [];
    const rows = (this.rows = new Rows(m.columns, m.head.lines, session.uid, {
      words: () => this.looking.look.words, current: () => this.at, selected: (id) => this.selected.has(id), codings: (a) => this.codings(a), code: (id) => store.codes.get(id),
      heading: (key) => this.heading(key), hint: (a) => this.suggest?.hint(a), hintChip: (hint) => this.suggest.chip(hint), ask: (block) => this.looking.rows(block), click: (i, e) => this.click(i, e), sort: (c) => this.sort(c), more: (a) => this.read(a),
      cell: (c, v) => (v == null ? "" : c.names?.[v] ?? String(v)),
    }));
    this.bar = new Bar(m.columns, m.head, session.uid, { look: (look) => this.looking.ask(look), columns: () => this.columns(), tidy: () => this.tidy(), back: () => this.focus(), code: (id) => store.codes.get(id) });
    this.bar.shown = rows.shown;
    this.looking = new Looking(this, everything(), { rows, key: "answer", ask: (message, done, failed) => this.ask(message, done, failed), asked: (look) => { this.bar.look = look; }, listed: (look, m) => this.listed(look, m) });
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
    this.looking.ask(everything());
    const kept = this.outbox.inherit();
    kept.forEach((message) => this.outbox.act({ ...message }));
    if (kept.length) this.say(`Sending ${count(kept.length, "act")} that ${kept.length === 1 ? "was" : "were"} not saved before`);
  }

  dispose() {
    clearInterval(this.minute);
    [this.asks, this.rows, this.bar, this.frame, this.outbox].forEach((part) => part.dispose());
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
    if (m.set) { this.rows.blocks.update(m.set); recoded(this.looking.coming, m.set); }
    this.take(m);
    m.stale?.forEach((/** @type {number} */ list) => this.stale.add(list)); // also one that is still on its way
    if (this.stale.has(this.looking.number)) this.bar.offerTidy(true);
    if (others.length) this.say(`${others.map((/** @type {any} */ p) => p.coder).join(", ")} coded answers`);
    this.rows.draw();
  }

  /** @param {any} m */
  answered(m) {
    if (this.asks.refused(m)) return;
    this.outbox.answered(m);
    this.suggest.answered(m);
    const steps = this.undoing.get(m.id);
    if (!this.undoing.delete(m.id) || !m.saved || !m.answers?.length || steps !== this.steps) return;
    this.looking.back({ answer: m.answers[0] }, () => steps === this.steps);
  }

  /** An answer to a question of ours. @param {any} m */
  heard(m) {
    if (m.op === "suggestions") { this.suggest.hear(m); return; }
    const ask = this.asks.settled(m.id);
    if (!ask) return;
    if (this.bar.extent.classList.contains("wb-trouble") && this.looking.number) this.bar.drawExtent(this.looking.much);
    ask.done(m);
  }

  /** Ask Python something that changes nothing. @param {any} message @param {(m:any) => void} done @param {() => void} [failed] */
  ask(message, done, failed) { this.asks.ask(message, done, failed); }

  /** @param {string} why */
  trouble(why) {
    this.bar.extent.textContent = why;
    this.bar.extent.classList.add("wb-trouble");
    this.say(why);
  }

  // What is looked at -------------------------------------------------------------------------------------------------

  /** Another list is shown: what is around its rows. @param {import("./grid_bar.js").Look} look @param {any} m */
  listed(look, m) {
    this.bar.tidy.hidden = true;
    this.bar.draw(look, m);
    if (m.stale || this.stale.has(m.list)) this.bar.offerTidy(true);
    this.rows.sorted = { column: look.sort, down: look.down };
    this.rows.drawHead();
    this.drawEmpty();
  }

  drawEmpty() {
    const { empty, el } = this.rows, none = !this.entries;
    el.classList.toggle("wb-none", none);
    if (!none) { empty.replaceChildren(); return; }
    if (!this.head.answers) empty.replaceChildren(h("b", {}, "This survey has no answers yet"), h("p", {}, "Bring them in with ", h("code", {}, 'study.add_survey("answers.csv", round="2026-Q1")'), " and run this cell again."));
    else empty.replaceChildren(h("b", {}, "No answer matches"), h("p", {}, `All ${count(this.head.answers, "answer")} are still there. Take a filter away, or look for fewer words.`),
      h("button", { type: "button", onclick: () => { this.bar.words.value = ""; this.looking.ask({ ...everything(), sort: this.bar.look.sort, down: this.bar.look.down }, {}); this.focus(); } }, "Show all answers"));
  }

  /** @param {string} column */
  sort(column) {
    const { look } = this.bar, again = look.sort === column;
    this.looking.ask({ ...look, sort: again && look.down ? "" : column, down: again && !look.down });
  }

  columns() {
    this.rows.chosen = true;
    this.rows.again();
    this.rows.shape();
    this.rows.draw();
  }

  tidy() { this.looking.ask(this.bar.look); }

  /** @param {string} key */
  heading(key) {
    const { group } = this.looking.look;
    return group === "codes" ? called(this.store.codes.get(key), key === "—" ? "not coded" : key) : this.rows.columns.find((c) => c.id === group)?.names?.[key] ?? (key === "—" ? "nothing said" : key);
  }

  /** Close or open the group one is on. @param {boolean} close */
  fold(close) {
    const entry = this.rows.blocks.get(this.at), { look } = this.bar;
    if (!entry || !("group" in entry) || look.group !== this.looking.look.group || look.closed.includes(entry.group) === close) return;
    this.looking.ask({ ...look, closed: close ? [...look.closed, entry.group] : look.closed.filter((g) => g !== entry.group) });
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
    if (!this.entries) { this.drawState(); return; }
    this.at = i;
    this.rows.draw();
    this.rows.show(i);
    this.rows.draw();
    this.rows.show(i);
    this.drawState();
  }

  /** @param {number} i @param {MouseEvent} e */
  click(i, e) {
    this.steps += 1;
    this.looking.stay();
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
    if (!a && this.waits("selected")) return;
    if (!a || !("id" in a)) { this.say("This is a heading; ← closes and → opens it"); return; }
    if (this.selected.has(a.id)) this.selected.delete(a.id);
    else this.selected.set(a.id, a.v);
    this.anchor = this.at;
    this.chosen();
  }

  clear() {
    this.selected.clear();
    this.anchor = -1;
    this.chosen();
  }

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
    this.looking.choose(from, to, (ids) => { this.selected = new Map(ids); this.chosen(); });
  }

  chosen() {
    this.looking.chosen();
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
    this.looking.seek({ step }, (m) => {
      if (m.at == null) this.say("Every answer that is shown holds a code of yours");
      else this.looking.arrive(m);
    });
  }

  /** Say that what one is about to act on is not known yet, if so. @param {string} done what was not done @returns {boolean} */
  waits(done) { return this.looking.waits(done, this.selected.size); }

  enter() {
    const a = this.rows.blocks.get(this.at);
    if (!a) this.waits("opened");
    else if ("group" in a) this.fold(!a.closed);
    else this.read(a);
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
    if (this.waits("coded")) { this.focus(); return; }
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
    if (this.waits("coded")) this.focus();
    else if (this.targets().length) this.apply({ name });
    else {
      this.outbox.act({ op: "define", id: this.session.number(), name });
      this.say(`Made the code ${name}; it is on no answer yet`);
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
    if (this.waits("changed")) return;
    const c = this.mine();
    if (!c) { this.nextFeeling = this.nextFeeling === v ? null : v; this.say(this.nextFeeling == null ? "No feeling for the next code" : `Feeling ${feeling(v)} for the next code`); this.drawState(); return; }
    const next = c.valence === v ? null : v;
    this.edit({ valence: next });
    this.say(next == null ? `No feeling on ${this.nameOf(c.code)}` : `Feeling ${feeling(v)} on ${this.nameOf(c.code)}`);
  }

  /** @param {1|-1} step */
  feelBy(step) {
    if (this.waits("changed")) return;
    const c = this.mine(), now = c ? c.valence : this.nextFeeling, v = Math.max(-2, Math.min(2, (now ?? 0) + step));
    if (v !== now) this.feel(v);
  }

  against() {
    if (this.waits("changed")) return;
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
    if (this.waits("removed")) return;
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

  /** To the memo of the code that one is on. */
  memo() { if (!this.waits("opened")) this.panel.toMemo(); }

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
    const id = this.session.number();
    this.undoing.set(id, this.steps); // to where it was one goes unless one has gone on
    this.outbox.act({ op, id });
  }

  inVivo() {
    const a = this.rows.blocks.get(this.at);
    if (!a && this.waits("coded")) return;
    if (!a || !("id" in a)) return;
    this.panel.open(a.text.replace(/\s+/g, " ").replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").slice(0, 60));
    this.say("In vivo: change the words if you like, then Enter");
  }

  // All that say the same ---------------------------------------------------------------------------------------------

  alike() {
    const a = this.rows.blocks.get(this.at);
    if (!a && this.waits("compared")) return;
    if (!a || !("id" in a) || this.box) return;
    this.say("Looking for answers that say the same…");
    this.looking.wait("Still looking for answers that say the same", { op: "alike", answer: [a.id, a.v] }, (m) => {
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
