// @ts-check
// One view of the cases of two coders or more: the list, the case at hand, and the decision with its reason.
import { InPlace, cases, drawCase, drawFamilies } from "./adjudicator_case.js";
import { called, count } from "./core.js";
import { h } from "./dom.js";
import { Frame } from "./frame.js";
import { sheet, toCell } from "./lab.js";
import { Outbox } from "./outbox.js";

const ADJ_SHEET = [
  ["Cases", [["j / k, ↓ ↑", "next, previous case"], ["o", "the next open one"]]],
  ["Decide", [["1 … 9", "this coder's codes stand, the others' fall"], ["b", "all of them stand"], ["0", "none stands"], ["/", "another code in their place"], ["r", "the reason"], ["a", "decide all that differ in this way at once"], ["Enter", "decide, go to the next open case"]]],
  ["Safe", [["Ctrl Z", "undo"], ["Ctrl Shift Z, Ctrl Y", "do again"], ["Esc", "back to the cases"], ["?", "this sheet"]]],
];

/** Acts on their way: nothing of a decision is drawn before the disk has it. */
class CaseOutbox extends Outbox {
  /** @param {any} message */
  wire(message) { return message; }
  show() { this.host.redraw([], false); }
  settle() { this.host.redraw([], false); }
  takeBack() { this.host.redraw([], false); }
}

export class Cases {
  /** @param {import("./session.js").Session} session @param {any} m @param {(acts:any)=>import("./adjudicator_list.js").CaseList} listed */
  constructor(session, m, listed) {
    this.session = session;
    this.root = session.root;
    this.head = m.head;
    /** @type {Map<string, any>} */ this.codes = new Map();
    /** @type {import("./adjudicator_case.js").Case|null} */ this.at = null;
    /** @type {Set<string>} */ this.stands = new Set();
    this.chosen = false;
    /** @type {{code?:string, name?:string}|null} */ this.instead = null;
    this.whole = false;
    this.asked = "";
    this.coming = false; // the case at hand is on its way: what is pressed meanwhile is about it
    /** @type {(() => void)[]} */ this.queued = [];
    this.late = false;
    this.sheetOpen = false;
    this.list = listed({ pick: (/** @type {string} */ id) => this.go(id), code: (/** @type {string} */ id) => this.codes.get(id) });
    this.page = h("div", { class: "wb-adjpage", "aria-live": "polite" });
    this.reason = /** @type {HTMLTextAreaElement} */ (h("textarea", { rows: "2", id: `${session.uid}-why`, placeholder: "r: why is that so? Others will read it." }));
    this.recent = h("div", { class: "wb-adjrecent", role: "group", "aria-label": "Reasons given before" });
    this.likeBox = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", id: `${session.uid}-like` }));
    this.likeBox.addEventListener("change", () => this.drawState());
    this.likeWords = h("label", { for: `${session.uid}-like` });
    this.like = h("div", { class: "wb-adjlike" }, this.likeBox, this.likeWords, h("button", { type: "button", onclick: () => this.list.only(this.at?.case ?? "") }, "show"));
    this.place = new InPlace(session.uid, () => [...this.codes.values()], (what) => this.another(what));
    this.choices = h("div", { class: "wb-adjchoices", role: "group", "aria-label": "What stands" });
    this.decide = h("button", { type: "button", class: "wb-adjgo", onclick: () => this.send() });
    this.families = h("ul", { class: "wb-adjfamilies" });
    this.agreed = h("div", { class: "wb-h" });
    this.past = h("div", { class: "wb-adjpast" });
    const panel = h("aside", { class: "wb-panel", "aria-label": "Decision" }, this.past, h("div", { class: "wb-h" }, "What stands?"), this.choices, this.place.el,
      h("label", { class: "wb-h", for: `${session.uid}-why` }, "Reason"), this.reason, this.recent, this.like, this.decide, this.agreed, this.families);
    const middle = h("div", { class: "wb-adjmiddle" }, this.list.el, this.page);
    this.store = { memo: "", codes: this.codes, codings: new Map(), name: (/** @type {string} */ id) => id };
    this.outbox = new CaseOutbox(/** @type {any} */ (this.store), m.head, {
      send: (message) => session.send(message), changed: () => this.drawState(), said: (words) => this.frame.say(words), redraw: () => this.drawState(), renamed: () => {},
    });
    this.frame = new Frame({ title: m.head.who, coder: m.head.coder, blind: false }, {
      who: m.head.who, facts: [m.head.where], progress: "Cases decided", unit: "cases",
      hints: [["j", "next"], ["1", "first stands"], ["2", "second"], ["b", "all"], ["0", "none"], ["/", "another code"], ["Enter", "decide"], ["Ctrl Z", "undo"]],
    }, { middle, panel }, { keys: () => this.toggleSheet(), retry: () => this.outbox.retry(), discard: () => this.outbox.discard() });
    this.root.setAttribute("aria-label", `Adjudicating ${m.head.who} as ${m.head.coder}`);
    this.root.replaceChildren(this.frame.el);
    this.root.addEventListener("keydown", (e) => session.guard(() => this.key(e)));
    this.reason.addEventListener("input", () => this.drawState());
    this.patch(m);
    const first = this.list.next(1, true) ?? this.list.rows[0]?.case;
    if (first) this.go(first);
    else this.drawCase();
    const kept = this.outbox.inherit();
    kept.forEach((message) => this.outbox.act({ ...message }));
  }

  dispose() { this.frame.dispose(); this.outbox.dispose(); }

  // From Python -------------------------------------------------------------------------------------------------------

  /** @param {any} m */
  patch(m) {
    if (m.codes) { this.codes.clear(); m.codes.forEach((/** @type {any} */ c) => this.codes.set(c.id, c)); }
    if (m.cases) this.list.take(m.cases);
    else if (m.set.length || m.gone.length) {
      // Rows keep their places: under the eye of who decides nothing jumps.
      const fresh = new Map(m.set.map((/** @type {any} */ r) => [r.case, r])), gone = new Set(m.gone);
      const rows = this.list.rows.filter((r) => !gone.has(r.case)).map((r) => { const now = fresh.get(r.case); fresh.delete(r.case); return now ?? r; });
      this.list.take([...rows, ...fresh.values()]);
      if (gone.has(this.list.current)) this.go(this.list.next(1, true) ?? this.list.next(1) ?? "");
      else if (this.list.current) this.ask(this.list.current);
      else if (rows.length || fresh.size) this.go(this.list.next(1, true) ?? "");
    }
    if (m.families) {
      this.families.replaceChildren(...drawFamilies(m.families));
      this.agreed.replaceChildren(...(m.families.length ? ["How far they agree ", h("span", { class: "wb-of" }, m.families[0].heard)] : []));
    }
    if (m.notices) this.frame.drawNotices(m.notices);
    this.drawState();
  }

  /** @param {any} m */
  answered(m) { this.outbox.answered(m); }

  /** @param {any} m */
  heard(m) {
    if (m.op !== "case" || m.id !== this.asked) return;
    this.at = m.case;
    const fresh = this.coming;
    this.coming = false;
    if (fresh) this.begin();
    this.drawCase();
    this.late = true; // the box for the reason had the focus when the key was pressed; where it is now is where it belongs
    this.queued.splice(0).forEach((does) => does());
    this.late = false;
  }

  // What a person does ------------------------------------------------------------------------------------------------

  /** @param {string} id */
  ask(id) {
    this.asked = this.session.number();
    this.session.send({ op: "case", id: this.asked, case: id });
  }

  /** @param {string} id */
  go(id) {
    this.list.current = id || null;
    this.list.draw();
    this.coming = !!id;
    this.queued = [];
    this.reason.value = "";
    if (id) this.ask(id);
    else { this.at = null; this.drawCase(); }
  }

  /** Begin with nothing chosen, or with what was decided before. */
  begin() {
    this.whole = false;
    this.stands = new Set(this.at?.decided?.stands ?? []);
    this.chosen = !!this.at?.decided;
    this.instead = null;
    this.likeBox.checked = false;
    this.place.clear();
  }

  /** @param {number} n the coder, from 0 */
  side(n) {
    if (this.later(() => this.side(n))) return;
    const side = this.at?.sides[n];
    if (!side) return;
    if (!side.codings.length) { this.none(`${side.coder} is right: no ${this.at?.family} here`); return; }
    this.choose(side.codings.map((x) => x.id), `${side.coder}'s codes stand`);
  }

  /** @param {string[]} stands @param {string} words */
  choose(stands, words) {
    if (!this.at) return;
    this.stands = new Set(stands);
    this.chosen = true;
    this.instead = null;
    this.place.clear();
    this.frame.say(`${words}; say why, then Enter`);
    this.drawCase();
    if (!this.late) this.reason.focus();
  }

  /** What is done before the case is here waits for it. @param {() => void} what @returns {boolean} */
  later(what) {
    if (this.coming) this.queued.push(what);
    return this.coming;
  }

  all() {
    if (this.later(() => this.all())) return;
    this.choose(this.ids(), "All of them stand");
  }

  /** @param {string} [words] */
  none(words = "None of them stands") { if (!this.later(() => this.none(words))) this.choose([], words); }

  ids() { return this.at?.sides.flatMap((s) => s.codings.map((x) => x.id)) ?? []; }

  /** @param {{code?:string, name?:string}|null} what */
  another(what) {
    if (this.later(() => this.another(what))) return;
    this.instead = what;
    if (what) {
      this.stands = new Set();
      this.chosen = true;
      this.drawCase();
      this.reason.focus();
    } else this.drawState();
  }

  send() {
    const c = this.at, reason = this.reason.value.trim();
    if (!c) return;
    if (this.later(() => this.send())) return;
    if (c.blocked) { this.frame.say(c.blocked); return; }
    if (!this.chosen) { this.frame.say("First say what stands: 1, 2, b, 0, or another code with /"); return; }
    if (!reason) { this.frame.say("A decision needs its reason"); this.reason.focus(); return; }
    const stands = [...this.stands], like = this.likeBox.checked ? this.alike() : [];
    this.outbox.act({ op: "decide", id: this.session.number(), case: c.case, stands, like, reason, ...(this.instead ?? {}) });
    this.remember(reason);
    const next = this.list.next(1, true, like);
    const words = like.length ? `${count(like.length + 1, "case")} decided` : "Decided";
    this.frame.say(next ? `${words}; the next case` : `${words}; that was the last open case`);
    if (next) this.go(next);
    this.list.list.focus({ preventScroll: true });
  }

  /** Open cases that this decision fits as well: whole sides stand or fall, and nothing is put in their place. */
  alike() {
    const c = this.at;
    if (!c || c.decided || this.instead || !this.chosen) return [];
    const whole = c.sides.every((s) => s.codings.every((x) => this.stands.has(x.id)) || s.codings.every((x) => !this.stands.has(x.id)));
    return whole ? this.list.like(c.case) : [];
  }

  /** @param {string} reason */
  remember(reason) {
    const there = [...this.recent.querySelectorAll("button")].map((b) => b.textContent ?? "");
    const kept = [reason, ...there.filter((w) => w !== reason)].slice(0, 4);
    this.recent.replaceChildren(...kept.map((words) => h("button", { type: "button", title: words, onclick: () => { this.reason.value = words; this.reason.focus(); this.drawState(); } }, words)));
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    if (e.defaultPrevented || e.isComposing) return;
    const typing = e.target instanceof Element && e.target.matches("input,textarea,select");
    const does = (/** @type {() => void} */ what) => { e.preventDefault(); what(); };
    const decides = (/** @type {() => void} */ what) => does(this.coming ? () => { this.queued.push(what); this.reason.focus(); } : what);
    if (this.sheetOpen && (e.key === "Escape" || e.key === "?")) { does(() => this.toggleSheet()); return; }
    if (e.ctrlKey || e.metaKey) {
      const key = e.key.toLowerCase();
      if (key === "enter") does(() => this.send());
      else if (!typing && (key === "z" || key === "y")) does(() => this.undo(key === "y" || e.shiftKey ? "redo" : "undo"));
      return;
    }
    if (e.key === "Escape") { does(() => this.escape(e)); return; }
    if (e.key === "Enter" && e.target === this.reason && !e.shiftKey) { does(() => this.send()); return; }
    if (typing || e.altKey || (e.target instanceof Element && e.target.matches("button") && (e.key === "Enter" || e.key === " "))) return;
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[e.key];
    if (step) does(() => this.step(/** @type {1|-1} */ (step), false));
    else if (e.key === "o") does(() => this.step(1, true));
    else if (/^[1-9]$/.test(e.key)) decides(() => this.side(Number(e.key) - 1));
    else if (e.key === "0") decides(() => this.none());
    else if (e.key === "b") decides(() => this.all());
    else if (e.key === "a") does(() => { if (!this.like.hidden) { this.likeBox.checked = !this.likeBox.checked; this.drawState(); } });
    else if (e.key === "/") does(() => this.place.box.focus());
    else if (e.key === "r") does(() => this.reason.focus());
    else if (e.key === "Enter") does(() => this.send());
    else if (e.key === "?") does(() => this.toggleSheet());
  }

  /** @param {1|-1} by @param {boolean} open */
  step(by, open) {
    const next = this.list.next(by, open);
    if (next) this.go(next);
    else this.frame.say(open ? "No case is open" : "There is no other case here");
  }

  /** @param {"undo"|"redo"} op */
  undo(op) {
    if (this.outbox.failed) { this.frame.say("First retry or give up what was not saved"); return; }
    this.outbox.act({ op, id: this.session.number() });
  }

  /** @param {KeyboardEvent} e */
  escape(e) {
    if (e.target !== this.list.list) { this.list.list.focus(); return; }
    toCell(this.root);
  }

  toggleSheet() {
    this.sheetOpen = !this.sheetOpen;
    sheet(this.root, this.sheetOpen, ADJ_SHEET, [], () => this.toggleSheet());
    if (!this.sheetOpen) this.list.list.focus();
  }

  // What is shown -----------------------------------------------------------------------------------------------------

  drawCase() {
    const c = this.at;
    if (!c) this.page.replaceChildren(h("div", { class: "wb-empty" }, h("b", {}, this.list.rows.length ? "Nothing is chosen." : "They agree on everything both coded."), h("p", {}, this.list.rows.length ? "" : this.head.nothing)));
    else this.page.replaceChildren(...drawCase(c, (id) => this.codes.get(id), this.whole, () => { this.whole = true; this.drawCase(); }, this.stands));
    this.drawState();
  }

  drawState() {
    const c = this.at, all = this.list.rows.length, open = this.list.open().length;
    const choice = (/** @type {string} */ key, /** @type {string} */ words, /** @type {boolean} */ on, /** @type {() => void} */ does) =>
      h("button", { type: "button", "aria-pressed": String(on), onclick: does }, h("kbd", { "aria-hidden": "true" }, key), ` ${words}`);
    const none = this.chosen && !this.stands.size && !this.instead, every = this.chosen && this.stands.size > 0 && this.ids().every((id) => this.stands.has(id));
    const only = (/** @type {any} */ s) => this.chosen && !every && s.codings.length > 0 && s.codings.every((/** @type {any} */ x) => this.stands.has(x.id));
    const empty = c?.sides.some((s) => !s.codings.length);
    this.choices.replaceChildren(...(c ? [
      ...c.sides.map((s, n) => choice(String(n + 1), s.codings.length ? s.coder : `${s.coder}: none`, s.codings.length ? only(s) || (every && !!empty) : none, () => this.side(n))),
      ...(empty ? [] : [choice("b", c.sides.length > 2 ? "all" : "both", every, () => this.all()), choice("0", "none", none, () => this.none())])] : []));
    this.place.el.toggleAttribute("hidden", !c);
    const like = this.alike();
    this.like.toggleAttribute("hidden", !like.length);
    if (!like.length) this.likeBox.checked = false;
    this.likeWords.textContent = `and ${count(like.length, "other open case")} in which they differ in this way`;
    const d = c?.decided;
    this.past.replaceChildren(...(d && c ? [h("p", {}, h("b", {}, `Decided by ${d.coder}`), ` ${new Date(d.at).toLocaleDateString("en-GB")}: ${d.reason}`)] : []), ...(c?.blocked ? [h("p", { class: "wb-adjblocked" }, c.blocked)] : []));
    const instead = this.instead ? this.instead.name ?? called(this.codes.get(this.instead.code ?? ""), this.instead.code ?? "") : "";
    this.decide.textContent = instead ? `Decide: ${instead}` : d ? "Decide again" : this.likeBox.checked ? `Decide ${count(like.length + 1, "case")}` : "Decide";
    this.decide.setAttribute("aria-disabled", String(!c || !this.chosen || !this.reason.value.trim()));
    this.frame.drawProgress({ all, coded: all - open, codings: 0 });
    this.frame.much.textContent = all ? `${cases(open)} open of ${all}` : "no case";
    this.frame.bar.title = `${count(all - open, "case")} decided of ${all}`;
    this.frame.drawSaved(this.outbox);
  }
}
