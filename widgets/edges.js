// @ts-check
// Moving the edges of a coding: its words are selected, the selection changes as any does, and then the coding has it.
import { count, toPoints } from "./core.js";
import { h } from "./dom.js";

/** @typedef {import("./core.js").Part} Part */

/** Parts of a turn as Python wants them: in code points, with the words as proof that both mean the same.
 * @param {import("./core.js").Store} store @param {Part[]} parts */
export function spansOf(store, parts) {
  return parts.map((s) => {
    const text = store.text(s.turn);
    return { turn: s.turn, start: toPoints(text, s.start), end: toPoints(text, s.end), quote: text.slice(s.start, s.end) };
  });
}

export class Edges {
  /** @param {import("./view.js").View} view */
  constructor(view) {
    this.view = view;
    /** @type {{ids:string[], was:Part}|null} codings on the same words, whose edges are being moved */ this.moving = null;
    this.note = h("span", {});
    this.el = h("div", { class: "wb-edges", role: "group", "aria-label": "Moving the edges of a coding", hidden: true }, this.note, h("span", { class: "wb-edgeacts" },
      h("button", { type: "button", onclick: () => this.save() }, h("kbd", { "aria-hidden": "true" }, "↵"), " save"), h("button", { type: "button", onclick: () => this.cancel() }, h("kbd", { "aria-hidden": "true" }, "Esc"), " as it was")));
    this.start = h("button", { type: "button", class: "wb-edgestart", title: "Move the edges of this coding", onclick: () => this.begin() }, h("kbd", { "aria-hidden": "true" }, "↵"), " move its edges");
    for (const part of [this.el, this.start]) part.addEventListener("mousedown", (e) => e.preventDefault());
  }

  /** The current coding's words become the selection; its companions on the same words move with it. */
  begin() {
    const { view } = this, c = view.mine();
    if (!c) { view.say("Put the caret in a coding of yours first; then Enter moves its edges"); return; }
    if (c.parts.length > 1) { view.say("This coding reaches over several turns; remove it and code each turn"); return; }
    if (c.pending || c.failed) { view.say("This coding is not saved yet"); return; }
    const [was] = c.parts;
    const ids = view.store.on(was.turn).filter((o) => o.mine && !o.pending && !o.failed && o.parts.length === 1 && o.start === was.start && o.end === was.end).map((o) => o.id);
    this.moving = { ids, was };
    view.text.select(was);
    this.draw();
    view.say(`Moving the edges of ${this.names()}: Alt with arrows, then Enter`);
  }

  names() { return (this.moving?.ids ?? []).map((id) => this.view.store.codings.get(this.view.store.name(id))).map((c) => (c ? this.view.nameOf(c) : "")).filter(Boolean).join(", "); }

  save() {
    const { view, moving } = this;
    if (!moving) return;
    const spans = view.text.spans();
    if (spans.length !== 1) { view.say(spans.length ? "A coding stays in one turn; select words in one" : "Select the words it shall have"); return; }
    const [to] = spans, { was } = moving, names = this.names();
    this.moving = null;
    if (to.turn === was.turn && to.start === was.start && to.end === was.end) view.say("Its edges are where they were");
    else {
      const ids = moving.ids.filter((id) => view.store.codings.has(view.store.name(id)));
      view.act({ op: "edit", id: view.session.number(), codings: ids, spans: spansOf(view.store, spans), text16: spans });
      view.current = ids[ids.length - 1] ?? null;
      view.say(`Moved the edges of ${ids.length > 2 ? count(ids.length, "coding") : names}; Ctrl Z brings them back`);
    }
    this.draw();
    view.text.focus();
    view.drawState();
  }

  cancel() {
    const { view, moving } = this;
    if (!moving) return;
    this.moving = null;
    this.draw();
    view.text.select(moving.was);
    view.say("Its edges are as they were");
  }

  draw() {
    const { moving } = this;
    this.el.hidden = !moving;
    this.start.hidden = !!moving || !this.view.mine();
    if (moving) this.note.replaceChildren("Moving the edges of ", h("b", {}, this.names()), ": ", h("kbd", {}, "Alt"), " ", h("kbd", {}, "← →"), " by word, ", h("kbd", {}, "↑ ↓"), " by sentence, ", h("kbd", {}, "="), " the other end; or select anew");
  }
}
