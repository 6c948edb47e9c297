// @ts-check
// From the first word with Python to the last: the same for every widget.
import { h } from "./dom.js";
import { keepFromLab } from "./lab.js";

const HELLO_PATIENCE = 16000;

/** @typedef {{patch:(m:any)=>void, answered:(m:any)=>void, heard?:(m:any)=>void, leave?:()=>any, enter?:(where:any)=>void, dispose:()=>void, outbox:{waiting:any[]}}} Shown */
/** @typedef {{name:string, label:string, opening:string, kind:string, chords?:string, view:(session:Session, m:any)=>Shown}} Look what is shown, its names, and letters that with Ctrl are
 *   its own and not JupyterLab's */

/** From hello to bye: hears Python, tells the view, and shows what goes wrong. */
export class Session {
  /** @param {any} model @param {HTMLElement} el @param {Look} look */
  constructor(model, el, look) {
    this.model = model;
    this.look = look;
    this.uid = `wb${Math.random().toString(36).slice(2, 9)}`;
    this.serial = 0;
    /** @type {Shown|null} */ this.view = null;
    this.root = h("section", { class: `wb-coder ${look.kind} wb-live`.replace("  ", " "), "aria-label": look.label, "data-lm-suppress-shortcuts": "true", tabindex: "-1" },
      h("p", { class: "wb-opening", role: "status" }, look.opening));
    el.append(this.root);
    this.ungate = keepFromLab(this.root, look.chords);
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
      this.show(m);
    } else if (!this.view) { if (m.op === "reply" && m.id === this.hello) this.fail(m.why); }
    else if (m.op === "patch") this.view.patch(m);
    else if (m.op === "replaced") {
      this.send({ op: "bye" });
      this.send({ op: "hello", id: (this.hello = this.number()) });
    }
    else if (m.op === "reply") this.view.answered(m);
    else if (m.op === "error") this.fail(m.why);
    else this.view.heard?.(m);
  }

  /** A view of all that Python has told. Where there is one already, the text is another now: what was not sent and where one was go
   * over to the new one. @param {any} m */
  show(m) {
    const old = this.view, where = old?.leave?.();
    old?.dispose();
    this.view = this.look.view(this, m);
    if (where) this.view.enter?.(where);
  }

  /** Nothing that goes wrong here may go by unseen. @param {() => void} what */
  guard(what) {
    try { what(); } catch (error) { this.fail(`A mistake of the ${this.look.name}: ${error instanceof Error ? error.message : error}. What was saved is safe; run the cell again.`); }
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
