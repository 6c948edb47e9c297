// @ts-check
// One view of the codebook: what a person does and what Python says, carried to tree, form, lists and outbox.
import { ago, count } from "./core.js";
import { Drafts, several } from "./editor_core.js";
import { EditorDeed } from "./editor_deed.js";
import { EditorForm } from "./editor_form.js";
import { EditorKeys } from "./editor_keys.js";
import { EditorAlike, EditorChanges } from "./editor_more.js";
import { EditorOutbox } from "./editor_outbox.js";
import { EditorAgain, EditorQuotes } from "./editor_quotes.js";
import { EditorTree } from "./editor_tree.js";
import { h } from "./dom.js";
import { Frame } from "./frame.js";

const EDITOR_PATIENCE = 20000;
const SETTLE = 700;
const TABS = /** @type {[string, string][]} */ ([["code", "Code"], ["quotes", "Quotes"], ["again", "Look again"], ["alike", "Alike"], ["changes", "Changes"]]);
const ABOUT_RULES = new Set(["definition", "include", "exclude"]);

/** The frame says how many codes in use are defined, not how much is coded. */
class EditorFrame extends Frame {
  /** @param {{used:number, meant:number, codes:number, codings:number}} p */
  drawUse({ used, meant, codes, codings }) {
    const share = used ? Math.round((100 * meant) / used) : 0;
    this.bar.setAttribute("aria-valuenow", String(share));
    this.bar.setAttribute("aria-valuetext", `${meant} of ${used} codes in use are defined`);
    this.bar.title = `${meant} of ${used} codes in use are defined`;
    /** @type {HTMLElement} */ (this.bar.firstChild).style.width = `${share}%`;
    this.much.textContent = `${several(codes, "code")} · ${several(codings, "coding")}${used ? ` · ${meant} of ${used} used ones defined` : ""}`;
  }

  /** @param {any[]} people */
  drawPeople(people) {
    const now = Date.now();
    const near = people.filter((p) => now - Date.parse(p.last) < 24 * 3600 * 1000);
    this.presence.replaceChildren(...near.slice(0, 3).map((p) => {
      const when = ago(p.last, now), here = when === "now" || /^[1-4] min/.test(when);
      return h("span", { class: here ? "wb-active" : "" }, h("i", { "aria-hidden": "true" }), `${p.coder} ${here ? "is working too" : `was here ${when}`}`);
    }));
  }
}

export class EditorView {
  /** @param {import("./session.js").Session} session @param {any} m what Python says at first */
  constructor(session, m) {
    this.session = session;
    this.root = session.root;
    this.head = m.head;
    this.current = ""; // id of the code that is shown
    this.family = "";
    this.shown = "code";
    this.seen = ""; // the code that the form shows
    this.steps = 0; // keys and clicks so far
    /** @type {{field:string, typed:string}|null} a field that one wants to, before its code is here, and what was typed for it */ this.opening = null;
    /** @type {Map<string, number>} acts that lead somewhere, and how many steps there were then */ this.leading = new Map();
    /** @type {Map<string, {done:(m:any)=>void, timer:any}>} */ this.asks = new Map();
    /** @type {any[]} */ this.people = [];
    /** @type {EditorDeed|null} */ this.sheet = null;
    /** @type {any} */ this.later = 0;
    this.drafts = new Drafts(m.head.place);
    const host = { ask: (/** @type {any} */ message, /** @type {any} */ done, /** @type {any} */ failed) => this.ask(message, done, failed), say: (/** @type {string} */ words) => this.say(words), changed: () => this.drawTabs() };
    const more = { ...host, row: (/** @type {string} */ id) => this.tree.rows.get(id), choose: (/** @type {string} */ id) => this.open(id), merge: (/** @type {string} */ code, /** @type {string} */ into) => this.wish({ kind: "merge", code, into }) };
    this.tree = new EditorTree(m.families, session.uid, { chosen: (id, family) => this.chosen(id, family), fresh: () => this.fresh(), dropped: (code, into) => this.wish({ kind: "merge", code, into, either: true }), unsaved: () => this.unsaved });
    this.form = new EditorForm(m, session.uid, {
      drafts: this.drafts, save: (code, field, value, reason) => this.save(code, field, value, reason), who: (code, field) => this.who(code, field), deed: (kind) => this.deed(kind), choose: (id) => this.open(id),
      unexample: (id) => this.act({ op: "unexample", example: id }, "Removed an example"), label: (id) => this.tree.rows.get(id)?.label ?? id, quotes: () => this.tab("quotes", true), changed: () => { this.unsaved = this.drafts.codes(); this.tree.list.draw(); },
    });
    this.unsaved = this.drafts.codes();
    this.quotes = new EditorQuotes(session.uid, { ...host, split: () => this.split(), example: (codings, against) => this.act({ op: "example", code: this.current, codings, against }, `${count(codings.length, "example")} named`) });
    this.again = new EditorAgain(session.uid, { ...host, act: (op, ids, rows) => this.look(op, ids, rows), total: (n) => { this.left = n; this.drawTabs(); }, leaving: (id) => this.outbox.waiting.some((m) => ["keep", "remove", "recode"].includes(m.op) && m.codings.includes(id)) });
    this.alike = new EditorAlike(more);
    this.changes = new EditorChanges(m.rounds, session.uid, more);
    this.outbox = new EditorOutbox(/** @type {any} */ ({ codings: new Map(), name: (/** @type {string} */ x) => x }), m.head, /** @type {any} */ ({
      send: (/** @type {any} */ message) => session.send(message), changed: () => this.drawFrame(), said: (/** @type {string} */ words) => this.say(words), renamed: () => {}, redraw: () => {},
      settled: (/** @type {any} */ message, /** @type {any} */ answer) => this.settled(message, answer), back: (/** @type {any} */ message, /** @type {any} */ why) => this.back(message, why),
    }));
    this.keys = new EditorKeys(this);
    this.panel = this.tabs();
    const hints = /** @type {[string, string][]} */ ([["↑ ↓", "codes"], ["Enter", "edit"], ["n", "new"], ["g", "merge"], ["s", "split"], ["p", "move"], ["/", "find"], ["Ctrl Z", "undo"]]);
    this.frame = new EditorFrame(m.head, { who: "Codebook", facts: [m.head.title === "Codebook" ? "" : m.head.title], progress: "Codes in use that are defined", unit: "codes", hints }, { middle: this.tree.el, panel: this.panel },
      { keys: () => this.keys.toggleSheet(), retry: () => this.outbox.retry(), discard: () => this.outbox.discard() });
    this.root.setAttribute("aria-label", `Codebook of ${m.head.title}, edited by ${m.head.coder}`);
    this.root.replaceChildren(this.frame.el);
    this.root.addEventListener("keydown", (e) => session.guard(() => this.keys.key(e)));
    this.root.addEventListener("pointerdown", () => { this.steps += 1; });
    this.sizes = new ResizeObserver(() => { const narrow = this.root.clientWidth <= 760; if (narrow !== this.tree.narrow) { this.tree.narrow = narrow; this.tree.list.draw(); } });
    this.sizes.observe(this.root);
    this.take(m);
    this.minute = setInterval(() => this.frame.drawPeople(this.people), 30000);
    this.first();
    const kept = this.outbox.inherit();
    kept.forEach((message) => this.outbox.act({ ...message }));
    if (kept.length) this.say(`Sending ${count(kept.length, "act")} that ${kept.length === 1 ? "was" : "were"} not saved before`);
    this.later = setTimeout(() => this.again.refresh(), SETTLE);
  }

  dispose() {
    if (this.current) this.form.settle(); // what is being typed goes to the outbox, which outlives the view
    clearInterval(this.minute);
    clearTimeout(this.later);
    for (const { timer } of this.asks.values()) clearTimeout(timer);
    this.sheet?.dispose();
    this.sizes.disconnect();
    [this.tree, this.quotes, this.again, this.frame, this.outbox].forEach((part) => part.dispose());
  }

  // From Python -------------------------------------------------------------------------------------------------------

  /** @param {any} m */
  take(m) {
    if (m.rows || m.set || m.gone || m.order) this.tree.take(m);
    if (m.people) this.people = m.people;
    if (m.notices) this.frame.drawNotices(m.notices);
    const live = [...this.tree.rows.values()].filter((r) => !r.retired), used = live.filter((r) => r.codings && r.family !== "emotion");
    this.frame.drawUse({ codes: live.length, used: used.length, meant: used.filter((r) => r.meant).length, codings: live.reduce((n, r) => n + r.codings, 0) });
    this.frame.drawPeople(this.people);
    this.drawTabs();
    this.drawFrame();
  }

  /** @param {any} m */
  patch(m) {
    const before = new Map((m.set ?? []).map((/** @type {any} */ r) => [r.id, this.tree.rows.get(r.id)]));
    this.take(m);
    if (this.current && !this.tree.rows.has(this.current)) this.first();
    const mine = m.set?.find((/** @type {any} */ r) => r.id === this.current), was = before.get(this.current);
    if (mine) this.detail();
    else if (!this.current) this.drawFamily();
    if (mine && this.shown === "quotes" && (mine.codings !== was?.codings || mine.v !== was?.v)) this.quotes.show(this.current, true);
    if (m.set?.length || m.gone?.length) {
      if (this.shown === "alike") this.alike.draw();
      clearTimeout(this.later);
      if (["again", "alike", "changes"].includes(this.shown)) this.later = setTimeout(() => this.refresh(), SETTLE);
    }
  }

  /** @param {any} m */
  answered(m) {
    const ask = this.asks.get(m.id);
    if (ask) { this.settledAsk(m.id); ask.done(m); return; }
    this.outbox.answered(m);
  }

  /** An answer to a question of ours. @param {any} m */
  heard(m) {
    const ask = this.asks.get(m.id);
    if (!ask) return;
    this.settledAsk(m.id);
    ask.done(m);
  }

  /** @param {string} id */
  settledAsk(id) {
    clearTimeout(this.asks.get(id)?.timer);
    this.asks.delete(id);
  }

  /** Ask Python something that changes nothing; a refusal comes as {why}. @param {any} message @param {(m:any) => void} done @param {() => void} [failed] */
  ask(message, done, failed) {
    const id = this.session.number();
    const lost = () => {
      this.asks.delete(id);
      failed?.();
      this.say("The kernel has not answered; it is busy or gone");
    };
    const heard = (/** @type {any} */ m) => {
      if (!m.why || ["plan", "changes"].includes(message.op)) { done(m); return; }
      failed?.();
      this.say(m.why);
    };
    this.asks.set(id, { done: heard, timer: setTimeout(lost, EDITOR_PATIENCE) });
    try { this.session.send({ ...message, id }); } catch { this.settledAsk(id); lost(); }
  }

  // What is looked at -------------------------------------------------------------------------------------------------

  tabs() {
    this.pages = /** @type {Record<string, HTMLElement>} */ ({ code: this.form.el, quotes: this.quotes.el, again: this.again.el, alike: this.alike.el, changes: this.changes.el });
    const uid = this.session.uid;
    this.tabButtons = new Map(TABS.map(([id, name]) => [id, h("button", { type: "button", role: "tab", id: `${uid}-tab-${id}`, "aria-controls": `${uid}-page-${id}`, onclick: () => this.tab(id) }, name)]));
    const pages = TABS.map(([id]) => { const el = h("div", { class: "wb-tabpage", role: "tabpanel", id: `${uid}-page-${id}`, "aria-labelledby": `${uid}-tab-${id}` }, this.pages[id]); el.hidden = id !== "code"; this.pages[id] = el; return el; });
    return h("div", { class: "wb-panel" }, h("div", { class: "wb-tabs", role: "tablist", "aria-label": "What to see" }, ...this.tabButtons.values()), ...pages);
  }

  drawTabs() {
    if (!this.tabButtons) return;
    const n = { quotes: this.current ? this.tree.rows.get(this.current)?.codings ?? 0 : 0, again: this.left ?? 0 };
    for (const [id, name] of TABS) {
      const b = /** @type {HTMLElement} */ (this.tabButtons.get(id)), many = /** @type {any} */ (n)[id];
      b.setAttribute("aria-selected", String(id === this.shown));
      b.tabIndex = id === this.shown ? 0 : -1;
      b.replaceChildren(name, many ? h("small", {}, many.toLocaleString("en-GB")) : "");
      b.toggleAttribute("disabled", id === "quotes" && !this.current);
    }
  }

  /** @type {number|undefined} how many codings are to be looked at again */ left;

  /** @param {string} id @param {boolean} [focus] into it */
  tab(id, focus = false) {
    this.quotes.all.wanted = this.again.all.wanted = false;
    if (id === "quotes" && !this.current) { this.say("Move to a code first"); return; }
    if (id !== this.shown && this.shown === "code") this.form.settle();
    this.shown = id;
    for (const [key, el] of Object.entries(this.pages ?? {})) el.hidden = key !== id;
    this.drawTabs();
    this.tabButtons?.get(id)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.refresh();
    if (!focus) return;
    const list = id === "quotes" ? this.quotes.all : id === "again" ? this.again.all : null;
    if (list) { this.tabButtons?.get(id)?.focus(); list.focus(); }
    else if (id === "code") this.tree.list.focus();
    else /** @type {HTMLElement|null|undefined} */ (this.pages?.[id].querySelector(".wb-page"))?.focus();
  }

  refresh() {
    if (this.shown === "quotes") this.quotes.show(this.current);
    else if (this.shown === "again") this.again.refresh();
    else if (this.shown === "alike") this.alike.refresh();
    else if (this.shown === "changes") this.changes.refresh();
  }

  /** Arrows walk through the tabs. @param {KeyboardEvent} e @returns {boolean} */
  tabKey(e) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step) return false;
    e.preventDefault();
    const ids = TABS.map(([id]) => id).filter((id) => id !== "quotes" || this.current);
    const next = ids[(ids.indexOf(this.shown) + step + ids.length) % ids.length];
    this.tab(next);
    this.tabButtons?.get(next)?.focus();
    return true;
  }

  first() {
    const order = this.tree.order.filter((id) => !this.tree.rows.get(id)?.retired);
    const row = order.find((id) => !["stage", "emotion"].includes(this.tree.rows.get(id)?.family ?? "")) ?? order[0];
    if (row) this.tree.choose(row);
    else this.chosen("", "pain");
  }

  /** The tree is on this now. @param {string} id @param {string} family */
  chosen(id, family) {
    const same = id === this.current && (id || family === this.family);
    if (id !== this.current) this.opening = null;
    this.current = id;
    this.family = family;
    this.drawTabs();
    if (same && this.seen) return;
    if (!id) {
      this.drawFamily();
      if (this.shown === "quotes") this.tab("code");
      return;
    }
    this.detail();
    if (this.shown === "quotes") this.quotes.show(id);
  }

  drawFamily() {
    this.seen = "";
    const rows = [...this.tree.rows.values()], retired = this.family === "retired";
    this.form.family(this.family, retired ? "Retired" : this.form.known.families.find(([f]) => f === this.family)?.[1] ?? this.family, rows.filter((r) => (retired ? r.retired : r.family === this.family && !r.retired)));
  }

  /** Ask for all of the code that is shown. */
  detail() {
    const id = this.current;
    this.ask({ op: "detail", code: id }, (m) => {
      if (id !== this.current || m.code !== id) return;
      this.seen = id;
      this.form.show(m, this.tree.rows.get(id));
      this.unsaved = this.drafts.codes();
      this.drawTabs();
      if (!this.opening) return;
      const { field, typed } = this.opening;
      this.opening = null;
      this.form.focus(field, typed);
    }, () => { if (id === this.current) this.opening = null; });
  }

  /** Show a code and go there. @param {string} id */
  open(id) {
    this.tree.choose(id);
    this.tab("code");
    this.tree.list.focus();
  }

  /** @param {string} name */
  field(name) {
    if (!this.current) return;
    this.tab("code");
    // The form may still show the code one was on before: what is typed is not for that one.
    if (this.form.code?.code === this.current) this.form.focus(name);
    else this.opening = { field: name, typed: "" };
  }

  // Acts --------------------------------------------------------------------------------------------------------------

  /** @param {any} message @param {string} words what is said once it is saved */
  act(message, words) { this.outbox.act({ ...message, id: this.session.number(), words }); }

  /** @param {string} code @param {string} field @param {any} value @param {string} reason */
  save(code, field, value, reason) {
    const draft = this.drafts.get(code, field);
    if (!draft) return;
    draft.sent = true;
    draft.error = "";
    this.outbox.act({ op: "define", id: this.session.number(), code, fields: { [field]: value }, base: { [field]: draft.base }, reason });
    if (code === this.current) this.form.drawField(field);
  }

  /** The disk has it. @param {any} message @param {any} m */
  settled(message, m) {
    if (message.op === "define") {
      for (const [field, value] of Object.entries(message.fields)) {
        const draft = this.drafts.get(message.code, field);
        if (draft?.value === value) this.drafts.drop(message.code, field);
        else if (draft) draft.base = value; // typed on meanwhile
        if (message.code === this.current && this.form.code) this.form.code.fields[field] = value;
      }
      this.unsaved = this.drafts.codes();
      if (message.code === this.current) { this.form.draw(); this.detail(); }
      this.tree.list.draw();
      if (Object.keys(message.fields).some((f) => ABOUT_RULES.has(f))) { clearTimeout(this.later); this.later = setTimeout(() => this.again.refresh(), SETTLE); }
      return;
    }
    const stayed = this.leading.get(message.id) === this.steps; // who went on meanwhile is not taken there
    this.leading.delete(message.id);
    if (message.op === "do" && m.code) {
      this.quotes.all.ticked.clear();
      if (stayed) { this.tree.choose(m.code); if (this.shown !== "quotes") this.tab("code"); this.tree.list.focus(); }
    }
    if ((message.op === "undo" || message.op === "redo") && stayed && m.code && this.tree.rows.has(m.code)) this.tree.choose(m.code);
    if (["keep", "remove", "recode", "undo", "redo"].includes(message.op)) { clearTimeout(this.later); this.later = setTimeout(() => this.again.refresh(), SETTLE); }
    if (message.words) this.say(message.words);
  }

  /** It was refused, or given up: what was typed stays in its field. @param {any} message @param {any} why */
  back(message, why) {
    if (message.op === "define") {
      for (const field of Object.keys(message.fields)) {
        const draft = this.drafts.get(message.code, field);
        if (!draft) continue;
        if (!why) { this.drafts.drop(message.code, field); continue; }
        draft.sent = false;
        if (why.error === "Changed") draft.theirs = { value: why.theirs, by: why.by, at: why.at };
        else draft.error = why.why;
      }
      this.unsaved = this.drafts.codes();
      if (message.code === this.current) this.form.draw();
      this.tree.list.draw();
    } else if (["keep", "remove", "recode"].includes(message.op)) this.again.refresh();
    else if (message.op === "do" && why?.plan && !this.sheet) {
      this.wish(message.wish);
      this.say("Somebody changed the codebook meanwhile: look again at what would happen");
    }
  }

  /** A colleague changed what is being typed: say who. @param {string} code @param {string} field */
  who(code, field) {
    this.ask({ op: "who", code, field }, (m) => {
      const draft = this.drafts.get(code, field);
      if (draft?.theirs) Object.assign(draft.theirs, { by: m.by, at: m.at });
      if (code === this.current) this.form.drawField(field);
    });
  }

  /** @param {"undo"|"redo"} op */
  history(op) {
    if (this.form.code) this.form.settle();
    this.lead({ op });
  }

  /** An act after which one is taken to what it was about. @param {any} message */
  lead(message) {
    const id = this.session.number();
    this.leading.set(id, this.steps);
    this.outbox.act({ ...message, id });
  }

  /** @param {Element|null} el */
  isDirty(el) { return !!el && (!!el.closest(".wb-dirty") || (el instanceof HTMLInputElement && !el.closest(".wb-field2") && !!el.value)); }

  fresh() { this.wish({ kind: "new", family: this.family }); }

  /** @param {string} kind */
  deed(kind) {
    const row = this.tree.rows.get(this.current);
    if (!row) { this.say("Move to a code first"); return; }
    if (kind === "split") { this.split(); return; }
    if (kind === "restore" ? !row.retired : row.retired) { this.say(row.retired ? "It is retired: b brings it back" : "It is in use already"); return; }
    if (kind === "child") this.wish({ kind: "new", family: row.family, parent: row.id });
    else this.wish({ kind, code: row.id });
  }

  split() {
    if (this.quotes.all.ticking) { this.say(this.quotes.all.waits); return; }
    const ticked = [...this.quotes.all.ticked.keys()];
    if (this.quotes.code !== this.current || !ticked.length) {
      if (!this.tree.rows.get(this.current)?.codings) { this.say("Nothing is coded with it: there is nothing to split"); return; }
      this.tab("quotes", true);
      this.say("Tick the quotes that go to a new code with Space, then press s");
      return;
    }
    this.wish({ kind: "split", code: this.current, codings: ticked });
  }

  /** Show what would be done. @param {import("./editor_deed.js").Wish} wish */
  wish(wish) {
    if (this.sheet || this.keys.sheetOpen) return;
    if (this.form.code) this.form.settle();
    const back = document.activeElement;
    const close = () => { this.sheet?.dispose(); this.sheet = null; };
    this.sheet = new EditorDeed(this.frame.el, wish, `${this.session.uid}-d`, {
      ask: (message, done) => this.ask(message, done), rows: () => this.tree.rows, order: () => this.tree.order, families: this.form.known.families,
      close: () => { close(); if (back instanceof HTMLElement && back.isConnected) back.focus(); else this.tree.list.focus(); },
      go: (deed, token, reason) => {
        close();
        if (deed.kind === "recode") this.again.all.leave(deed.codings);
        if (deed.kind === "recode") this.act({ op: "recode", codings: deed.codings, code: deed.code, reason }, `Recoded ${count(deed.codings.length, "coding")}`);
        else this.lead({ op: "do", deed, token, reason, wish });
        if (deed.kind === "recode") this.again.all.list.focus(); else this.tree.list.focus();
      },
    });
  }

  /** Codings to look at again. @param {"keep"|"remove"|"recode"} op @param {string[]} codings @param {any[]} rows */
  look(op, codings, rows) {
    if (op === "recode") { this.wish({ kind: "recode", code: rows[0]?.code, codings }); return; }
    this.again.all.leave(codings);
    this.act({ op, codings }, `${op === "keep" ? "Kept" : "Removed"} ${count(codings.length, "coding")}`);
  }

  // What is said ------------------------------------------------------------------------------------------------------

  /** @param {string} words */
  say(words) { this.frame.say(words); }

  drawFrame() { if (this.outbox) this.frame.drawSaved(this.outbox); }
}
