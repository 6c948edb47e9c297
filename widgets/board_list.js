// @ts-check
// The card at hand: what it is, who it is heard from, and its segments, page by page.
import { peopleSaid, wilsonBar } from "./board_cards.js";
import { many } from "./board_core.js";
import { called, colour } from "./core.js";
import { h } from "./dom.js";
import { BLOCK, Passages } from "./passages.js";

/** @typedef {import("./board_core.js").Card} Card */
/** @typedef {{ask:(message:any, done:(m:any) => void) => void, say:(words:string) => void, does:(name:string) => void, stage:(id:string) => string, code:(id:string) => any, drag:(segments:string[]) => void, arrived:() => void}} PageHost */

const STATES = /** @type {Record<string, string>} */ ({ confirmed: "✓ confirmed", proposed: "proposed" });

/** Segments of a card; a row can be dragged to a theme. */
class BoardSegments extends Passages {
  /** @param {number} i @param {HTMLElement} el */
  drawRow(i, el) {
    super.drawRow(i, el);
    const r = this.rows.get(i);
    if (!r) return;
    el.draggable = true;
    if (r.held) el.classList.add("wb-held");
    if (r.state) el.classList.add(`wb-b${r.state}`);
  }
}

export class BoardPage {
  /** @param {string} uid @param {PageHost} host */
  constructor(uid, host) {
    this.host = host;
    /** @type {Card|undefined} */ this.card = undefined;
    this.which = "";
    this.all = new BoardSegments("Segments", `${uid}-s`, 74, (from, done) => this.fetch(from, done), (r) => this.below(r), () => this.drawTools());
    this.head = h("div", { class: "wb-bcardhead" });
    this.doing = h("div", { class: "wb-tools", role: "toolbar", "aria-label": "What to do with this card" });
    this.whichOnes = h("div", { class: "wb-bwhich", role: "group", "aria-label": "Which segments" });
    this.tools = h("div", { class: "wb-tools", role: "toolbar", "aria-label": "What to do with the segments" });
    this.much = h("span", { class: "wb-extent", role: "status" });
    this.el = h("div", { class: "wb-bpage" }, this.head, this.doing, h("div", { class: "wb-bover2" }, this.whichOnes, this.much), this.tools, this.all.list.el, this.all.whole);
    this.all.list.el.addEventListener("dragstart", (e) => {
      const r = this.all.rows.get(this.all.list.under(e));
      e.dataTransfer?.setData("text/plain", "");
      host.drag(r ? (this.all.ticked.has(r.id) ? this.targets() : [r.id]) : []);
    });
    this.all.list.el.addEventListener("pointercancel", () => this.all.list.release());
  }

  dispose() { this.all.dispose(); }

  /** @param {number} from @param {(m:any) => void} done */
  fetch(from, done) {
    const card = this.card?.id ?? "", { which } = this;
    if (!card) return;
    if (!this.all.list.size) this.much.replaceChildren("reading… ", h("span", { class: "wb-late" }, "The first time, names are looked for in the whole study, so that they can be masked: up to a few minutes. All else goes on."));
    this.host.ask({ op: "segments", card, which, from, to: from + BLOCK }, (m) => {
      if (card !== this.card?.id || which !== this.which || !m.rows) return;
      done(m);
      this.coming = false;
      this.host.arrived();
    });
  }

  /** @param {any} r @returns {(Node|string)[]} */
  below(r) {
    return [STATES[r.state] ? h("span", { class: `wb-bstate wb-is${r.state}` }, STATES[r.state]) : "", h("b", {}, r.who), ` · ${r.where}`, r.off && this.card?.id !== "off-topic" ? " · nobody else says the like" : ""];
  }

  /** @param {Card|undefined} card @param {boolean} [again] its segments are others now */
  show(card, again = false) {
    const other = card?.id !== this.card?.id;
    this.card = card;
    if (other) this.which = "";
    this.draw();
    if (!card) { this.all.rows.clear(); this.all.list.resize(0); }
    else if (other) this.empty();
    else if (again) this.all.reset(true);
  }

  coming = false; // whether the first of them are on their way

  /** Nothing of one card is ever seen under the name of another. */
  empty() {
    this.coming = true;
    this.all.list.resize(0);
    this.all.reset();
  }

  draw() {
    const c = this.card;
    this.el.classList.toggle("wb-bnocard", !c);
    if (!c) { this.head.replaceChildren(h("p", { class: "wb-hint" }, "Choose a card to read what people said.")); this.doing.replaceChildren(); this.whichOnes.replaceChildren(); this.drawTools(); return; }
    const kind = { theme: "Theme", topic: "Topic of the model", tray: "Apart" }[c.kind];
    const codes = c.codes.map((id) => { const code = this.host.code(id); return h("span", { class: "wb-bchip" }, h("i", { class: "wb-swatch", "--c": colour(code?.colour ?? "") }), called(code, id)); });
    this.head.replaceChildren(h("div", { class: "wb-bkind" }, h("span", { class: `wb-btag wb-b${c.kind}` }, kind), c.topic ? h("small", {}, "follows ", h("bdi", {}, c.topic)) : ""),
      h("h3", { class: "wb-btitle", dir: "auto" }, c.name), c.words.length && c.words.join(", ") !== c.name ? h("p", { class: "wb-bwords", dir: "auto" }, c.words.join(", ")) : "",
      c.description ? h("p", { class: "wb-bsaid", dir: "auto" }, c.description) : "",
      h("div", { class: "wb-bshare" }, wilsonBar(c), h("small", {}, peopleSaid(c))),
      c.stage || codes.length || c.stability || c.rounds.length ? h("div", { class: "wb-bchips" }, c.stage ? h("span", { class: "wb-bchip" }, this.host.stage(c.stage)) : "", ...codes, c.stability ? h("span", { class: "wb-bchip", title: "Whether it comes back in other orders, and with other people of the study" }, c.stability) : "", ...c.rounds.map((r) => h("span", { class: "wb-bround" }, r))) : "",
      c.missing ? h("p", { class: "wb-hint" }, `${many(c.missing, "passage")} put here ${c.missing === 1 ? "is" : "are"} not in the study any more: the words were edited or are gone.`) : "");
    const tool = (/** @type {string} */ key, /** @type {string} */ words, /** @type {string} */ name) => h("button", { type: "button", class: "wb-act", onclick: () => this.host.does(name) }, h("kbd", { "aria-hidden": "true" }, key), ` ${words}`);
    const deeds = { theme: [tool("r", "Rename", "rename"), tool("g", "Merge…", "merge"), tool("l", "Link…", "link"), tool("Del", "Retire", "retire")], topic: [tool("t", "Make it a theme", "mark"), tool("g", "Merge…", "merge")], tray: [] }[c.kind];
    if (this.doing.getAttribute("data-kind") !== c.kind) { this.doing.setAttribute("data-kind", c.kind); this.doing.replaceChildren(...deeds); }
    this.doing.hidden = !deeds.length;
    const pick = (/** @type {string} */ which, /** @type {string} */ words) => h("button", { type: "button", "aria-pressed": String(this.which === which), onclick: () => this.choose(which) }, words);
    const number = (/** @type {number} */ n) => n.toLocaleString("en-GB");
    this.whichOnes.replaceChildren(...(c.kind === "theme" ? [pick("", "All"), pick("proposed", `${number(c.proposed)} proposed`), pick("confirmed", `${number(c.confirmed)} confirmed`)] : []));
    this.drawTools();
  }

  /** @param {string} which */
  choose(which) {
    this.which = which;
    this.draw();
    this.empty();
  }

  drawTools() {
    const n = this.all.list.size, t = this.all.ticked.size, theme = this.card?.kind === "theme", key = `${theme}${!n}`;
    this.much.textContent = !this.card ? "" : t ? `${t.toLocaleString("en-GB")} of ${n.toLocaleString("en-GB")} ticked` : many(n, "segment");
    if (this.tools.getAttribute("data-for") !== key) {
      this.tools.setAttribute("data-for", key);
      const tool = (/** @type {string} */ k, /** @type {string} */ words, /** @type {string} */ name) => h("button", { type: "button", class: "wb-act", onclick: () => this.host.does(name) }, h("kbd", { "aria-hidden": "true" }, k), ` ${words}`);
      this.tools.replaceChildren(...(n ? [...(theme ? [tool("c", "Confirm", "confirm")] : []), tool("m", "Move…", "move"), tool("s", "New theme", "split"), tool("x", theme ? "Take out" : "In no theme", "out")] : []));
    }
    this.tools.hidden = !n;
  }

  /** What an act is about: what is ticked, or the segment one is on. @returns {string[]} */
  targets() { return this.all.targets(); }

  /** @param {KeyboardEvent} e @returns {boolean} */
  key(e) {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "a") {
      e.preventDefault();
      const { epoch } = this.all;
      this.all.ticking = true;
      this.host.ask({ op: "ids", card: this.card?.id, which: this.which }, (m) => {
        if (epoch !== this.all.epoch) return; // they are the segments of another card
        this.all.ticking = false;
        if (!m.ids) return;
        this.all.ticked = new Map(m.ids.map((/** @type {string} */ id) => [id, {}]));
        this.all.list.draw();
        this.drawTools();
        this.host.say(m.more ? `${many(m.ids.length, "segment")} ticked; ${m.more.toLocaleString("en-GB")} more are too many at once` : `${many(m.ids.length, "segment")} ticked`);
      });
      return true;
    }
    if (e.ctrlKey || e.metaKey || e.altKey) return false;
    return this.all.key(e);
  }
}
