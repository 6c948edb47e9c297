// @ts-check
// What became of the topics since the round before: each for a person to accept, or to decide about later.
import { asking, changeSaid, many } from "./board_core.js";
import { h } from "./dom.js";

/** @typedef {import("./board_core.js").Change} Change */

const SIGNS = /** @type {Record<string, string>} */ ({ kept: "=", grew: "▲", shrank: "▼", split: "⑂", merged: "⑃", new: "＋", gone: "–" });

export class BoardChanges {
  /** @param {{accept:(ids:string[], accept:boolean) => void, open:(id:string) => void, there:(id:string) => boolean, keep:() => void, close:() => void}} host */
  constructor(host) {
    this.host = host;
    /** @type {Change[]} */ this.changes = [];
    /** @type {Set<string>} left for later, in this view */ this.later = new Set();
    this.kept = "";
    this.head = h("p", { class: "wb-hint", role: "status" });
    this.lists = h("div", {});
    this.keepIt = h("button", { type: "button", class: "wb-act", onclick: () => host.keep() }, "Keep these topics");
    this.why = h("p", { class: "wb-hint" });
    this.el = h("div", { class: "wb-bpage wb-bwhat" }, h("div", { class: "wb-bcardhead" }, h("div", { class: "wb-bkind" }, h("h3", { class: "wb-btitle", tabindex: "-1" }, "What changed"), h("button", { type: "button", class: "wb-act wb-bback", onclick: () => host.close() }, "Back ", h("kbd", { "aria-hidden": "true" }, "Esc"))), this.head),
      this.lists, h("div", { class: "wb-tools wb-bkeep" }, this.keepIt, this.why));
  }

  /** What wants a look and nobody accepted yet. */
  open() { return asking(this.changes)[0].filter((c) => !c.by); }

  /** @param {Change[]} changes @param {string} kept */
  take(changes, kept) {
    this.changes = changes;
    this.kept = kept;
    this.draw();
  }

  draw() {
    const open = this.open().length, [ask, went] = asking(this.changes), focused = this.el.contains(document.activeElement) ? document.activeElement?.getAttribute("data-key") : null;
    this.head.textContent = !this.changes.length ? "There is one round so far: what becomes of its topics is said here when the next one is in."
      : open ? `${many(open, "change")} since the round before ${open === 1 ? "wants" : "want"} a look. Themes keep what you confirmed, whatever you say here.` : "Nothing is open. Themes keep what you confirmed.";
    this.why.textContent = this.kept ? `Kept last by ${this.kept}.` : "Later fits then begin from these: topics keep their names even if old interviews change.";
    const last = (/** @type {Change} */ c) => Number(this.later.has(c.id));
    this.lists.replaceChildren(...this.part("Wants a look", ask.sort((a, b) => last(a) - last(b))), ...this.part("Went on as before, with more people or fewer", went));
    if (focused) /** @type {HTMLElement|null} */ (this.lists.querySelector(`[data-key="${CSS.escape(focused)}"]`) ?? this.lists.querySelector("button") ?? this.el.querySelector("h3"))?.focus();
  }

  /** @param {string} name @param {Change[]} changes */
  part(name, changes) {
    const open = changes.filter((c) => !c.by);
    if (!changes.length) return [];
    const all = open.length > 1 ? h("button", { type: "button", class: "wb-act", "data-key": `all ${name}`, onclick: () => this.host.accept(open.map((c) => c.id), true) }, `Accept all ${open.length}`) : "";
    return [h("div", { class: "wb-bpart" }, h("h4", {}, name), all), h("ul", { class: "wb-bchanges", "aria-label": name }, ...changes.map((c) => this.row(c)))];
  }

  /** @param {Change} c */
  row(c) {
    const button = (/** @type {string} */ key, /** @type {string} */ words, /** @type {() => void} */ does) => h("button", { type: "button", class: "wb-act", "data-key": `${key} ${c.id}`, onclick: does }, words);
    const links = [...new Map([...c.after, ...c.before].map((t) => [t.id, t])).values()].filter((t) => this.host.there(t.id)).map((t) => h("button", { type: "button", class: "wb-link", "data-key": `${t.id} ${c.id}`, onclick: () => this.host.open(t.id) }, "read ", h("bdi", {}, `“${t.name}”`)));
    const acts = c.by ? [h("small", {}, c.by), button("again", "Not yet", () => this.host.accept([c.id], false))]
      : [button("yes", "Accept", () => this.host.accept([c.id], true)), ...(this.later.has(c.id) ? [h("small", {}, "later")] : [button("later", "Decide later", () => { this.later.add(c.id); this.draw(); })])];
    return h("li", { class: `wb-bchange wb-bis${c.kind}${c.by ? " wb-bdone" : ""}` }, h("i", { "aria-hidden": "true" }, SIGNS[c.kind] ?? "·"), h("div", {}, h("p", { dir: "auto" }, changeSaid(c)), h("div", { class: "wb-bchips" }, ...acts, ...links)));
  }
}
