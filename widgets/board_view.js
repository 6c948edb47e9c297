// @ts-check
// One view of the topic board: what a person does and what Python says, carried to cards, segments, changes and outbox.
import { BoardCards } from "./board_cards.js";
import { BoardChanges } from "./board_changes.js";
import { dropping, finer, many } from "./board_core.js";
import { BoardKeys } from "./board_keys.js";
import { BoardPage } from "./board_list.js";
import { BoardSheet } from "./board_sheet.js";
import { ago, count } from "./core.js";
import { h } from "./dom.js";
import { EditorOutbox } from "./editor_outbox.js";
import { Frame, intoSight } from "./frame.js";

const BOARD_PATIENCE = 20000;
const REFIT_PATIENCE = 600000;
const MASKING_PATIENCE = 180000; // the names of a whole study are looked for once
const READ_AFTER = 90; // milliseconds on a card before its segments are asked for: arrows go past many

/** The frame says how much of what people said a person has confirmed. */
class BoardFrame extends Frame {
  /** @param {{themes:number, topics:number, confirmed:number, segments:number, people:number}} p */
  drawShare({ themes, topics, confirmed, segments, people }) {
    const share = segments ? Math.round((100 * confirmed) / segments) : 0, words = `${confirmed.toLocaleString("en-GB")} of ${many(segments, "segment")} confirmed in themes`;
    this.bar.setAttribute("aria-valuenow", String(share));
    this.bar.setAttribute("aria-valuetext", words);
    this.bar.title = words;
    /** @type {HTMLElement} */ (this.bar.firstChild).style.width = `${share}%`;
    this.much.textContent = `${many(themes, "theme")} · ${many(topics, "topic")} · ${many(segments, "segment")} of ${many(people, "person", "people")}`;
  }

  /** @param {any[]} people */
  drawPeople(people) {
    const now = Date.now();
    this.presence.replaceChildren(...people.filter((p) => now - Date.parse(p.last) < 24 * 3600 * 1000).slice(0, 3).map((p) => {
      const when = ago(p.last, now), here = when === "now" || /^[1-4] min/.test(when);
      return h("span", { class: here ? "wb-active" : "" }, h("i", { "aria-hidden": "true" }), `${p.coder} ${here ? "is working too" : `was here ${when}`}`);
    }));
  }
}

export class BoardView {
  /** @param {import("./session.js").Session} session @param {any} m what Python says at first */
  constructor(session, m) {
    this.session = session;
    this.root = session.root;
    this.head = m.head;
    this.stages = new Map(m.stages);
    /** @type {Map<string, any>} */ this.codes = new Map();
    /** @type {Map<string, {done:(m:any)=>void, timer:any}>} */ this.asks = new Map();
    /** @type {any[]} */ this.people = [];
    /** @type {any} */ this.fit = m.fit;
    /** @type {BoardSheet|null} */ this.sheet = null;
    /** @type {{card:any, segments:string[]}} what is being dragged */ this.dragged = { card: undefined, segments: [] };
    this.changing = false; // whether what changed is shown in the place of a card
    this.fitting = "";
    /** @type {string[]} what keys said about segments that were still on their way */ this.queued = [];
    this.steps = 0; // keys and clicks so far
    /** @type {Map<string, number>} acts that may lead somewhere, and how many steps there were then */ this.leading = new Map();
    /** @type {any} */ this.soon = 0;
    /** @type {any} */ this.typed = 0;
    const stage = (/** @type {string} */ id) => this.stages.get(id) ?? id;
    this.cards = new BoardCards(`${session.uid}-c`, {
      chosen: (id) => this.chosen(id), opened: () => this.page.all.focus(), pressed: () => intoSight(this.page.el), stage, drag: (id) => { this.dragged = { card: this.cards.cards.get(id), segments: [] }; },
      may: (onto) => "deed" in dropping(this.dragged, onto), dropped: (onto) => this.dropped(onto),
    });
    this.page = new BoardPage(session.uid, {
      ask: (message, done) => this.ask(message, done), say: (words) => this.say(words), does: (name) => this.does(name), stage, code: (id) => this.codes.get(id),
      drag: (segments) => { this.dragged = { card: this.cards.cards.get(this.cards.current), segments }; }, arrived: () => this.queued.splice(0).forEach((name) => this.does(name)),
    });
    this.changes = new BoardChanges({
      accept: (changes, accept) => this.act({ op: "accept", changes, accept }, accept ? `Accepted ${count(changes.length, "change")}` : "It is open again"),
      open: (id) => { this.changesToggle(false); this.go(id); }, there: (id) => !!this.cardOf(id), keep: () => this.act({ op: "keep" }, "Kept: later fits begin from these topics"), close: () => this.changesToggle(false),
    });
    this.outbox = new EditorOutbox(/** @type {any} */ ({ codings: new Map(), name: (/** @type {string} */ x) => x }), m.head, /** @type {any} */ ({
      send: (/** @type {any} */ message) => session.send(message), changed: () => this.drawFrame(), said: (/** @type {string} */ words) => this.say(words), renamed: () => {}, redraw: () => {},
      settled: (/** @type {any} */ message, /** @type {any} */ answer) => this.settled(message, answer), back: () => this.page.show(this.page.card, true),
    }));
    this.page.all.leaving = (id) => this.outbox.waiting.some((m) => m.segments?.includes(id));
    this.keys = new BoardKeys(this);
    const bar = this.bar();
    const middle = h("div", { class: "wb-middle" }, bar, this.cards.el);
    this.panel = h("aside", { class: "wb-panel", "aria-label": "The card at hand" }, this.page.el, this.changes.el);
    const hints = /** @type {[string, string][]} */ ([["↑ ↓ ← →", "cards"], ["Enter", "read"], ["t", "make a theme"], ["c", "confirm"], ["m", "move"], ["g", "merge"], ["/", "find"], ["Ctrl Z", "undo"]]);
    this.frame = new BoardFrame({ title: m.head.title, coder: m.head.coder, blind: false }, { who: "Topic board", facts: [m.head.title === "Topic board" ? "" : m.head.title], progress: "Segments confirmed in themes", unit: "segments", hints }, { middle, panel: this.panel },
      { keys: () => this.keys.toggleSheet(), retry: () => this.outbox.retry(), discard: () => this.outbox.discard() });
    this.root.setAttribute("aria-label", `Topic board of ${m.head.title}, with ${m.head.coder}`);
    this.root.replaceChildren(this.frame.el);
    this.root.addEventListener("keydown", (e) => session.guard(() => this.keys.key(e)));
    this.root.addEventListener("pointerdown", () => { this.steps += 1; });
    this.changes.el.hidden = true;
    this.take(m);
    this.minute = setInterval(() => this.frame.drawPeople(this.people), 30000);
    const kept = this.outbox.inherit();
    kept.forEach((message) => this.outbox.act({ ...message }));
    if (kept.length) this.say(`Sending ${count(kept.length, "act")} that ${kept.length === 1 ? "was" : "were"} not saved before`);
  }

  dispose() {
    clearInterval(this.minute);
    [this.soon, this.typed].forEach(clearTimeout);
    for (const { timer } of this.asks.values()) clearTimeout(timer);
    this.sheet?.dispose();
    [this.cards, this.page, this.frame, this.outbox].forEach((part) => part.dispose());
  }

  /** What stands above the cards: find, look at less, finer or coarser, what changed. */
  bar() {
    const uid = this.session.uid;
    this.box = /** @type {HTMLInputElement} */ (h("input", { type: "search", class: "wb-seek", placeholder: "find words", "aria-label": "Find in names and in what people said", maxlength: "300", autocomplete: "off", spellcheck: "false" }));
    this.box.addEventListener("input", () => { clearTimeout(this.typed); this.typed = setTimeout(() => this.look(), 220); });
    this.box.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && this.box.value) { e.preventDefault(); e.stopPropagation(); this.box.value = ""; this.look(); }
      else if (e.key === "Enter" || e.key === "ArrowDown") { e.preventDefault(); this.cards.focus(); }
    });
    const choose = (/** @type {string} */ label) => { const s = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": label })); s.addEventListener("change", () => this.look()); return s; };
    this.round = choose("Round");
    this.stage = choose("Stage");
    this.unread = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", id: `${uid}-only` }));
    this.unread.addEventListener("change", () => this.look());
    const step = (/** @type {1|-1} */ by, /** @type {string} */ sign, /** @type {string} */ words) => h("button", { type: "button", class: "wb-bstep", "aria-label": words, title: `${words} (${sign})`, onclick: () => this.finer(by) }, sign);
    this.fewer = step(-1, "−", "Fewer topics");
    this.more = step(1, "+", "More topics");
    this.howMany = h("span", { class: "wb-bmany" });
    this.again = h("button", { type: "button", class: "wb-act", title: "Read the study again: also what was added since", onclick: () => this.refit(this.fit.steps) }, "Read again");
    this.what = h("button", { type: "button", class: "wb-act wb-bnews", "aria-expanded": "false", onclick: () => this.changesToggle() });
    this.busy = h("div", { class: "wb-bbusy", role: "status" });
    return h("div", { class: "wb-abovetext wb-bbar", role: "search", "aria-label": "The board" }, h("span", { class: "wb-seekrow" }, this.box, h("kbd", { "aria-hidden": "true" }, "/")), this.round, this.stage,
      h("label", { class: "wb-bonly", for: `${uid}-only` }, this.unread, "only unconfirmed"), h("span", { class: "wb-bfine", role: "group", "aria-label": "How fine the topics are" }, this.fewer, this.howMany, this.more), this.again, this.what, this.busy);
  }

  // From Python -------------------------------------------------------------------------------------------------------

  /** @param {any} m */
  take(m) {
    if (m.codes) this.codes = new Map(m.codes.map((/** @type {any} */ c) => [c.id, c]));
    if (m.fit) this.fit = m.fit;
    if (m.people) this.people = m.people;
    if (m.notices) this.frame.drawNotices(m.notices);
    if (m.rounds) this.rounds = m.rounds;
    if (m.cards || m.set || m.order || m.look || m.rounds || m.empty != null) this.cards.take(m);
    if (m.changes || m.fit) this.changes.take(m.changes ?? this.changes.changes, this.fit.kept);
    this.drawBar(m);
    const all = [...this.cards.cards.values()], themes = all.filter((c) => c.kind === "theme");
    const { look } = this.cards;
    if (!look.words && !look.round && !look.stage && !look.only) this.frame.drawShare({ themes: themes.length, topics: this.fit.topics, confirmed: themes.reduce((n, c) => n + c.confirmed, 0), segments: this.fit.segments, people: this.fit.people });
    this.frame.drawPeople(this.people);
    this.drawFrame();
  }

  /** @param {any} m */
  patch(m) {
    const was = this.cards.cards.get(this.cards.current);
    this.take(m);
    const now = this.cards.cards.get(this.cards.current);
    if (!now || this.page.card?.id !== now.id) return;
    if (was && (now !== was || m.look)) this.page.show(now, now.v !== was.v || !!m.look);
    else if (m.codes) this.page.draw();
  }

  /** @param {any} m */
  answered(m) {
    if (this.asks.has(m.id)) this.heard(m);
    else this.outbox.answered(m);
  }

  /** An answer to a question of ours, or how far it is. @param {any} m */
  heard(m) {
    if (m.op === "progress") { if (this.fitting && m.of) this.drawBusy(`Reading what is new: ${m.done.toLocaleString("en-GB")} of ${m.of.toLocaleString("en-GB")}`); return; }
    const ask = this.asks.get(m.id);
    if (!ask) return;
    clearTimeout(ask.timer);
    this.asks.delete(m.id);
    ask.done(m);
  }

  /** Ask Python something that writes nothing; a refusal is said. @param {any} message @param {(m:any) => void} done @param {number} [patience] */
  ask(message, done, patience = message.op === "segments" ? MASKING_PATIENCE : BOARD_PATIENCE) {
    const id = this.session.number();
    const lost = () => { this.asks.delete(id); done({ why: "lost" }); this.say("The kernel has not answered; it is busy or gone"); };
    this.asks.set(id, { done: (m) => { if (m.why) { this.say(m.why); if (message.op === "refit") done(m); } else done(m); }, timer: setTimeout(lost, patience) });
    try { this.session.send({ ...message, id }); } catch { clearTimeout(this.asks.get(id)?.timer); lost(); }
  }

  // What is looked at -------------------------------------------------------------------------------------------------

  look() {
    clearTimeout(this.typed);
    this.ask({ op: "look", round: this.round?.value, stage: this.stage?.value, words: this.box.value.trim(), only: this.unread?.checked }, (m) => {
      if (m.why) return;
      const n = [...this.cards.list.querySelectorAll("[data-card]")].length;
      this.say(n ? `${count(n, "card")} shown` : "Nothing fits");
    });
  }

  only() {
    if (!this.unread) return;
    this.unread.checked = !this.unread.checked;
    this.look();
  }

  /** @param {1|-1} by */
  finer(by) {
    const to = finer(this.fit, by);
    if (to == null) { this.say(by > 0 ? "They are as fine as they get" : "They are as coarse as they get"); return; }
    this.refit(to);
  }

  /** @param {number} steps */
  refit(steps) {
    if (this.fitting) return;
    this.fitting = "on";
    this.drawBusy("Fitting topics… What is confirmed stays.");
    this.ask({ op: "refit", steps }, (m) => {
      this.fitting = "";
      this.drawBusy("");
      if (!m.why) this.say(`${count(m.topics, "topic")}; what is confirmed stayed`);
    }, REFIT_PATIENCE);
  }

  /** @param {string} words */
  drawBusy(words) {
    if (!this.busy) return;
    this.busy.textContent = words;
    for (const b of [this.fewer, this.more, this.again]) b?.toggleAttribute("disabled", !!this.fitting);
  }

  /** @param {any} m */
  drawBar(m) {
    const fill = (/** @type {HTMLSelectElement|undefined} */ select, /** @type {string} */ all, /** @type {string[][]} */ rows, /** @type {string} */ now) => {
      if (!select) return;
      select.replaceChildren(h("option", { value: "" }, all), ...rows.map(([id, label]) => h("option", { value: id }, label)));
      select.value = now;
      select.hidden = !rows.length || (rows.length < 2 && !now);
    };
    if (m.rounds || m.look) { fill(this.round, "every round", this.rounds ?? [], this.cards.look.round); fill(this.stage, "every stage", [...this.stages], this.cards.look.stage); }
    if (m.look && this.unread) {
      this.unread.checked = m.look.only;
      if (document.activeElement !== this.box) this.box.value = m.look.words;
    }
    if (this.howMany) this.howMany.textContent = many(this.fit.topics, "topic");
    const open = this.changes.open().length;
    this.what?.replaceChildren(h("kbd", { "aria-hidden": "true" }, "w"), open ? ` ${many(open, "change")} to look at` : " What changed");
    this.what?.classList.toggle("wb-bopen", open > 0);
    if (this.what) this.what.hidden = !this.changes.changes.length && !this.changing;
  }

  /** @param {boolean} [on] */
  changesToggle(on = !this.changing) {
    this.changing = on;
    this.page.el.hidden = on;
    this.changes.el.hidden = !on;
    this.what?.setAttribute("aria-expanded", String(on));
    this.drawBar({});
    if (on) this.changes.el.querySelector("h3")?.focus();
    else this.cards.focus();
  }

  /** The card of a topic: its own, or the theme that follows it. @param {string} topic */
  cardOf(topic) { return this.cards.cards.get(topic) ?? this.cards.themes().filter((c) => c.follows === topic).sort((a, b) => b.proposed - a.proposed)[0]; }

  /** @param {string} id of a topic or a theme */
  go(id) {
    const card = this.cardOf(id);
    if (!card) return;
    this.cards.choose(card.id);
    this.cards.show();
    this.cards.focus();
  }

  /** @param {string} id */
  chosen(id) {
    clearTimeout(this.soon);
    this.queued = []; // they were about the card before
    const card = this.cards.cards.get(id);
    this.soon = setTimeout(() => { this.page.show(this.cards.cards.get(id)); }, this.page.card && card ? READ_AFTER : 0);
  }

  // Acts --------------------------------------------------------------------------------------------------------------

  /** @param {any} message @param {string} words what is said once it is saved */
  act(message, words) {
    const id = this.session.number();
    this.leading.set(id, this.steps);
    this.outbox.act({ ...message, id, words });
  }

  /** @param {any} message @param {any} m */
  settled(message, m) {
    // Who sorts segments goes on sorting: only what is about a card leads there.
    const stayed = this.leading.get(message.id) === this.steps; // who went on meanwhile is not taken there
    this.leading.delete(message.id);
    if (m.card && stayed && m.card !== this.cards.current && !message.segments && this.cards.cards.has(m.card)) { this.cards.choose(m.card); this.cards.show(); }
    if (message.segments && !m.at) this.page.show(this.page.card, true); // they were there already
    if (message.words) this.say(message.words);
  }

  /** @param {"undo"|"redo"} op */
  history(op) { this.act({ op }, ""); }

  /** A deed by its name, on the card at hand or on what is ticked. @param {string} name */
  does(name) {
    clearTimeout(this.soon);
    const card = this.cards.cards.get(this.cards.current);
    if (card && this.page.card?.id !== card.id) this.page.show(card);
    if (!card) { this.say("Choose a card first"); return; }
    if (["confirm", "move", "split", "out"].includes(name)) { this.segments(name, card); return; }
    if (name === "mark" && card.kind !== "topic") { this.say(card.kind === "theme" ? "It is a theme already" : "Choose segments, then s makes a new theme of them"); return; }
    if (["rename", "link", "retire"].includes(name) && card.kind !== "theme") { this.say(card.kind === "topic" ? "That is the model’s topic: t makes a theme of it" : "That can be done to a theme"); return; }
    if (name === "merge" && card.kind === "tray") { this.say("Choose segments, then m moves them"); return; }
    this.wish({ kind: /** @type {any} */ (name), card: card.id });
  }

  /** @param {string} name @param {import("./board_core.js").Card} card */
  segments(name, card) {
    if (this.page.coming) { this.queued.push(name); return; }
    if (this.page.all.waits) { this.say(this.page.all.waits); return; }
    const ids = this.page.targets(), one = ids.length === 1 ? "1 segment" : `${ids.length.toLocaleString("en-GB")} segments`;
    if (!ids.length) { this.say("There is no segment here"); return; }
    if (name === "move" || name === "split") { this.wish({ kind: name, card: card.id, segments: ids }); return; }
    if (name === "confirm") {
      if (card.kind !== "theme") { this.say("Make the topic a theme first (t), or move segments to one (m)"); return; }
      this.leave({ op: "move", segments: ids, theme: card.id, card: card.id }, `Confirmed ${one}`);
    } else this.leave({ op: "move", segments: ids, theme: "", card: card.id }, `Took out ${one}`);
  }

  /** Segments leave their place in the list at once: the next is under the fingers, and the next key is about that one. @param {any} message @param {string} words */
  leave(message, words) {
    this.page.all.leave(message.segments);
    this.page.drawTools();
    if (!this.page.all.list.size) this.cards.focus(); // the list is hidden, and must not take the focus along
    this.act(message, words);
  }

  /** @param {import("./board_core.js").Card|"themes"|undefined} onto */
  dropped(onto) {
    const { card, segments } = this.dragged, what = dropping(this.dragged, onto);
    this.dragged = { card: undefined, segments: [] };
    if ("why" in what) { this.say(what.why); return; }
    const into = onto && onto !== "themes" ? onto.id : "";
    if (what.deed === "move") this.leave({ op: "move", segments, theme: into, card: card?.id }, `Moved ${segments.length === 1 ? "1 segment" : `${segments.length} segments`}`);
    else if (what.deed === "split") this.wish({ kind: "split", card: card?.id, segments });
    else this.wish({ kind: what.deed, card: card?.id, into });
  }

  /** Show what would be done, and ask what is still to be said. @param {import("./board_sheet.js").BoardWish} wish */
  wish(wish) {
    if (this.sheet || this.keys.sheetOpen) return;
    const back = document.activeElement;
    const close = () => { this.sheet?.dispose(); this.sheet = null; };
    const home = () => {
      if (back instanceof HTMLElement && back.isConnected && back.closest(".wb-board")) back.focus({ preventScroll: true });
      if (document.activeElement !== back) this.cards.focus(); // it may be hidden by now
    };
    this.sheet = new BoardSheet(this.frame.el, wish, `${this.session.uid}-d`, {
      card: (id) => this.cards.cards.get(id), cards: () => this.cards.order.map((id) => this.cards.cards.get(id)).filter((c) => !!c), codes: () => [...this.codes.values()], stages: [...this.stages],
      close: () => { close(); home(); },
      go: (messages, words) => {
        close();
        messages.forEach((message, n) => (message.segments ? this.leave(message, words) : this.act(message, n === messages.length - 1 ? words : "")));
        home();
      },
    });
  }

  // What is said ------------------------------------------------------------------------------------------------------

  /** @param {string} words */
  say(words) { this.frame.say(words); }

  drawFrame() { if (this.outbox) this.frame.drawSaved(this.outbox); }
}
