// @ts-check
// The cards: themes beside the topics of the model, and what is apart. One stop for the Tab key, arrows go from card to card.
import { CARD_GROUPS, beside, grouped, heard, holding, interval, many, peopleWord, roundsSaid, spoken, steady } from "./board_core.js";
import { h } from "./dom.js";

/** @typedef {import("./board_core.js").Card} Card */
/** @typedef {{words:string, round:string, stage:string, only:boolean}} Look */

/** Share of people as a point in its interval, on a line from nobody to all. @param {Card} c */
export function wilsonBar(c) {
  const at = (/** @type {number} */ x) => `${Math.max(0, Math.min(100, 100 * x))}%`, n = Math.max(1, c.n);
  return h("span", { class: "wb-bwilson", "aria-hidden": "true", title: interval(c) }, h("u", { style: `left:${at(c.lo)};right:${at(1 - c.hi)}` }),
    c.more ? h("s", { style: `left:${at((c.k + c.more) / n)}` }) : "", h("b", { style: `left:${at(c.k / n)}` }));
}

export class BoardCards {
  /** @param {string} uid @param {{chosen:(id:string) => void, opened:() => void, pressed:() => void, stage:(id:string) => string, drag:(card:string) => void, dropped:(onto:Card|"themes"|undefined) => void, may:(onto:Card|"themes"|undefined) => boolean}} acts */
  constructor(uid, acts) {
    this.uid = uid;
    this.acts = acts;
    /** @type {Map<string, Card>} */ this.cards = new Map();
    /** @type {string[]} */ this.order = [];
    this.current = "";
    /** @type {Look} */ this.look = { words: "", round: "", stage: "", only: false };
    this.empty = "";
    this.rounds = 1; // how many there are
    /** @type {Map<string, {said:string, el:HTMLElement}>} cards as they were drawn */ this.drawn = new Map();
    this.held = false; // while the pointer is down, cards stay the elements they are: a drag would be lost with its card
    this.due = false;
    this.list = h("div", { class: "wb-bcards", role: "listbox", "aria-label": "Themes and topics", tabindex: "0" });
    this.none = h("div", { class: "wb-empty", hidden: true });
    this.el = h("div", { class: "wb-bboard" }, this.none, this.list);
    this.list.addEventListener("click", (e) => { const id = this.under(e); this.list.focus({ preventScroll: true }); if (id) { this.choose(id); this.acts.pressed(); } });
    this.list.addEventListener("dblclick", (e) => { if (this.under(e)) acts.opened(); });
    this.list.addEventListener("pointerdown", () => { this.held = true; });
    this.release = () => { this.held = false; if (this.due) this.draw(); };
    for (const type of ["pointerup", "pointercancel", "dragend", "drop"]) window.addEventListener(type, this.release);
    this.dragging();
  }

  dispose() { for (const type of ["pointerup", "pointercancel", "dragend", "drop"]) window.removeEventListener(type, this.release); }

  /** @param {any} m a view or a patch */
  take(m) {
    if (m.cards) this.cards = new Map(m.cards.map((/** @type {Card} */ c) => [c.id, c]));
    for (const c of m.set ?? []) this.cards.set(c.id, c);
    for (const id of m.gone ?? []) this.cards.delete(id);
    if (m.order) this.order = steady(this.order, m.order);
    if (m.look) this.look = m.look;
    if (m.rounds) this.rounds = m.rounds.length;
    if (m.empty != null) this.empty = m.empty;
    this.draw();
  }

  themes() { return this.order.map((id) => this.cards.get(id)).filter((c) => c?.kind === "theme").map((c) => /** @type {Card} */ (c)); }

  draw() {
    this.due = this.held;
    if (this.held) return;
    const groups = grouped(this.order, this.cards, this.look), narrow = this.look.words || this.look.round || this.look.stage || this.look.only;
    const shown = [...groups.values()].flat();
    const parts = CARD_GROUPS.filter(([kind]) => groups.get(kind)?.length || kind === "theme" || (kind === "topic" && this.cards.size)).map(([kind, name, what]) => {
      const cards = groups.get(kind) ?? [];
      const none = cards.length ? "" : h("p", { class: "wb-bnone", "aria-hidden": "true" }, narrow ? "Nothing here fits what you look for." : kind === "theme" ? "No themes yet. Read a topic; if it holds, press t, or drop it here." : "Every topic is followed by a theme.");
      const label = kind === "tray" ? name : `${name}, ${what}`;
      return h("div", { class: `wb-bgroup wb-b${kind}s`, role: cards.length ? "group" : "none", "aria-label": cards.length ? label : null, "data-group": kind },
        h("div", { class: "wb-bhead", "aria-hidden": "true" }, h("b", {}, name), h("span", {}, `${cards.length ? `${cards.length.toLocaleString("en-GB")} · ` : ""}${what}`)), none, ...cards.map((c) => this.card(c)));
    });
    this.list.replaceChildren(...parts);
    this.list.hidden = !this.cards.size;
    this.none.hidden = !this.empty;
    this.none.replaceChildren(h("b", {}, this.empty.split(". ")[0].replace(/\.?$/, ".")), h("p", {}, this.empty.split(". ").slice(1).join(". ")));
    // A topic that became a theme, or part of one, goes on there: so does who was reading it.
    if (shown.length && !shown.some((c) => c.id === this.current)) this.choose((shown.find((c) => c.kind === "theme" && c.follows === this.current) ?? shown[0]).id);
    else if (!shown.length && this.current) this.choose("");
    else this.mark();
  }

  /** @param {Card} c */
  card(c) {
    const rounds = c.kind === "tray" ? "" : roundsSaid(c.rounds, this.rounds), said = JSON.stringify([c, this.acts.stage(c.stage), rounds]), old = this.drawn.get(c.id);
    if (old?.said === said) return old.el;
    const chips = [c.stage ? h("span", { class: "wb-bchip" }, this.acts.stage(c.stage)) : "", c.codes.length ? h("span", { class: "wb-bchip" }, many(c.codes.length, "code")) : "",
      c.stability ? h("span", { class: "wb-bchip" }, c.stability) : "", rounds ? h("span", { class: "wb-bround" }, rounds) : ""].filter(Boolean);
    const el = h("div", { class: `wb-bcard wb-b${c.kind}`, role: "option", id: `${this.uid}-${c.id.replace(/[^\w-]/g, "_")}`, "data-card": c.id, "aria-selected": "false", "aria-label": spoken(c, this.acts.stage), draggable: c.kind === "tray" ? null : "true" },
      h("b", { class: "wb-bname", dir: "auto" }, c.name), c.kind === "tray" ? h("span", { class: "wb-bwords" }, c.description) : c.words.length && c.words.slice(0, 3).join(", ") !== c.name ? h("span", { class: "wb-bwords", dir: "auto" }, c.words.join(", ")) : c.words.length > 3 ? h("span", { class: "wb-bwords", dir: "auto" }, c.words.slice(3).join(", ")) : "",
      h("span", { class: "wb-bpeople" }, h("b", {}, `${c.k.toLocaleString("en-GB")} of ${c.n.toLocaleString("en-GB")}`), " people", c.more ? h("small", {}, ` +${c.more.toLocaleString("en-GB")} proposed`) : ""),
      c.kind === "tray" ? "" : wilsonBar(c),
      h("span", { class: "wb-bchips" }, h("span", { class: "wb-bfacts" }, holding(c)), ...chips));
    this.drawn.set(c.id, { said, el });
    return el;
  }

  /** @param {Event} e */
  under(e) { return (e.target instanceof Element && e.target.closest("[data-card]")?.getAttribute("data-card")) || ""; }

  /** @param {string} id @param {boolean} [quiet] */
  choose(id, quiet = false) {
    this.current = id;
    this.mark();
    if (!quiet) this.acts.chosen(id);
  }

  /** Show which card one is on. */
  mark() {
    this.list.removeAttribute("aria-activedescendant");
    for (const el of this.list.querySelectorAll("[data-card]")) {
      const on = el.getAttribute("data-card") === this.current;
      el.setAttribute("aria-selected", String(on));
      if (on) this.list.setAttribute("aria-activedescendant", el.id);
    }
  }

  show() { this.list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }); }

  focus() { this.list.focus({ preventScroll: true }); }

  /** @param {KeyboardEvent} e @returns {boolean} */
  key(e) {
    if (!/^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(e.key) || e.ctrlKey || e.metaKey || e.altKey) return false;
    e.preventDefault();
    const boxes = [...this.list.querySelectorAll("[data-card]")].map((el) => { const r = el.getBoundingClientRect(); return { id: el.getAttribute("data-card") ?? "", x: r.x, y: r.y, w: r.width, h: r.height }; });
    const to = beside(boxes, this.current, e.key);
    if (to && to !== this.current) this.choose(to);
    this.show();
    return true;
  }

  /** What something would be dropped on: a card, or the place where themes are. @param {Event} e @returns {Card|"themes"|undefined} */
  onto(e) {
    const card = this.cards.get(this.under(e));
    if (card) return card;
    return e.target instanceof Element && e.target.closest("[data-group=theme]") ? "themes" : undefined;
  }

  dragging() {
    const over = (/** @type {Element|null|undefined} */ el) => { this.list.querySelectorAll(".wb-bover").forEach((x) => x.classList.remove("wb-bover")); el?.classList.add("wb-bover"); };
    this.list.addEventListener("dragstart", (e) => {
      const id = this.under(e);
      e.dataTransfer?.setData("text/plain", "");
      this.acts.drag(id);
    });
    this.list.addEventListener("dragover", (e) => {
      const onto = this.onto(e);
      if (!this.acts.may(onto)) { over(null); return; }
      e.preventDefault();
      over(e.target instanceof Element ? e.target.closest(onto === "themes" ? "[data-group]" : "[data-card]") : null);
    });
    this.list.addEventListener("dragleave", (e) => { if (!(e.relatedTarget instanceof Node) || !this.list.contains(e.relatedTarget)) over(null); });
    this.list.addEventListener("dragend", () => over(null));
    this.list.addEventListener("drop", (e) => {
      over(null);
      e.preventDefault();
      this.acts.dropped(this.onto(e));
    });
  }
}

/** Who it is heard from, in a sentence. @param {Card} c */
export function peopleSaid(c) {
  const sure = c.kind === "theme" ? "confirmed for " : "heard from ";
  return [`${sure}${heard(c)}`, c.k ? interval(c) : "", c.kind === "theme" && c.more ? `${peopleWord(c.more)} more in what is proposed` : ""].filter(Boolean).join("; ");
}
