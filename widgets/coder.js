// @ts-check
// The transcript coder: one view of one transcript. Python (workbench/widgets/coder.py) holds the truth.
//
// To Python:   hello · bye · add {code|name, spans, valence, stance} · define {name} · remove {codings} ·
//              edit {codings, valence?, stance?, memo?} · memo {text} · undo · redo        each with an id
// From Python: view (everything) · patch (what changed) · reply {id, saved, at, ...} or {id, error, why, keep}
// A reply "saved" comes after the act is on the disk. Messages go out one at a time, in order; what was not answered
// stays in the outbox, is drawn as not saved, and is never thrown away by itself.
import { Store, ago, called, count, feeling, named, sentences, sentenceAt, toPoints } from "./core.js";
import { h } from "./dom.js";
import { Panel } from "./panel.js";
import { Strip } from "./strip.js";
import { TextColumn } from "./text.js";

const PATIENCE = 8000;
const KEYS = [
  ["Move", [["← → ↑ ↓", "caret"], ["Ctrl ↑ / Ctrl ↓", "turn before, turn after"], ["j / k", "next, previous turn without a code"], ["PgUp / PgDn", "a page"]]],
  ["Select", [["s", "this sentence; again: one more"], ["t", "this turn"], ["Shift + arrows", "by character, line"], ["Ctrl Shift ← →", "by word"]]],
  ["Code", [["1 … 9", "stages"], ["letters", "the codes they stand beside"], ["/", "find or add a code"], ["v", "in vivo: a code from the words"], ["Delete", "remove the code at the caret"]]],
  ["Say more", [[", / .", "feeling down, up"], ["0", "feeling neutral"], ["-", "speaks against"], ["m", "memo; Esc goes back"]]],
  ["Safe", [["Ctrl Z", "undo"], ["Ctrl Shift Z, Ctrl Y", "do again"], ["Ctrl S", "save the notebook"], ["Esc", "leave the coder"], ["?", "this sheet"]]],
];

/** What was not saved when a view went away, by study, text and coder: the next view of the same takes it over. */
const KEPT = /** @type {Map<string, any[]>} */ ((/** @type {any} */ (globalThis)[Symbol.for("workbench.unsaved")] ??= new Map()));

class View {
  /** @param {any} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.uid = `wb${Math.random().toString(36).slice(2, 9)}`;
    this.serial = 0;
    /** @type {any[]} messages not yet answered; the first is under way unless it failed */ this.outbox = [];
    this.failed = ""; // why the first in the outbox was not saved
    this.lastSaved = "";
    this.refused = "";
    /** @type {Set<string>} codings made since the selection last moved */ this.fresh = new Set();
    this.current = /** @type {string|null} */ (null);
    this.nextFeeling = /** @type {number|null} */ (null);
    this.nextAgainst = false;
    this.jump = false;
    this.sheetOpen = false;
    /** @type {any} */ this.timer = 0;
    /** @type {any} */ this.quiet = 0;
    this.root = h("section", { class: "wb-coder wb-live", "aria-label": "Transcript coder", "data-lm-suppress-shortcuts": "true", tabindex: "-1" },
      h("p", { class: "wb-opening", role: "status" }, "Opening the transcript…"));
    el.append(this.root);
    // JupyterLab listens on document in the capture phase and this attribute alone keeps its single-key commands away;
    // window comes before document, so Ctrl+S and its like still reach it.
    this.gate = (/** @type {KeyboardEvent} */ e) => {
      if (e.target instanceof Node && this.root.contains(e.target)) this.root.toggleAttribute("data-lm-suppress-shortcuts", this.ours(e) || !(e.ctrlKey || e.metaKey));
    };
    window.addEventListener("keydown", this.gate, true);
    this.leaving = (/** @type {BeforeUnloadEvent} */ e) => { if (this.outbox.length) e.preventDefault(); };
    window.addEventListener("beforeunload", this.leaving);
    this.onMessage = (/** @type {any} */ m) => this.guard(() => this.hear(m));
    model.on("msg:custom", this.onMessage);
    this.hello = this.number();
    this.sinceHello = setTimeout(() => this.fail("The kernel does not answer. Run the cell again."), PATIENCE * 2);
    model.send({ op: "hello", id: this.hello });
  }

  number() { return `${this.uid}-${++this.serial}`; }

  /** Nothing that goes wrong here may go by unseen. @param {() => void} what */
  guard(what) {
    try { what(); } catch (error) { this.fail(`A mistake of the coder: ${error instanceof Error ? error.message : error}. What was saved is safe; run the cell again.`); }
  }

  /** @param {string} why */
  fail(why) {
    let box = this.root.querySelector(".wb-error");
    if (!box) this.root.prepend((box = h("p", { class: "wb-error", role: "alert" })));
    box.textContent = why;
    this.root.querySelector(".wb-opening")?.remove();
  }

  dispose() {
    window.removeEventListener("keydown", this.gate, true);
    window.removeEventListener("beforeunload", this.leaving);
    this.model.off("msg:custom", this.onMessage);
    [this.timer, this.quiet, this.sinceHello].forEach(clearTimeout);
    clearInterval(this.minute);
    this.text?.dispose();
    this.strip?.dispose();
    if (this.head && this.outbox.length) KEPT.set(this.head.place, this.outbox);
    try { this.model.send({ op: "bye" }); } catch { /* the kernel is gone already */ }
  }

  // From Python -------------------------------------------------------------------------------------------------------

  /** @param {any} m */
  hear(m) {
    if (m.op === "view" && m.id === this.hello) this.build(m);
    else if (!this.store) { if (m.op === "reply" && m.id === this.hello) this.fail(m.why); }
    else if (m.op === "patch") this.patch(m);
    else if (m.op === "reply") this.answered(m);
    else if (m.op === "error") this.fail(m.why);
  }

  /** @param {any} m */
  build(m) {
    clearTimeout(this.sinceHello);
    this.head = m.head;
    this.store = new Store(m.turns);
    this.store.codes = new Map(m.codes.map((/** @type {any} */ c) => [c.id, c]));
    this.store.take(m.codings);
    this.memo = m.memo;
    this.people = m.people;
    this.text = new TextColumn(this.store, this.uid, () => this.guard(() => this.moved()));
    this.panel = new Panel(this.store, this.uid, {
      apply: (code) => this.apply({ code }), create: (name) => this.create(name), feel: (v) => this.feel(v), against: () => this.against(),
      pick: (id) => { this.current = id; this.drawState(); }, remove: (id) => this.remove([id]), memo: (text) => this.saveMemo(text), back: () => this.text?.el.focus({ preventScroll: true }),
    });
    this.strip = new Strip(this.store, this.text.el, (turn) => this.text?.select({ turn, start: 0, end: 0 }));
    this.layout();
    this.text.drawAll();
    this.panel.draw();
    this.drawAll(m.notices);
    this.minute = setInterval(() => this.drawPeople(), 30000);
    const kept = KEPT.get(m.head.place) ?? [];
    KEPT.delete(m.head.place);
    kept.forEach((message) => this.act({ ...message, id: this.number() }));
    if (kept.length) this.say(`Sending ${count(kept.length, "act")} that ${kept.length === 1 ? "was" : "were"} not saved before`);
  }

  layout() {
    const { kind, round, title, source, people, seconds, coder, blind } = this.head;
    const who = people.length ? people.join(", ") : title || source;
    const facts = [kind, round, seconds ? `${Math.round(seconds / 60)} min` : "", source !== who ? source : ""].filter(Boolean).join(" · ");
    this.bar = h("div", { class: "wb-bar", role: "progressbar", "aria-label": "Turns with a code", "aria-valuemin": "0", "aria-valuemax": "100" }, h("i"));
    this.much = h("span", { class: "wb-much" });
    this.saved = h("div", { class: "wb-saved" });
    this.saidEl = h("span", { class: "wb-say", role: "status" });
    this.presence = h("span", { class: "wb-presence" });
    this.notice = h("div", { class: "wb-notices" });
    const hint = (/** @type {string} */ keys, /** @type {string} */ words) => h("span", {}, ...keys.split(" ").map((k) => h("kbd", {}, k)), ` ${words}`);
    const help = h("button", { type: "button", class: "wb-help", onclick: () => this.toggleSheet() }, h("kbd", {}, "?"), " all keys");
    this.root.setAttribute("aria-label", `Coding ${who} as ${coder}`);
    this.root.replaceChildren(h("div", { class: "wb-frame" },
      h("header", { class: "wb-top" }, h("b", { title }, who), h("span", { class: "wb-facts" }, facts), this.bar, this.much, this.saved), this.notice,
      h("div", { class: "wb-middle" }, this.text.el, this.strip.el), this.panel.el,
      h("footer", { class: "wb-foot" }, this.saidEl, h("span", { class: "wb-hints" }, hint("s", "sentence"), hint("t", "turn"), hint("Shift →", "extend"), hint("v", "in vivo"), hint("-", "against"), hint("j", "next uncoded"), hint("Ctrl Z", "undo")), help,
        h("span", { class: "wb-me", title: blind ? "You code blind: nobody else's codings are shown" : "" }, `${coder}${blind ? " · blind" : ""}`), this.presence)));
    this.root.addEventListener("keydown", (e) => this.guard(() => this.key(e)));
    this.text.el.addEventListener("click", (e) => {
      const tag = e.target instanceof Element && e.target.closest(".wb-tag");
      const c = tag && this.store?.codings.get(tag.getAttribute("data-id") ?? "");
      if (c) { const p = c.parts[c.parts.length - 1]; this.text?.select(p); if (c.mine) { this.current = c.id; this.drawState(); } }
    });
  }

  /** @param {any} m */
  patch(m) {
    const touched = m.gone.flatMap((/** @type {string} */ id) => this.store.drop(id));
    const before = this.store.codes;
    if (m.codes) {
      this.store.codes = new Map(m.codes.map((/** @type {any} */ c) => [c.id, c]));
      const looks = (/** @type {any} */ c) => c && c.label + c.colour;
      const changed = m.codes.filter((/** @type {any} */ c) => before.has(c.id) && looks(before.get(c.id)) !== looks(c)).map((/** @type {any} */ c) => c.id);
      for (const c of this.store.codings.values()) if (changed.includes(c.code)) touched.push(...c.parts.map((p) => p.turn));
    }
    // What is still under way here is newer than what the disk says of it.
    const busy = new Set(this.outbox.flatMap((x) => (x.codings ?? []).map((/** @type {string} */ id) => this.store.name(id))));
    const others = m.set.filter((/** @type {any} */ c) => !c.mine && !this.store.codings.has(c.id));
    touched.push(...this.store.take(m.set.filter((/** @type {any} */ c) => !busy.has(c.id))));
    if (m.memo != null) this.memo = m.memo;
    if (m.people) this.people = m.people;
    this.text.redraw(touched);
    if (touched.length || m.codes) this.panel.draw();
    if (this.jump && touched.length) this.text.show(touched[0]);
    this.jump = false;
    if (others.length) this.say(`${others[0].coder} coded ${count(others.length, "passage")}`);
    this.drawAll(m.notices);
  }

  /** @param {any} m */
  answered(m) {
    const n = this.outbox.findIndex((x) => x.id === m.id);
    if (n < 0) return;
    const message = this.outbox[n];
    clearTimeout(this.timer);
    if (m.saved) {
      this.outbox.splice(n, 1);
      this.failed = this.refused = "";
      if (m.at) this.lastSaved = new Date(m.at).toLocaleTimeString("en-GB");
      const touched = (message.made ?? []).flatMap((/** @type {string} */ id, /** @type {number} */ k) => {
        const real = m.codings[k];
        if (this.fresh.delete(id)) this.fresh.add(real);
        if (this.current === id) this.current = real;
        return this.store.settle(id, real, m.at);
      });
      if (message.op === "edit") {
        for (const id of message.codings) {
          const c = this.store.codings.get(this.store.name(id));
          if (c) touched.push(...this.store.put({ ...c, pending: false, failed: false }));
        }
      }
      this.text.redraw(touched);
      if (m.said) this.say(m.said);
      this.jump = !!m.jump;
    } else if (m.keep) {
      this.failed = m.why;
      this.show(message, "failed");
    } else {
      this.outbox.splice(n, 1);
      this.takeBack(message);
      if (message.op === "undo" || message.op === "redo") this.say(m.why);
      else this.refused = m.why;
    }
    if (!this.failed) this.next();
    this.drawAll();
  }

  // To Python ---------------------------------------------------------------------------------------------------------

  /** Show an act at once, then send it. @param {any} message */
  act(message) {
    this.outbox.push(message);
    this.show(message, this.failed ? "failed" : "pending");
    if (this.outbox.length === 1) this.next();
    this.drawAll();
  }

  next() {
    const message = this.outbox[0];
    if (!message) return;
    const { made, before, text16, ...rest } = message;
    const codings = rest.codings?.map((/** @type {string} */ id) => this.store.name(id)).filter((/** @type {string} */ id) => !id.startsWith("wb") || this.store.codings.has(id));
    if (rest.codings && !codings.length) { this.outbox.shift(); this.next(); return; }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.failed = "the kernel has not answered; it is busy or gone";
      this.outbox.forEach((x) => this.show(x, "failed"));
      this.drawAll();
    }, PATIENCE);
    try {
      this.model.send(codings ? { ...rest, codings } : rest);
    } catch (error) {
      clearTimeout(this.timer);
      this.failed = `the kernel is not connected (${error instanceof Error ? error.message : error})`;
      this.show(message, "failed");
    }
  }

  retry() {
    this.failed = "";
    this.outbox.forEach((x) => this.show(x, "pending"));
    this.next();
    this.drawAll();
    this.text.el.focus({ preventScroll: true });
  }

  discard() {
    const gone = this.outbox.splice(0);
    this.failed = "";
    clearTimeout(this.timer);
    gone.reverse().forEach((x) => this.takeBack(x));
    this.say(`${count(gone.length, "act")} given up; nothing of it is on the disk as far as the kernel said`);
    this.drawAll();
  }

  /** Draw what an act changes, as under way or as not saved. @param {any} m @param {"pending"|"failed"} how */
  show(m, how) {
    const marks = { pending: how === "pending", failed: how === "failed" };
    let touched = /** @type {number[]} */ ([]);
    if (m.op === "add") {
      const code = m.code ?? this.guess(m.name);
      m.made = m.spans.map((/** @type {any} */ _, /** @type {number} */ k) => `${m.id}.${k}`);
      touched = m.spans.flatMap((/** @type {any} */ s, /** @type {number} */ k) => this.store.put({
        id: m.made[k], code, coder: this.head.coder, mine: true, parts: [m.text16[k]], valence: m.valence, stance: m.stance, memo: "", at: "~", ...marks,
      }));
    } else if (m.op === "remove" || m.op === "edit") {
      m.before ??= m.codings.map((/** @type {string} */ id) => this.store.codings.get(this.store.name(id))).filter(Boolean);
      for (const old of m.before) {
        const { op, id, codings, before, ...changes } = m;
        if (m.op === "remove") touched.push(...this.store.drop(old.id));
        else touched.push(...this.store.put({ ...old, ...changes, ...marks }));
      }
    } else if (m.op === "memo") {
      m.before ??= this.memo;
      this.memo = m.text;
    }
    this.text.redraw(touched);
    if (touched.length) this.panel.draw();
  }

  /** Undo on the screen what was never done on the disk. @param {any} m */
  takeBack(m) {
    const touched = (m.made ?? []).flatMap((/** @type {string} */ id) => this.store.drop(id));
    if (m.op === "memo") this.memo = m.before;
    else for (const old of m.before ?? []) touched.push(...this.store.put({ ...old, pending: false, failed: false }));
    this.text.redraw(touched);
    this.panel.draw();
  }

  /** A stand-in for a code the kernel has yet to make. @param {string} name */
  guess(name) {
    const [family, label] = named(name);
    const there = [...this.store.codes.values()].find((c) => !c.retired && c.family === family && c.label === label);
    if (there) return there.id;
    const id = `${family}:${label.toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, "-").replace(/^-+|-+$/g, "")}`;
    if (!this.store.codes.has(id)) this.store.codes.set(id, { id, family, label, definition: "", valence: null, colour: "#66717d", key: "", retired: false });
    return id;
  }

  // What a person does ------------------------------------------------------------------------------------------------

  moved() {
    const spans = this.text.spans(), on = this.onSelection();
    if (![...this.fresh].some((id) => on.some((c) => c.id === id)) || !spans.length) {
      this.fresh.clear();
      this.current = on.filter((c) => c.mine).at(-1)?.id ?? null;
    }
    this.drawState();
  }

  onSelection() { return this.text.selected.slice(0, 3).flatMap((p) => this.store.at(p, true)); }

  /** @param {{code?:string, name?:string}} what */
  apply(what) {
    const spans = this.text.spans();
    if (!spans.length) { this.say("Select words first: s takes the sentence, t the turn, Shift with arrows any words"); this.text.el.focus({ preventScroll: true }); return; }
    const code = what.code ? this.store.codes.get(what.code) : undefined;
    const label = code ? called(code, code.id) : what.name ?? "";
    const family = code?.family ?? named(what.name ?? "")[0];
    if (code && spans.every((s) => this.store.on(s.turn).some((c) => c.mine && c.code === code.id && c.start === s.start && c.end === s.end))) {
      this.current = this.store.on(spans[0].turn).find((c) => c.mine && c.code === code.id && c.start === spans[0].start && c.end === spans[0].end)?.id ?? null;
      this.say(`Already coded as ${label}; Delete removes it`);
      this.drawState();
      return;
    }
    const against = this.nextAgainst && !["stage", "emotion"].includes(family);
    const message = {
      op: "add", id: this.number(), ...what, valence: this.nextFeeling ?? code?.valence ?? null, stance: against ? "against" : "for", text16: spans,
      spans: spans.map((s) => {
        const text = this.store.text(s.turn);
        return { turn: s.turn, start: toPoints(text, s.start), end: toPoints(text, s.end), quote: text.slice(s.start, s.end) };
      }),
    };
    if (against) this.nextAgainst = false;
    this.nextFeeling = null;
    this.act(message);
    message.made?.forEach((/** @type {string} */ id) => this.fresh.add(id));
    this.current = message.made?.at(-1) ?? null;
    this.text.el.focus({ preventScroll: true });
    const asked = spans.every((s) => !this.store.turns[/** @type {number} */ (this.store.place.get(s.turn))].person);
    this.say(`Coded ${count(spans.length, "passage")} as ${against ? "against " : ""}${label}${asked ? "; a question counts as asked, never as evidence" : ""}`);
    this.drawState();
  }

  /** @param {string} name */
  create(name) {
    if (this.text.spans().length) this.apply({ name });
    else {
      this.act({ op: "define", id: this.number(), name });
      this.say(`New code ${name}: select words and press its key`);
      this.text.el.focus({ preventScroll: true });
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
    const able = (/** @type {any} */ c) => c && c.mine && !["stage", "emotion"].includes(this.store.codes.get(c.code)?.family ?? "");
    const c = able(this.mine()) ? this.mine() : this.onSelection().filter(able).at(-1);
    if (!c) { this.nextAgainst = !this.nextAgainst; this.say(this.nextAgainst ? "The next pain, need or delight is coded as contradicted by these words" : "The next code is for, as usual"); this.drawState(); return; }
    const stance = c.stance === "against" ? "for" : "against";
    this.edit(c, { stance });
    this.say(stance === "against" ? `These words speak against ${this.nameOf(c)}` : `These words speak for ${this.nameOf(c)}`);
  }

  /** @param {import("./core.js").Coding} c @param {any} changes */
  edit(c, changes) { this.act({ op: "edit", id: this.number(), codings: [c.id], ...changes }); }

  /** @param {string[]} ids */
  remove(ids) {
    const names = ids.map((id) => this.store.codings.get(this.store.name(id))).filter((c) => !!c).map((c) => this.nameOf(c));
    if (!names.length) { this.say("No code of yours here"); return; }
    this.act({ op: "remove", id: this.number(), codings: ids });
    this.say(`Removed ${names.join(", ")}; Ctrl Z brings it back`);
    ids.forEach((id) => this.fresh.delete(id));
    this.current = null;
    this.moved();
  }

  /** @param {import("./core.js").Coding} c */
  nameOf(c) { return called(this.store.codes.get(c.code), c.code); }

  /** @param {string} text */
  saveMemo(text) {
    const about = this.memoAbout;
    const c = about ? this.store.codings.get(this.store.name(about)) : undefined;
    if (about && c) { if (text !== c.memo) this.edit(c, { memo: text }); }
    else if (!about && text !== this.memo) this.act({ op: "memo", id: this.number(), text });
    this.drawState();
  }

  history(/** @type {"undo"|"redo"} */ op) {
    if (this.failed) { this.say("First retry or give up what was not saved"); return; }
    this.act({ op, id: this.number() });
  }

  // Keys --------------------------------------------------------------------------------------------------------------

  /** Chords with Ctrl that are ours; all others go to JupyterLab. @param {KeyboardEvent} e */
  ours(e) { return (e.ctrlKey || e.metaKey) && /^(z|y|a|c|Arrow.*|Home|End|Enter|Backspace|Delete)$/i.test(e.key); }

  /** @param {KeyboardEvent} e */
  key(e) {
    const typing = e.target instanceof Element && e.target.matches("input,textarea");
    if (e.defaultPrevented || e.isComposing) return;
    if (this.sheetOpen && (e.key === "Escape" || e.key === "?")) { e.preventDefault(); this.toggleSheet(); return; }
    if (e.ctrlKey || e.metaKey) {
      const key = e.key.toLowerCase();
      if (!typing && (key === "z" || key === "y")) { e.preventDefault(); this.history(key === "y" || e.shiftKey ? "redo" : "undo"); }
      else if (e.target === this.text.el && !e.shiftKey && (e.key === "ArrowUp" || e.key === "ArrowDown")) { e.preventDefault(); this.step(e.key === "ArrowDown" ? 1 : -1); }
      return;
    }
    if (typing || e.altKey) return;
    if (e.key === "Escape") { e.preventDefault(); this.escape(e); return; }
    if (e.key === "?") { e.preventDefault(); this.toggleSheet(); return; }
    if (e.key === "/") { e.preventDefault(); this.panel.open(""); return; }
    if (e.target !== this.text.el) return;
    const does = COMMANDS[e.key];
    if (does) { e.preventDefault(); does(this); return; }
    if (e.key.length !== 1 || e.key === " ") return;
    e.preventDefault();
    const code = [...this.store.codes.values()].find((c) => c.key === e.key);
    if (code) this.apply({ code: code.id });
    else this.say(`${e.key} is no key here; ? shows them all, / finds or adds a code`);
  }

  /** @param {KeyboardEvent} e */
  escape(e) {
    if (e.target !== this.text.el) { this.text.el.focus({ preventScroll: true }); return; }
    const last = this.text.selected.at(-1);
    if (last && this.text.spans().length) { this.text.select({ turn: last.turn, start: last.end, end: last.end }); return; }
    const cell = /** @type {HTMLElement|null} */ (this.root.closest(".jp-Cell"));
    this.text.el.blur();
    (cell ?? this.root).focus({ preventScroll: true });
  }

  caret() { return this.text.selected.at(-1) ?? { turn: this.store.turns[0]?.i ?? 0, start: 0, end: 0 }; }

  /** @param {1|-1} by */
  step(by) {
    const n = (this.store.place.get(this.text.now ?? -1) ?? -1) + by;
    const t = this.store.turns[Math.max(0, Math.min(this.store.turns.length - 1, n))];
    if (t) this.text.select({ turn: t.i, start: 0, end: 0 });
  }

  sentence() {
    const at = this.caret(), text = this.store.text(at.turn), spans = this.text.spans().filter((p) => p.turn === at.turn);
    if (!spans.length) { const [start, end] = sentenceAt(text, at.end); this.text.select({ turn: at.turn, start, end }); return; }
    const [now] = spans, list = sentences(text);
    const whole = list.some(([a, b]) => a === now.start && list.some(([, y]) => y === now.end) && b <= now.end);
    const more = whole ? list.find(([a]) => a >= now.end) : sentenceAt(text, Math.max(now.start, now.end - 1));
    if (!more) { this.say("That was the last sentence of this turn"); return; }
    this.text.select({ turn: at.turn, start: whole ? now.start : Math.min(now.start, sentenceAt(text, now.start)[0]), end: more[1] });
  }

  turn() { const at = this.caret(); this.text.select({ turn: at.turn, start: 0, end: this.store.text(at.turn).length }); }

  /** @param {1|-1} by */
  uncoded(by) {
    const turn = this.store.uncoded(this.text.now ?? -1, by);
    if (turn == null) this.say("Every turn of a participant holds a code");
    else this.text.select({ turn, start: 0, end: 0 });
  }

  inVivo() {
    const [span] = this.text.spans();
    if (!span) { this.say("Select the words that shall name the code first"); return; }
    this.panel.open(this.store.text(span.turn).slice(span.start, span.end).replace(/\s+/g, " ").replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").slice(0, 60));
    this.say("In vivo: change the words if you like, then Enter");
  }

  toMemo() { this.panel.memo.focus(); this.panel.memo.scrollIntoView({ block: "nearest" }); }

  toggleSheet() {
    this.sheetOpen = !this.sheetOpen;
    this.root.querySelector(".wb-sheet")?.remove();
    if (!this.sheetOpen) { this.text.el.focus({ preventScroll: true }); return; }
    const close = h("button", { type: "button", onclick: () => this.toggleSheet() }, "Close ", h("kbd", {}, "Esc"));
    const groups = KEYS.map(([name, rows]) => h("section", {}, h("h4", {}, /** @type {string} */ (name)),
      h("dl", {}, .../** @type {string[][]} */ (rows).flatMap(([keys, words]) => [h("dt", {}, keys), h("dd", {}, words)]))));
    const codes = [...this.store.codes.values()].filter((c) => c.key);
    groups.push(h("section", {}, h("h4", {}, "Keys of codes"), h("dl", {}, ...codes.flatMap((c) => [h("dt", {}, c.key), h("dd", {}, called(c, c.id))]))));
    this.root.querySelector(".wb-frame")?.append(h("div", { class: "wb-sheet", role: "dialog", "aria-modal": "true", "aria-label": "All keys" },
      h("div", { class: "wb-sheetbar" }, h("b", {}, "All keys"), close), h("div", { class: "wb-groups" }, ...groups)));
    close.focus();
  }

  // What is shown around the text -------------------------------------------------------------------------------------

  /** @param {string} words */
  say(words) {
    this.saidEl.textContent = words;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => { this.saidEl.textContent = ""; }, 6000);
  }

  /** @param {string[]} [notices] */
  drawAll(notices) {
    const p = this.store.progress(), share = p.turns ? Math.round((100 * p.coded) / p.turns) : 0;
    this.bar.setAttribute("aria-valuenow", String(share));
    this.bar.setAttribute("aria-valuetext", `${p.coded} of ${p.turns} turns`);
    this.bar.title = `${p.coded} of ${p.turns} turns of participants hold a code`;
    /** @type {HTMLElement} */ (this.bar.firstChild).style.width = `${share}%`;
    this.much.textContent = `${share} % · ${count(p.codings, "coding")}`;
    if (notices) this.notice.replaceChildren(...notices.map((n) => h("p", {}, n)));
    this.drawSaved();
    this.drawPeople();
    this.drawState();
    this.strip.draw();
  }

  drawSaved() {
    const n = this.outbox.length;
    const state = this.failed ? "failed" : this.refused ? "refused" : n ? "busy" : "ok";
    this.saved.className = `wb-saved wb-${state}`;
    if (this.failed) {
      const again = h("button", { type: "button", onclick: () => this.retry() }, "Retry"), drop = h("button", { type: "button", onclick: () => this.discard() }, "Give up");
      const why = this.failed.replace(/^not saved: /, "");
      this.saved.replaceChildren(h("span", { role: "alert" }, `${n > 1 ? `${n} acts not saved` : "not saved"}: ${why}`), again, drop);
    } else if (this.refused) this.saved.replaceChildren(h("span", { role: "alert" }, `not saved: ${this.refused}`));
    else if (n && !this.slow) this.slow = setTimeout(() => { this.slow = 0; if (this.outbox.length && !this.failed) this.saved.textContent = "saving…"; }, 250);
    else if (!n) this.saved.textContent = this.lastSaved ? `✓ Saved ${this.lastSaved}` : "";
  }

  drawPeople() {
    const now = Date.now();
    this.presence.replaceChildren(...this.people.map((/** @type {any} */ p) => {
      const when = ago(p.last, now), here = when === "now" || /^[1-4] min/.test(when);
      return h("span", { class: here ? "wb-active" : "" }, h("i", { "aria-hidden": "true" }), `${p.coder} ${here ? "is coding here too" : `was here ${when}`} · ${p.codings}`);
    }));
  }

  drawState() {
    const c = this.mine(), on = this.onSelection();
    if (document.activeElement !== this.panel.memo) this.memoAbout = c?.id ?? null;
    this.panel.drawHere(on, c?.id ?? null);
    this.panel.drawState({
      valence: c ? c.valence : this.nextFeeling, against: c ? c.stance === "against" : this.nextAgainst,
      of: c ? `of ${this.nameOf(c)}` : "of the next code", memo: c ? c.memo : this.memo, memoOf: c ? `Memo on ${this.nameOf(c)}` : "Memo on this transcript",
    });
  }
}

/** @type {Record<string, (view: View) => void>} */
const COMMANDS = {
  s: (v) => v.sentence(), t: (v) => v.turn(), j: (v) => v.uncoded(1), k: (v) => v.uncoded(-1), v: (v) => v.inVivo(), m: (v) => v.toMemo(),
  "-": (v) => v.against(), ",": (v) => v.feelBy(-1), ".": (v) => v.feelBy(1), 0: (v) => v.feel(0),
  Delete: (v) => v.remove(v.current ? [v.current] : []), Backspace: (v) => v.remove(v.current ? [v.current] : []),
};

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const view = new View(model, el);
  return () => view.dispose();
}

export default { render };
