// @ts-check
// One view of the coded segments: what a person does and what Python says, carried to bar, passages, matrices and memos.
import { Asks } from "./asks.js";
import { called, count, toUnits } from "./core.js";
import { recoded } from "./grid_core.js";
import { QueryBar } from "./segments_bar.js";
import { MOST_AT_ONCE_HERE, SegmentsCoding } from "./segments_coding.js";
import { Detail } from "./segments_detail.js";
import { SegmentsKeys } from "./segments_keys.js";
import { PassageList } from "./segments_list.js";
import { MatrixTab } from "./segments_matrix.js";
import { MemosTab } from "./segments_memos.js";
import { SegmentsOutbox } from "./segments_outbox.js";
import { h } from "./dom.js";
import { Frame } from "./frame.js";
import { Looking } from "./looking.js";

const LOOKING_PATIENCE = 30000;
const GROUPS = /** @type {[string, string][]} */ ([["", "No groups"], ["code", "By code"], ["person", "By person"], ["stage", "By stage"], ["source", "By source"], ["round", "By round"]]);
const SORTS = /** @type {[string, string][]} */ ([["place", "In order of sources"], ["person", "By person"], ["newest", "Newest coding first"], ["worst", "Worst feeling first"], ["best", "Best feeling first"], ["longest", "Longest first"]]);
const SEGMENTS_HINTS = /** @type {Record<string, [string, string][]>} */ ({
  passages: [["j k", "move"], ["Enter", "context"], ["Space", "select"], ["c", "code"], ["r", "recode"], ["m", "memo"], [";", "query"], ["Ctrl Z", "undo"]],
  matrix: [["← ↑ → ↓", "cells"], ["Enter", "its passages"], [";", "query"], ["1", "passages"]], together: [["← ↑ → ↓", "cells"], ["Enter", "its passages"], [";", "query"], ["1", "passages"]],
  memos: [["j k", "move"], ["m", "change"], ["Enter", "its passage"], ["Ctrl Z", "undo"], ["1", "passages"]],
});
const TABS = /** @type {[string, string][]} */ ([["passages", "Passages"], ["matrix", "Matrix"], ["together", "Together"], ["memos", "Memos"]]);

/** What the panel and the outbox need to know of codes. */
class SegmentsBook {
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

export class SegmentsView extends SegmentsCoding {
  /** @param {import("./session.js").Session} session @param {any} m what Python says at first */
  constructor(session, m) {
    super(session);
    this.root = session.root;
    this.head = m.head;
    this.at = 0;
    this.entries = 0;
    this.tab = "passages";
    this.names = TABS.map(([id]) => id);
    this.anchor = -1;
    this.steps = 0; // keys and clicks so far
    this.asks = new Asks(session, LOOKING_PATIENCE, (why) => this.trouble(why));
    /** @type {Map<string, number>} undoing under way, and how many steps there were then */ this.undoing = new Map();
    this.typed = -1; // how many steps there were when the query was sent from its box
    /** @type {Map<string, any>} what was said around passages */ this.surroundings = new Map();
    /** @type {any} */ this.fresh = 0;
    this.stale = { matrix: true, together: true, memos: true };
    this.people = [];
    const book = (this.store = new SegmentsBook());
    this.list = new PassageList(session.uid, {
      current: () => this.at, selected: (id) => this.selected.has(id), codings: (p) => this.codings(p), code: (id) => book.codes.get(id), heading: (key) => this.heading(key), hand: () => this.code_,
      ask: (block) => this.looking.rows(block), click: (i, e) => this.click(i, e), more: (p) => this.around(p), around: (id) => this.surroundings.get(id),
    });
    this.looking = new Looking(this, { query: m.head.query ?? "", group: "", sort: "place", closed: [] }, {
      rows: this.list, key: "passage", ask: (message, done, failed) => this.question(message, done, failed), asked: () => {},
      refused: (look, found) => this.refused(look.query, found.wrong), listed: (look, found, before) => this.listed(look, found, before),
    });
    /** @type {any[]} */ this.conditions = [];
    /** @type {Record<string, number>} how often each code was given */ this.used = {};
    this.bar = new QueryBar(session.uid, m.head.place, [], { run: (query) => this.run(query), back: () => this.focus(), names: () => ({ codes: [...book.codes.values()], keys: this.conditions, counts: this.used }), tidy: () => this.tidy() });
    this.detail = new Detail(/** @type {any} */ (book), session.uid, {
      apply: (code) => this.apply({ code }), create: (name) => this.apply({ name }), feel: (v) => this.feel(v), against: () => this.against(),
      pick: (id) => { this.code_ = this.here().find((c) => c.id === id)?.code ?? ""; this.drawState(); }, remove: (id) => this.remove(this.here().find((c) => c.id === id)), memo: (words) => this.saveMemo(words), back: () => this.focus(),
    });
    this.outbox = new SegmentsOutbox(/** @type {any} */ (book), m.head, {
      send: (message) => session.send(message), changed: () => this.drawFrame(), said: (words) => this.say(words), renamed: (from, to) => { if (this.code_ === from) this.code_ = to; }, redraw: (_, codes) => { this.list.draw(); if (codes) this.detail.draw(); },
    });
    const tabActs = { back: () => this.focus(), say: (/** @type {string} */ words) => this.say(words) };
    this.matrix = new MatrixTab("Matrix", `${session.uid}-x`, { ...m.matrix.spec }, m.matrix.choices, { ...tabActs, ask: () => this.askMatrix("matrix"), open: (row, column, words) => this.openCell("matrix", row, column, words) });
    this.together = new MatrixTab("Together", `${session.uid}-g`, { ...m.together.spec }, m.together.choices, { ...tabActs, ask: () => this.askMatrix("together"), open: (row, column, words) => this.openCell("together", row, column, words) });
    this.memos = new MemosTab(`${session.uid}-m`, { ask: (filter) => this.askMemos(filter), save: (memo, text) => this.keepMemo(memo, text), go: (memo) => this.goMemo(memo), say: (words) => this.say(words) });
    this.keys = new SegmentsKeys(this);
    this.build(m);
    this.root.addEventListener("keydown", (e) => session.guard(() => this.keys.key(e)));
    this.take(m);
    this.minute = setInterval(() => this.frame.drawPeople(this.people), 30000);
    this.bar.box.value = this.looking.look.query;
    this.run(this.looking.look.query);
    const kept = this.outbox.inherit();
    kept.forEach((message) => this.outbox.act({ ...message }));
    if (kept.length) this.say(`Sending ${count(kept.length, "act")} that ${kept.length === 1 ? "was" : "were"} not saved before`);
  }

  /** @param {any} m */
  build(m) {
    const select = (/** @type {string} */ label, /** @type {[string, string][]} */ options, /** @type {string} */ key) => {
      const el = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": label }, ...options.map(([id, words]) => h("option", { value: id }, words))));
      el.addEventListener("change", () => this.looking.ask({ ...this.looking.asked, [key]: el.value, closed: [] }));
      return el;
    };
    this.groupBy = select("Group passages", GROUPS, "group");
    this.sortBy = select("Order of passages", SORTS, "sort");
    this.tabs = h("div", { class: "wb-tabs", role: "tablist", "aria-label": "Views" }, ...TABS.map(([id, words], n) => h("button", {
      type: "button", role: "tab", id: `${this.session.uid}-t-${id}`, "data-tab": id, "aria-selected": String(id === "passages"), tabindex: id === "passages" ? "0" : "-1", "aria-keyshortcuts": String(n + 1), onclick: () => this.show(id),
    }, words, h("kbd", { "aria-hidden": "true" }, String(n + 1)))));
    this.panes = /** @type {Record<string, HTMLElement>} */ ({
      passages: h("div", { class: "wb-tab wb-passages-tab", role: "tabpanel", "aria-labelledby": `${this.session.uid}-t-passages` }, this.list.el, this.list.empty),
      matrix: this.matrix.el, together: this.together.el, memos: this.memos.el,
    });
    for (const [id, pane] of Object.entries(this.panes)) pane.hidden = id !== "passages";
    this.ordering = h("div", { class: "wb-ordering" }, this.groupBy, this.sortBy);
    const middle = h("div", { class: "wb-middle" }, this.bar.el, h("div", { class: "wb-tabrow" }, this.tabs, this.ordering), ...Object.values(this.panes));
    const facts = [`${m.head.codings.toLocaleString("en-GB")} ${m.head.codings === 1 ? "coding" : "codings"}`, count(m.head.sources, "source")];
    this.frame = new Frame({ title: m.head.title, coder: m.head.coder, blind: m.head.blind }, { who: "Coded segments", facts: [m.head.title, ...facts], progress: "", unit: "", hints: SEGMENTS_HINTS.passages }, { middle, panel: this.detail.el },
      { keys: () => this.keys.toggleSheet(), retry: () => { this.outbox.retry(); this.focus(); }, discard: () => this.outbox.discard() });
    this.frame.bar.remove();
    this.frame.much.remove();
    this.root.setAttribute("aria-label", `Coded segments, as ${m.head.coder}`);
    this.root.replaceChildren(this.frame.el);
  }

  dispose() {
    clearInterval(this.minute);
    clearTimeout(this.fresh);
    [this.asks, this.list, this.frame, this.outbox, this.memos].forEach((part) => part.dispose());
  }

  // From Python -------------------------------------------------------------------------------------------------------

  /** What acts change. @param {any} m */
  take(m) {
    if (m.codes) this.store.codes = new Map(m.codes.map((/** @type {any} */ c) => [c.id, c]));
    if (m.people) this.people = m.people;
    if (m.notices) this.frame.drawNotices(m.notices);
    if (m.codes) this.detail.draw();
    this.drawFrame();
  }

  /** @param {any} m */
  patch(m) {
    const others = m.people?.filter((/** @type {any} */ p) => p.codings > (this.people.find((/** @type {any} */ q) => q.coder === p.coder)?.codings ?? 0)) ?? [];
    if (m.set) { this.list.blocks.update(m.set); recoded(this.looking.coming, m.set); }
    this.take(m);
    if (m.set || m.changed) this.aged();
    if (others.length) this.say(`${others.map((/** @type {any} */ p) => p.coder).join(", ")} coded passages`);
    this.list.draw();
    this.drawState();
  }

  /** Something was coded: the list stays as it is until it is asked again, what is counted is counted again soon. */
  aged() {
    this.bar.tidy.hidden = false;
    this.stale = { matrix: true, together: true, memos: true };
    clearTimeout(this.fresh);
    if (this.tab !== "passages") this.fresh = setTimeout(() => this.session.guard(() => this.refresh()), 700);
  }

  /** @param {any} m */
  answered(m) {
    if (this.asks.refused(m)) return;
    this.outbox.answered(m);
    this.list.draw();
    this.drawState();
    const steps = this.undoing.get(m.id);
    if (this.undoing.delete(m.id) && m.saved && m.passage && steps === this.steps) this.looking.back({ passage: m.passage }, () => steps === this.steps);
  }

  /** An answer to a question of ours. @param {any} m */
  heard(m) { this.asks.settled(m.id)?.done(m); }

  /** Ask Python something that changes nothing. @param {any} message @param {(m:any) => void} done @param {() => void} [failed] */
  question(message, done, failed) { this.asks.ask(message, done, failed); }

  /** @param {string} why */
  trouble(why) {
    this.bar.trouble(why);
    this.say(why);
  }

  // What is asked -----------------------------------------------------------------------------------------------------

  /** A query from the bar. @param {string} query @param {import("./looking.js").Place} [at] where to be then: at the top if it is another query */
  run(query, at = query === this.looking.look.query ? undefined : {}) {
    const { asked } = this.looking;
    this.looking.ask({ ...asked, query, closed: query === asked.query ? asked.closed : [] }, at);
    this.typed = document.activeElement === this.bar.box ? this.steps : -1;
    if (this.typed >= 0 && this.entries) this.focus(); // what is typed from here on are keys
  }

  /** The same again, after codings changed. */
  tidy() { this.looking.ask(this.looking.asked); }

  /** Python does not understand the query: back to it, unless one went on. @param {string} query @param {any} wrong */
  refused(query, wrong) {
    if (!wrong) return false;
    this.bar.refuse(query, wrong, this.typed === this.steps);
    this.say(wrong.what);
    return true;
  }

  /** A cell's passages: Python says which query finds them. @param {"matrix"|"together"} which @param {string|null} row @param {string|null} column @param {string} words */
  openCell(which, row, column, words) {
    this.looking.wait("Still looking for what is in this cell", { op: "cell", which, row, column }, (m) => this.open(m.query, m.same ? words : `${words}: no query finds just these; this one comes nearest`));
  }

  /** A cell, a memo: its passages, with their query in the bar. @param {string} query @param {string} words @param {import("./looking.js").Place} [at] */
  open(query, words, at) {
    this.show("passages");
    this.bar.box.value = query;
    this.run(query, at);
    this.say(words);
  }

  /** Another list is shown: what is around its passages. @param {any} look @param {any} m @param {any} before */
  listed(look, m, before) {
    const asked = look.query !== before.query;
    if (asked) { this.selected.clear(); this.code_ = ""; }
    if (m.used) this.used = m.used;
    if (m.keys) this.learn(m);
    this.bar.took(look.query, m);
    this.bar.tidy.hidden = !m.stale;
    this.groupBy.value = look.group;
    this.sortBy.value = look.sort;
    this.drawEmpty();
    this.stale = { matrix: true, together: true, memos: this.stale.memos };
    this.surroundings.clear();
    if (this.typed >= 0 && document.activeElement === this.bar.box && m.entries) this.focus();
    this.refresh();
  }

  /** What can be named in this study. @param {any} m */
  learn(m) {
    this.conditions = m.keys;
    this.bar.examples = m.examples;
    this.matrix.offer("columns", m.columns);
    this.matrix.offer("family", m.families);
    this.together.offer("family", m.families);
  }

  drawEmpty() {
    const { empty, el } = this.list, none = !this.entries;
    el.classList.toggle("wb-none", none);
    if (!none) { empty.replaceChildren(); return; }
    if (!this.head.sources) empty.replaceChildren(h("b", {}, "This study has no sources yet"), h("p", {}, "Bring some in with ", h("code", {}, 'study.add("interviews/*.vtt", round="2026-Q1")'), " and run this cell again."));
    else if (!this.looking.look.query) empty.replaceChildren(h("b", {}, "Nothing is coded yet"), h("p", {}, "Code passages with ", h("code", {}, "study.coder()"), " or answers with ", h("code", {}, "study.grid()"), ": they appear here as you do. Until then you can look for words: put them in quotation marks."),
      h("button", { type: "button", onclick: () => this.bar.focus() }, "Look for words"));
    else empty.replaceChildren(h("b", {}, "No passage fits this query"), h("p", {}, "All passages are still there. Ask for less, or for words that are near instead of together: ", h("code", {}, "near(20)"), "."),
      h("button", { type: "button", onclick: () => { this.bar.box.value = ""; this.run(""); this.focus(); } }, "Show all passages"));
  }

  /** What is counted is counted anew, if it is looked at and something changed. */
  refresh() {
    if (this.tab === "matrix" || this.tab === "together") { if (this.stale[this.tab]) this.askMatrix(this.tab); }
    else if (this.tab === "memos" && this.stale.memos) this.askMemos(this.memos.filter);
  }

  /** @param {"matrix"|"together"} which */
  askMatrix(which) {
    const tab = this[which], spec = tab.spec;
    tab.el.setAttribute("aria-busy", "true");
    this.question({ op: which, spec: { ...spec, query: this.looking.look.query } }, (m) => {
      if (tab.spec !== spec) return;
      tab.el.removeAttribute("aria-busy");
      this.stale[which] = false;
      tab.draw(m, this.looking.look.query ? `in the passages of the query` : "in all passages");
    });
  }

  /** @param {any} filter */
  askMemos(filter) {
    this.question({ op: "memos", filter }, (m) => { this.stale.memos = false; if (this.memos.filter === filter) this.memos.draw(m); });
  }

  /** @param {any} memo */
  goMemo(memo) {
    this.open(memo.query, memo.title, memo.passage ? { passage: memo.passage } : undefined);
  }

  /** @param {any} memo @param {string} text */
  keepMemo(memo, text) {
    if (memo.kind === "coding" && memo.coding) this.outbox.act({ op: "edit", id: this.session.number(), codings: [memo.coding], changes: { memo: text } });
    else this.outbox.act({ op: "memo", id: this.session.number(), kind: memo.kind, about: memo.about, text });
    this.say(text ? "Memo kept" : "Memo removed; Ctrl Z brings it back");
  }

  // Tabs --------------------------------------------------------------------------------------------------------------

  /** @param {string} tab @param {boolean} [into] put the focus into it */
  show(tab, into = true) {
    this.tab = tab;
    for (const b of this.tabs.children) {
      const on = b.getAttribute("data-tab") === tab;
      b.setAttribute("aria-selected", String(on));
      /** @type {HTMLElement} */ (b).tabIndex = on ? 0 : -1;
      if (on && !into) /** @type {HTMLElement} */ (b).focus();
    }
    for (const [id, pane] of Object.entries(this.panes)) pane.hidden = id !== tab;
    this.ordering.hidden = tab !== "passages";
    this.root.classList.toggle("wb-whole", tab !== "passages");
    this.drawHints();
    this.refresh();
    if (tab === "passages") this.list.draw();
    if (into) this.focus();
  }

  drawHints() {
    this.frame.drawHints(SEGMENTS_HINTS[this.tab]);
  }

  focus() {
    if (this.tab === "passages") this.list.el.focus({ preventScroll: true });
    else if (this.tab === "memos") this.memos.focus();
    else this[/** @type {"matrix"|"together"} */ (this.tab)].focus();
  }

  /** @param {string} key */
  heading(key) {
    const { group } = this.looking.look;
    if (key === "—") return { code: "no code", stage: "no stage", person: "nobody named" }[/** @type {string} */ (group)] ?? "—";
    return group === "code" || group === "stage" ? called(this.store.codes.get(key), key) : this.head.titles[key] ?? key;
  }

  /** Close or open the group one is on. @param {boolean} close */
  fold(close) {
    const entry = this.list.blocks.get(this.at), { asked, look } = this.looking;
    if (!entry || !("group" in entry) || asked.group !== look.group || asked.closed.includes(entry.group) === close) return;
    this.looking.ask({ ...asked, closed: close ? [...asked.closed, entry.group] : asked.closed.filter((/** @type {string} */ g) => g !== entry.group) });
  }

  // Moving and selecting ----------------------------------------------------------------------------------------------

  page() { return Math.max(1, Math.floor(this.list.view / this.list.track.row) - 1); }

  /** @param {number} i @param {boolean} [extend] select all from where that began */
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
    const to = Math.max(0, i);
    if (to !== this.at) this.code_ = "";
    this.at = to;
    this.list.draw();
    this.list.show(to);
    this.list.draw();
    this.list.show(to);
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
    const entry = this.list.blocks.get(i);
    if (entry && "group" in entry) this.fold(!entry.closed);
    else if (gutter || e.ctrlKey || e.metaKey) this.toggle();
  }

  toggle() {
    const p = this.list.blocks.get(this.at);
    if (!p && this.waits("selected")) return;
    if (!p || !("id" in p)) { this.say("This is a heading; ← closes and → opens it"); return; }
    if (this.selected.has(p.id)) this.selected.delete(p.id);
    else this.selected.set(p.id, p.v);
    this.anchor = this.at;
    this.chosen();
  }

  clear() { this.selected.clear(); this.anchor = -1; this.chosen(); }

  all() { this.range(0, this.entries - 1); }

  /** Select all from one entry to another; those that are not here are asked for. @param {number} from @param {number} to */
  range(from, to) {
    const there = [];
    for (let i = from; i <= to && i - from <= MOST_AT_ONCE_HERE; i++) {
      const p = this.list.blocks.get(i);
      if (!p) { there.length = 0; break; }
      if ("id" in p) there.push([p.id, p.v]);
    }
    if (there.length) { this.selected = new Map(/** @type {any} */ (there)); this.chosen(); return; }
    this.looking.choose(from, to, (ids) => { this.selected = new Map(ids); this.chosen(); });
  }

  chosen() {
    this.looking.chosen();
    this.list.draw();
    this.drawState();
    this.say(this.selected.size ? `${count(this.selected.size, "passage")} selected: c codes, r recodes ${this.selected.size === 1 ? "it" : "them"}` : "Nothing selected");
  }

  /** What an act is about: what is selected, or the passage one is on. @returns {[string, string][]} */
  targets() {
    if (this.selected.size) return [...this.selected];
    const p = this.list.blocks.get(this.at);
    return p && "id" in p ? [[p.id, p.v]] : [];
  }

  /** Say that what one is about to act on is not known yet, if so. @param {string} done what was not done @returns {boolean} */
  waits(done) { return this.looking.waits(done, this.selected.size); }

  enter() {
    const p = this.list.blocks.get(this.at);
    if (!p) this.waits("opened");
    else if ("group" in p) this.fold(!p.closed);
    else this.around(p);
  }

  /** What was said around a passage; again: less. @param {any} p */
  around(p) {
    if (this.surroundings.has(p.id)) { this.surroundings.delete(p.id); this.list.draw(); return; }
    this.question({ op: "around", passage: [p.id, p.v] }, (m) => {
      const units = (/** @type {string} */ text, /** @type {number[]|null} */ mark) => mark && mark.map((x) => toUnits(text, x));
      const turns = m.turns.map((/** @type {any} */ t) => ({ ...t, mark: units(t.text, t.mark), also: t.also.map((/** @type {number[]} */ x) => units(t.text, x)) }));
      this.surroundings.clear(); // one at a time: an answer may be a megabyte
      this.surroundings.set(p.id, { ...m, turns });
      this.list.draw();
      this.list.show(this.at);
      this.list.draw();
      this.list.el.querySelector(".wb-now .wb-around mark")?.scrollIntoView({ block: "nearest" });
    });
  }

  // What is shown around ----------------------------------------------------------------------------------------------

  /** @param {string} words */
  say(words) { this.frame.say(words); }

  drawFrame() {
    if (this.outbox) this.frame?.drawSaved(this.outbox);
    this.frame?.drawPeople(this.people);
    if (this.outbox) this.drawState();
  }

  drawState() {
    const on = this.here(), c = this.hand(), now = this.list.blocks.get(this.at);
    if (this.code_ && !this.mine()) this.code_ = "";
    this.detail.about(now && "id" in now ? now : null, on, this.selected.size);
    this.detail.drawHere(/** @type {any} */ (on), c?.id ?? null);
    if (document.activeElement !== this.detail.memo) this.memoAbout = { ids: c?.ids ?? [], was: c?.memo ?? "", passages: this.targets() };
    this.root.classList.toggle("wb-many", this.selected.size > 0);
    const felt = this.mine() ?? (on.filter((x) => x.mine).length === 1 ? c : undefined);
    this.detail.drawState({
      valence: felt ? felt.valence : this.nextFeeling, against: felt ? felt.stance === "against" : this.nextAgainst, of: felt ? `of ${this.nameOf(felt.code)}` : "of the next code",
      memo: c?.memo ?? "", memoOf: c ? `Memo on ${this.nameOf(c.code)}` : "Memo: code these words first",
    });
    this.detail.memo.disabled = !c;
  }
}
