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
    this.list = h("ul", { class: "wb-bchanges", "aria-label": "What became of the topics" });
    this.all = h("button", { type: "button", class: "wb-act", onclick: () => host.accept(this.open().map((c) => c.id), true) }, "Accept all");
    this.keepIt = h("button", { type: "button", class: "wb-act", onclick: () => host.keep() }, "Keep these topics");
    this.el = h("div", { class: "wb-bpage wb-bwhat" }, h("div", { class: "wb-bcardhead" }, h("div", { class: "wb-bkind" }, h("h3", { class: "wb-btitle", tabindex: "-1" }, "What changed"), h("button", { type: "button", class: "wb-act wb-bback", onclick: () => host.close() }, "Back ", h("kbd", { "aria-hidden": "true" }, "Esc"))), this.head),
      h("div", { class: "wb-tools" }, this.all, this.keepIt), this.list);
    this.why = h("p", { class: "wb-hint" });
    this.el.append(this.why);
  }

  open() { return this.changes.filter((c) => !c.by); }

  /** @param {Change[]} changes @param {string} kept */
  take(changes, kept) {
    this.changes = changes;
    this.kept = kept;
    this.draw();
  }

  draw() {
    const open = this.open(), all = asking(this.changes), focused = this.el.contains(document.activeElement) ? document.activeElement?.getAttribute("data-key") : null;
    this.head.textContent = !this.changes.length ? "There is one round so far: what becomes of its topics is said here when the next one is in." : open.length ? `${many(open.length, "change")} to look at, of ${this.changes.length}. Themes keep what you confirmed, whatever you say here.` : "All of it is accepted.";
    this.all.hidden = open.length < 2;
    this.why.textContent = this.kept ? `Topics were kept last by ${this.kept}.` : "Keep these topics, and later fits begin from them: their names stay even if old interviews change.";
    const last = (/** @type {Change} */ c) => Number(this.later.has(c.id));
    this.list.replaceChildren(...all.sort((a, b) => last(a) - last(b)).map((c) => this.row(c)));
    if (focused) /** @type {HTMLElement|null} */ (this.list.querySelector(`[data-key="${CSS.escape(focused)}"]`) ?? this.list.querySelector("button"))?.focus();
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
