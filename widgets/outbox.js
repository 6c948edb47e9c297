// @ts-check
// The outbox: acts on their way to the disk. Each is drawn at once, sent one at a time in order, and called saved only
// after Python said so. What was not saved stays here and is drawn as such until somebody retries or gives it up.
import { count, named } from "./core.js";

const PATIENCE = 8000;
const GUESSED = "?"; // before the id of a code that only this page has: no code of the disk begins so

/** What was not saved when a view went away, by study, text and coder: the next view of the same takes it over. */
const KEPT = /** @type {Map<string, any[]>} */ ((/** @type {any} */ (globalThis)[Symbol.for("workbench.unsaved")] ??= new Map()));

/** @typedef {{send:(message:any)=>void, redraw:(turns:number[], codes:boolean)=>void, changed:()=>void, renamed:(from:string, to:string)=>void,
 *   said:(words:string)=>void}} Host what the outbox asks of the view: `changed` is called whenever `state` may be another */

export class Outbox {
  /** @param {import("./core.js").Store} store @param {{place:string, coder:string}} head @param {Host} host */
  constructor(store, head, host) {
    this.store = store;
    this.head = head;
    this.host = host;
    /** @type {any[]} messages not yet answered; the first is under way unless it failed */ this.waiting = [];
    this.failed = ""; // why the first was not saved
    this.refused = ""; // why the last was taken back
    this.last = ""; // when the disk last took something
    /** @type {any} */ this.timer = 0;
    /** @type {Map<string, string>} a guessed code -> the one the kernel made of it */ this.known = new Map();
  }

  /** Take over what an earlier view could not send. @returns {any[]} */
  inherit() {
    const kept = KEPT.get(this.head.place) ?? [];
    KEPT.delete(this.head.place);
    return kept;
  }

  dispose() {
    clearTimeout(this.timer);
    if (this.waiting.length) KEPT.set(this.head.place, this.waiting);
  }

  /** Codings that an act not yet answered is about. */
  busy() { return new Set(this.waiting.flatMap((x) => (x.codings ?? []).map((/** @type {string} */ id) => this.store.name(id)))); }

  /** Show an act at once, then send it. @param {any} message */
  act(message) {
    if (!this.waiting.length) this.refused = ""; // it has been seen
    if (this.known.has(message.code)) message.code = this.known.get(message.code); // a memo that was begun before the kernel answered
    this.waiting.push(message);
    this.show(message, this.failed ? "failed" : "pending");
    if (this.waiting.length === 1) this.next();
    this.host.changed();
  }

  next() {
    const message = this.waiting[0];
    if (!message) return;
    const wire = this.wire(message);
    if (!wire) { this.waiting.shift(); this.next(); return; }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.failed = "the kernel has not answered; it is busy or gone";
      this.waiting.forEach((x) => this.show(x, "failed"));
      this.host.changed();
    }, PATIENCE);
    try {
      this.host.send(wire);
    } catch (error) {
      clearTimeout(this.timer);
      this.failed = `the kernel was restarted or is gone (${error instanceof Error ? error.message : error}). Run the cell again: they wait here and are sent then`;
      this.show(message, "failed");
    }
  }

  /** What is sent of an act; null if there is nothing left to be done. @param {any} message */
  wire(message) {
    const { made, before, text16, guessed, ...rest } = message;
    const codings = rest.codings?.map((/** @type {string} */ id) => this.store.name(id)).filter((/** @type {string} */ id) => !id.startsWith("wb") || this.store.codings.has(id));
    return codings && !codings.length ? null : codings ? { ...rest, codings } : rest;
  }

  /** Python's answer. @param {any} m @returns {boolean} whether the screen shall go where the act was */
  answered(m) {
    const n = this.waiting.findIndex((x) => x.id === m.id);
    if (n < 0) return false;
    const message = this.waiting[n];
    clearTimeout(this.timer);
    if (m.saved) {
      this.waiting.splice(n, 1);
      this.failed = "";
      if (m.at) this.last = new Date(m.at).toLocaleTimeString("en-GB");
      if (message.guessed) this.learned(message.guessed, m.code);
      this.settle(message, m);
      if (m.said) this.host.said(m.said);
    } else if (m.keep) {
      this.failed = m.why;
      this.show(message, "failed");
    } else {
      this.waiting.splice(n, 1);
      this.takeBack(message);
      if (message.op === "undo" || message.op === "redo") this.host.said(m.why);
      else this.refused = m.why;
    }
    if (!this.failed) this.next();
    this.host.changed();
    return !!m.saved && !!m.jump;
  }

  /** Draw as saved what was saved. @param {any} message @param {any} m */
  settle(message, m) {
    const touched = (message.made ?? []).flatMap((/** @type {string} */ id, /** @type {number} */ k) => {
      this.host.renamed(id, m.codings[k]);
      return this.store.settle(id, m.codings[k], m.at);
    });
    if (message.op === "edit") {
      for (const id of message.codings) {
        const c = this.store.codings.get(this.store.name(id));
        if (c) touched.push(...this.store.put({ ...c, pending: false, failed: false }));
      }
    }
    this.host.redraw(touched, false);
  }

  retry() {
    this.failed = "";
    this.waiting.forEach((x) => this.show(x, "pending"));
    this.next();
    this.host.changed();
  }

  discard() {
    const gone = this.waiting.splice(0);
    this.failed = "";
    clearTimeout(this.timer);
    gone.reverse().forEach((x) => this.takeBack(x));
    this.host.said(`${count(gone.length, "act")} given up; nothing of it is on the disk as far as the kernel said`);
    this.host.changed();
  }

  /** Draw what an act changes, as under way or as not saved. @param {any} m @param {"pending"|"failed"} how */
  show(m, how) {
    const marks = { pending: how === "pending", failed: how === "failed" };
    let touched = /** @type {number[]} */ ([]);
    if (m.op === "add") {
      const code = this.codeOf(m);
      m.made = m.spans.map((/** @type {any} */ _, /** @type {number} */ k) => `${m.id}.${k}`);
      touched = m.spans.flatMap((/** @type {any} */ s, /** @type {number} */ k) => this.store.put({
        id: m.made[k], code, coder: this.head.coder, mine: true, parts: [m.text16[k]], valence: m.valence, stance: m.stance, memo: "", at: "~", ...marks,
      }));
    } else if (m.op === "remove" || m.op === "edit") {
      m.before ??= m.codings.map((/** @type {string} */ id) => this.store.codings.get(this.store.name(id))).filter(Boolean);
      for (const old of m.before) {
        const { op, id, codings, before, spans, text16, ...changes } = m;
        if (text16) changes.parts = text16;
        if (m.op === "remove") touched.push(...this.store.drop(old.id));
        else touched.push(...this.store.put({ ...old, ...changes, ...marks }));
      }
    } else if (m.op === "memo") {
      m.before ??= this.store.memos.get(`${m.kind}\n${m.about}`) ?? "";
      this.store.memos.set(`${m.kind}\n${m.about}`, m.text);
    }
    this.host.redraw(touched, touched.length > 0);
  }

  /** Undo on the screen what was never done on the disk. @param {any} m */
  takeBack(m) {
    this.forget(m.guessed);
    const touched = (m.made ?? []).flatMap((/** @type {string} */ id) => this.store.drop(id));
    if (m.op === "memo") this.store.memos.set(`${m.kind}\n${m.about}`, m.before);
    else for (const old of m.before ?? []) touched.push(...this.store.put({ ...old, pending: false, failed: false }));
    this.host.redraw(touched, true);
  }

  /** The code an act is about; a new one is guessed until the kernel says its id. @param {any} m */
  codeOf(m) {
    if (m.code == null) m.guessed = this.guess(m.name);
    return m.code ?? m.guessed;
  }

  /** A stand-in for a code the kernel has yet to make. @param {string} name */
  guess(name) {
    const [family, label] = named(name);
    const there = [...this.store.codes.values()].find((c) => !c.retired && c.family === family && c.label === label);
    if (there) return there.id;
    const id = `${GUESSED}${family}:${label}`;
    if (!this.store.codes.has(id)) this.store.codes.set(id, { id, family, label, definition: "", valence: null, colour: "#66717d", key: "", retired: false });
    return id;
  }

  /** The kernel has said which code was meant. @param {string} guessed @param {string|undefined} code */
  learned(guessed, code) {
    const { codes } = this.store, made = codes.get(guessed);
    if (code && code !== guessed) {
      this.known.set(guessed, code);
      if (made && !codes.has(code)) codes.set(code, { ...made, id: code });
      for (const x of this.waiting) for (const of of ["code", "meant", "guessed"]) if (x[of] === guessed) x[of] = code;
      for (const c of [...this.store.codings.values()]) if (c.code === guessed) this.store.put({ ...c, code });
      this.host.renamed(guessed, code);
    }
    this.forget(guessed);
  }

  /** A stand-in that nothing under way needs is no code. @param {string|undefined} guessed */
  forget(guessed) {
    if (guessed?.startsWith(GUESSED) && !this.waiting.some((x) => x.guessed === guessed)) this.store.codes.delete(guessed);
  }
}
