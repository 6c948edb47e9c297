// @ts-check
// One view of the map: what a person does and what Python says, carried to the sheet, the panel and the outbox.
import { ago, count } from "./core.js";
import { h } from "./dom.js";
import { EditorOutbox } from "./editor_outbox.js";
import { Frame, intoSight } from "./frame.js";
import { MapBoard } from "./map_board.js";
import { sifted } from "./map_core.js";
import { MapDrag } from "./map_drag.js";
import { MapKeys } from "./map_keys.js";
import { MapPanel } from "./map_panel.js";
import { MapSheet } from "./map_sheet.js";

const MAP_PATIENCE = 20000;
const LOOK_PATIENCE = 120000;
const OPEN_AFTER = 90; // milliseconds on a card before it opens, once something is open: arrows go past many

/** The frame says whom the map is about. */
class MapFrame extends Frame {
  /** @param {[string, string][]} facts */
  drawFacts(facts) { this.much.replaceChildren(...facts.map(([figure, words]) => h("span", { class: "wb-jfact" }, h("b", {}, figure), ` ${words}`))); }

  /** @param {any[]} people */
  drawPeople(people) {
    const now = Date.now();
    this.presence.replaceChildren(...people.filter((p) => now - Date.parse(p.last) < 24 * 3600 * 1000).slice(0, 3).map((p) => {
      const when = ago(p.last, now), here = when === "now" || /^[1-4] min/.test(when);
      return h("span", { class: here ? "wb-active" : "" }, h("i", { "aria-hidden": "true" }), `${p.coder} ${here ? "is working too" : `was here ${when}`}`);
    }));
  }
}

export class MapView {
  /** @param {import("./session.js").Session} session @param {any} m what Python says at first */
  constructor(session, m) {
    this.session = session;
    this.root = session.root;
    this.head = m.head;
    /** @type {Map<string, {done:(m:any)=>void, timer:any}>} */ this.asks = new Map();
    this.steps = 0; // keys and clicks so far
    /** @type {Map<string, number>} acts that may lead somewhere, and how many steps there were then */ this.leading = new Map();
    /** @type {any[]} */ this.people = [];
    /** @type {any} */ this.seen = m.seen;
    /** @type {string[]} */ this.reasons = [];
    /** @type {MapSheet|null} */ this.sheet = null;
    /** @type {any} */ this.soon = 0;
    this.box = /** @type {HTMLInputElement} */ (h("input", { type: "search", class: "wb-seek", placeholder: "find cards", "aria-label": "Find cards and notes", maxlength: "200", autocomplete: "off", spellcheck: "false" }));
    this.board = new MapBoard(`${session.uid}-j`, m.lanes, { chosen: (key) => this.chosen(key), opened: (key) => this.open(key) });
    this.drag = new MapDrag(this.board, { drop: (claim, what) => this.wish(what.kind, { claim, ...what }), say: (words) => this.say(words) });
    this.panel = new MapPanel(`${session.uid}-p`, {
      ask: (message, done, patience) => this.ask(message, done, patience), act: (message, words) => this.act(message, words), wish: (kind, more) => this.wish(kind, more), go: (claim) => this.go(claim),
      card: (id) => this.board.cards.get(id), stage: (id) => this.board.stages.find((s) => s.id === id), note: (id) => this.board.notes.find((n) => n.id === id), close: () => this.shut(),
    });
    this.outbox = new EditorOutbox(/** @type {any} */ ({ codings: new Map(), name: (/** @type {string} */ x) => x }), m.head, /** @type {any} */ ({
      send: (/** @type {any} */ message) => session.send(message), changed: () => this.drawFrame(), said: (/** @type {string} */ words) => this.say(words), renamed: () => {}, redraw: () => this.drawPending(),
      settled: (/** @type {any} */ message, /** @type {any} */ answer) => this.settled(message, answer), back: () => this.drawPending(),
    }));
    this.keys = new MapKeys(this);
    const middle = h("div", { class: "wb-middle" }, this.bar(m.personas), this.board.el);
    this.side = h("aside", { class: "wb-panel", "aria-label": "The card at hand" }, this.panel.el);
    const hints = /** @type {[string, string][]} */ ([["← → ↑ ↓", "go"], ["Enter", "open"], ["m", "move"], ["r", "rename"], ["g", "put under"], ["s", "sign"], ["c", "comment"], ["n", "note"], ["/", "find"], ["u", "undo"]]);
    this.frame = new MapFrame({ title: m.head.title, coder: m.head.coder, blind: false }, { who: m.head.title, facts: [m.head.scenario], progress: "", unit: "", hints }, { middle, panel: this.side },
      { keys: () => this.keys.toggleSheet(), retry: () => this.outbox.retry(), discard: () => this.outbox.discard() });
    this.frame.bar.remove();
    this.root.setAttribute("aria-label", `Journey map of ${m.head.title}, with ${m.head.coder}`);
    this.root.replaceChildren(this.frame.el);
    this.root.addEventListener("keydown", (e) => session.guard(() => this.keys.key(e)));
    this.root.addEventListener("pointerdown", () => { this.steps += 1; });
    this.take(m);
    this.minute = setInterval(() => this.frame.drawPeople(this.people), 30000);
    const kept = this.outbox.inherit();
    kept.forEach((message) => this.outbox.act({ ...message }));
    if (kept.length) this.say(`Sending ${count(kept.length, "act")} that ${kept.length === 1 ? "was" : "were"} not saved before`);
  }

  dispose() {
    clearInterval(this.minute);
    clearTimeout(this.soon);
    for (const { timer } of this.asks.values()) clearTimeout(timer);
    this.sheet?.dispose();
    this.drag.dispose();
    [this.frame, this.outbox].forEach((part) => part.dispose());
  }

  /** What stands above the map: find, whose words, of which round, and a place to catch notes. @param {string[]} personas */
  bar(personas) {
    this.box.addEventListener("input", () => this.seek());
    this.box.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && this.box.value) { e.preventDefault(); e.stopPropagation(); this.box.value = ""; this.seek(); }
      else if (e.key === "Enter" || e.key === "ArrowDown") { e.preventDefault(); this.toFound(); }
    });
    const choose = (/** @type {string} */ label) => { const s = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": label })); s.addEventListener("change", () => this.look()); return s; };
    this.personas = personas;
    this.persona = choose("Persona");
    this.round = choose("Round");
    this.matches = h("span", { class: "wb-found", role: "status" });
    this.net = /** @type {HTMLInputElement} */ (h("input", { type: "text", class: "wb-seek wb-jnet", placeholder: "catch a note…", "aria-label": "Catch a note for the inbox; Enter keeps it", maxlength: "2000", dir: "auto", autocomplete: "off" }));
    this.net.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || e.isComposing) return;
      e.preventDefault();
      const text = this.net?.value.trim() ?? "", stage = this.board.current.startsWith("s:") && this.panel.key === this.board.current ? this.board.current.slice(2) : "";
      if (text && this.net) { this.act({ op: "capture", text, stage }, "In the inbox"); this.net.value = ""; }
    });
    return h("div", { class: "wb-abovetext wb-jtools", role: "search", "aria-label": "The map" }, h("span", { class: "wb-seekrow" }, this.box, h("kbd", { "aria-hidden": "true" }, "/")), this.matches, this.persona, this.round, h("span", { class: "wb-seekrow wb-jnetrow" }, this.net, h("kbd", { "aria-hidden": "true" }, "n")));
  }

  // From Python -------------------------------------------------------------------------------------------------------

  /** @param {any} m */
  take(m) {
    if (m.people) this.people = m.people;
    if (m.reasons) this.reasons = m.reasons;
    if (m.notices) this.frame.drawNotices(m.notices);
    if (m.facts) this.frame.drawFacts(m.facts);
    if (m.seen) this.seen = m.seen;
    if (m.rounds) this.rounds = m.rounds;
    if (m.seen || m.rounds) this.drawPickers();
    if (m.cards || m.set || m.gone || m.stages || m.notes || m.curve != null) {
      this.board.take(m);
      this.seek(true);
    }
    this.frame.drawPeople(this.people);
    this.drawFrame();
  }

  /** @param {any} m */
  patch(m) {
    this.take(m);
    if (!this.panel.key) return;
    const gone = !this.board.places.flat().some((p) => p.key === this.panel.key);
    if (gone) this.shut();
    else if (m.set || m.stages || m.gone) this.panel.show(this.panel.key, true);
  }

  /** @param {any} m */
  answered(m) {
    if (this.asks.has(m.id)) this.heard(m);
    else this.outbox.answered(m);
  }

  /** An answer to a question of ours. @param {any} m */
  heard(m) {
    const ask = this.asks.get(m.id);
    if (!ask) return;
    clearTimeout(ask.timer);
    this.asks.delete(m.id);
    ask.done(m);
  }

  /** Ask Python something that writes nothing; a refusal is said. @param {any} message @param {(m:any) => void} done @param {number} [patience] */
  ask(message, done, patience = MAP_PATIENCE) {
    const id = this.session.number();
    const lost = () => { this.asks.delete(id); done({ why: "lost" }); this.say("The kernel has not answered; it is busy or gone"); };
    this.asks.set(id, { done: (m) => { if (m.why) this.say(m.why); done(m); }, timer: setTimeout(lost, patience) });
    try { this.session.send({ ...message, id }); } catch { clearTimeout(this.asks.get(id)?.timer); lost(); }
  }

  // What is looked at -------------------------------------------------------------------------------------------------

  drawPickers() {
    const fill = (/** @type {HTMLSelectElement|undefined} */ select, /** @type {string} */ all, /** @type {string[][]} */ rows, /** @type {string} */ now) => {
      if (!select) return;
      select.replaceChildren(h("option", { value: "" }, all), ...rows.map(([id, label]) => h("option", { value: id }, label)));
      select.value = now;
      select.hidden = !rows.length;
    };
    fill(this.persona, "everybody", this.personas?.map((p) => [p, p]) ?? [], this.seen.persona);
    fill(this.round, "all rounds", this.rounds ?? [], this.seen.round);
  }

  look() {
    this.ask({ op: "look", persona: this.persona?.value, round: this.round?.value }, (m) => {
      if (m.why) { this.drawPickers(); return; }
      this.say(`${count(this.seen.people, "person").replace("persons", "people")}${this.seen.round ? "" : ", all rounds"}`);
    }, LOOK_PATIENCE);
  }

  /** @param {boolean} [quiet] */
  seek(quiet = false) {
    const words = [...[...this.board.cards.values()].map((c) => ({ id: `c:${c.id}`, words: `${c.statement} ${c.owner} ${c.grade} ${c.status}` })), ...this.board.notes.map((n) => ({ id: `n:${n.id}`, words: `${n.text} ${n.by}` }))];
    const found = sifted(words, this.box.value);
    if (!found && !this.board.found) return;
    this.board.found = found;
    this.board.draw();
    if (this.matches) this.matches.textContent = found ? `${found.size} found` : "";
    if (!quiet && !found) this.say("");
  }

  /** From the box to the first that fits. */
  toFound() {
    const first = this.board.places.flat().find((p) => this.board.found?.has(p.key));
    if (first) { this.board.choose(first.key); this.board.show(); }
    this.board.focus();
  }

  /** @param {string} key */
  chosen(key) {
    clearTimeout(this.soon);
    if (this.panel.key && this.panel.key !== key) this.soon = setTimeout(() => this.panel.show(this.board.current), OPEN_AFTER);
  }

  /** @param {string} key */
  open(key) {
    clearTimeout(this.soon);
    this.panel.show(key);
    this.frame.el.classList.add("wb-jisopen");
    intoSight(this.panel.el);
  }

  enter() {
    const { current } = this.board;
    if (current.startsWith("n:") && this.panel.key === current) this.wish("sort");
    else this.open(current);
  }

  /** Close what is open. */
  shut() {
    clearTimeout(this.soon);
    this.panel.show("");
    this.frame.el.classList.remove("wb-jisopen");
    this.board.focus();
    this.board.show();
  }

  /** @param {string} claim */
  go(claim) {
    this.board.choose(`c:${claim}`, true);
    this.board.show();
    this.open(`c:${claim}`);
    this.board.focus();
  }

  catching() {
    this.net?.focus();
    this.net?.scrollIntoView({ block: "nearest" });
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
    const key = [`c:${m.card}`, `s:${m.card}`, `n:${m.card}`].find((k) => this.board.places.flat().some((p) => p.key === k));
    const stayed = this.leading.get(message.id) === this.steps; // who went on meanwhile is not taken there
    this.leading.delete(message.id);
    if (key && stayed && message.op !== "capture") { this.board.choose(key); this.board.show(); }
    if (message.words) this.say(message.words);
    this.drawPending();
  }

  /** @param {"undo"|"redo"} op */
  history(op) { this.act({ op }, ""); }

  drawPending() {
    const now = new Set(this.outbox?.waiting.map((/** @type {any} */ m) => m.claim).filter(Boolean) ?? []);
    this.board.pending = now;
    for (const el of this.board.grid.querySelectorAll("[data-claim]")) el.classList.toggle("wb-jpending", now.has(el.getAttribute("data-claim") ?? ""));
  }

  /** Ask what a gesture still needs to know. @param {string} kind @param {any} [more] */
  wish(kind, more = {}) {
    if (this.sheet || this.keys.sheetOpen) return;
    const { current } = this.board, at = { claim: current.startsWith("c:") ? current.slice(2) : undefined, stage: current.startsWith("s:") ? current.slice(2) : undefined, note: current.startsWith("n:") ? current.slice(2) : undefined, ...more };
    if (kind === "sort" ? !at.note : kind === "moment" ? !at.stage : kind === "comment" ? !at.claim && !at.stage : kind !== "note" && !at.claim) { this.say(kind === "moment" ? "Go to a stage first" : "Go to a card first"); return; }
    if (kind === "under" && this.board.cards.get(at.claim)?.under && more.under == null) at.under = "";
    const back = document.activeElement;
    const close = () => {
      this.sheet?.dispose();
      this.sheet = null;
      if (back instanceof HTMLElement && back.isConnected && this.root.contains(back) && back !== document.body) back.focus({ preventScroll: true });
      if (document.activeElement !== back) this.board.focus();
    };
    this.sheet = new MapSheet(this.frame.el, { ...at, kind }, `${this.session.uid}-d`, {
      card: (id) => this.board.cards.get(id), cards: () => [...this.board.cards.values()], stages: () => this.board.stages, lanes: this.board.lanes, notes: () => this.board.notes, reasons: () => this.reasons,
      owners: () => [...new Set([...this.board.cards.values()].map((c) => c.owner).filter(Boolean))].sort(), close, go: (message, words) => { close(); this.act(message, words); },
    });
  }

  // What is said ------------------------------------------------------------------------------------------------------

  /** @param {string} words */
  say(words) { this.frame.say(words); }

  drawFrame() { if (this.outbox) this.frame.drawSaved(this.outbox); }
}
