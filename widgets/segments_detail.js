// @ts-check
// Beside the passages: whose words they are and where, the codes on them, feeling and memo; typing finds a code to add.
import { brief, clock, count } from "./core.js";
import { h } from "./dom.js";
import { Panel } from "./panel.js";

export class Detail extends Panel {
  /** @param {any} store @param {string} uid @param {import("./panel.js").Acts} acts */
  constructor(store, uid, acts) {
    super(store, uid, acts);
    /** @type {any} */ this.passage = null;
    /** @type {any[]} */ this.codings = [];
    this.chosen = 0;
    this.box.placeholder = "add a code to these words";
    this.box.setAttribute("aria-label", "Add a code to these words");
    const key = this.el.querySelector(".wb-findrow kbd");
    if (key) key.textContent = "c";
    this.el.setAttribute("aria-label", "About the passage: people, codes, feeling and memo");
    this.list.setAttribute("aria-label", "About the passage");
    this.memo.placeholder = "m: what strikes you here?";
  }

  /** @param {any} passage @param {any[]} codings @param {number} chosen how many are selected */
  about(passage, codings, chosen) {
    const sign = JSON.stringify([passage?.id, codings.map((c) => [c.id, c.memo, c.at, c.code, c.valence]), chosen]);
    if (sign === this.signed) return;
    this.signed = sign;
    this.passage = passage;
    this.codings = codings;
    this.chosen = chosen;
    if (!this.box.value.trim()) this.draw();
  }

  families() {
    const p = this.passage;
    if (this.chosen > 1) {
      return [h("section", { class: "wb-facts-box" }, h("div", { class: "wb-h" }, `${count(this.chosen, "passage")} selected`),
        h("p", { class: "wb-hint" }, "Press ", h("kbd", {}, "c"), " to add a code to all of them, ", h("kbd", {}, "r"), " to turn one code into another. You see what happens before it does, and one undo takes it back."))];
    }
    if (!p) return [h("p", { class: "wb-hint" }, "Move to a passage to see whose words they are, and to code them.")];
    const rows = [["person", [p.person, p.quiet ? "did not agree to be quoted" : ""].filter(Boolean).join(": ")], ...p.attributes, ["source", `${p.title || p.source}${p.item ? ` · ${p.item}` : ""}`],
      ["kind", p.kind], ["round", p.round], ["date", p.date], ["time", p.at == null ? "" : clock(p.at)]].filter(([, v]) => v);
    const coded = this.codings.filter((c) => c.coder);
    return [h("section", { class: "wb-facts-box" }, h("div", { class: "wb-h" }, "Who and where"), h("dl", {}, ...rows.flatMap(([k, v]) => [h("dt", {}, k), h("dd", { dir: "auto" }, v)]))),
      ...(coded.length ? [h("section", { class: "wb-facts-box" }, h("div", { class: "wb-h" }, "Coded by"), h("ul", {}, ...[...new Set(coded.map((c) => c.coder))].map((who) => {
        const theirs = coded.filter((c) => c.coder === who), last = theirs.map((c) => c.at).filter((at) => at !== "~").sort().at(-1) ?? "";
        return h("li", {}, h("b", {}, who), theirs.some((c) => c.model) ? " (a model)" : "", ` ${count(theirs.length, "code")}${last ? ` · ${last.slice(0, 10)}` : ""}`);
      }))), ...this.memos(coded)] : [])];
  }

  /** What others wrote: mine is in the box below. @param {any[]} coded */
  memos(coded) {
    const theirs = coded.filter((c) => c.memo && !c.mine);
    return theirs.length ? [h("section", { class: "wb-facts-box" }, h("div", { class: "wb-h" }, "Memos of others"), ...theirs.map((c) => h("p", { class: "wb-hint", dir: "auto" }, h("b", {}, `${c.coder}: `), brief(c.memo, 400))))] : [];
  }

  draw() {
    super.draw();
    // What is shown when nothing is typed are facts, not buttons: no stop for the Tab key is needed there.
    this.list.classList.toggle("wb-facts-list", !this.box.value.trim());
  }
}
