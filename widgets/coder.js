// @ts-check
// The transcript coder. Python (workbench/widgets/coder.py) holds the truth; a view in the browser talks with it:
//
// To Python:   hello · bye · add {code|name, spans, valence, stance} · define {name} · remove {codings} ·
//              edit {codings, valence?, stance?, memo?} · memo {text} · undo · redo        each with an id
// From Python: view (everything) · patch (what changed) · reply {id, saved, at, ...} or {id, error, why, keep}
// A reply "saved" comes after the act is on the disk. `keep` says that asking again may help.
import { h } from "./dom.js";
import { keepFromLab } from "./keys.js";
import { View } from "./view.js";

const HELLO_PATIENCE = 16000;

/** From hello to bye: hears Python, tells the view, and shows what goes wrong. */
class Session {
  /** @param {any} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.uid = `wb${Math.random().toString(36).slice(2, 9)}`;
    this.serial = 0;
    /** @type {View|null} */ this.view = null;
    this.root = h("section", { class: "wb-coder wb-live", "aria-label": "Transcript coder", "data-lm-suppress-shortcuts": "true", tabindex: "-1" },
      h("p", { class: "wb-opening", role: "status" }, "Opening the transcript…"));
    el.append(this.root);
    this.ungate = keepFromLab(this.root);
    this.leaving = (/** @type {BeforeUnloadEvent} */ e) => { if (this.view?.outbox.waiting.length) e.preventDefault(); };
    window.addEventListener("beforeunload", this.leaving);
    this.onMessage = (/** @type {any} */ m) => this.guard(() => this.hear(m));
    model.on("msg:custom", this.onMessage);
    this.hello = this.number();
    this.waiting = setTimeout(() => this.fail("The kernel does not answer. Run the cell again."), HELLO_PATIENCE);
    this.send({ op: "hello", id: this.hello });
  }

  number() { return `${this.uid}-${++this.serial}`; }

  /** @param {any} message */
  send(message) { this.model.send(message); }

  /** @param {any} m */
  hear(m) {
    if (m.op === "view" && m.id === this.hello) {
      clearTimeout(this.waiting);
      this.view = new View(this, m);
    } else if (!this.view) { if (m.op === "reply" && m.id === this.hello) this.fail(m.why); }
    else if (m.op === "patch") this.view.patch(m);
    else if (m.op === "reply") this.view.answered(m);
    else if (m.op === "error") this.fail(m.why);
  }

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
    this.ungate();
    window.removeEventListener("beforeunload", this.leaving);
    this.model.off("msg:custom", this.onMessage);
    clearTimeout(this.waiting);
    this.view?.dispose();
    try { this.send({ op: "bye" }); } catch { /* the kernel is gone already */ }
  }
}

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const session = new Session(model, el);
  return () => session.dispose();
}

export default { render };
