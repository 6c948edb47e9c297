// @ts-check
// Filters: turns of a speaker, with a stage, a code, somebody's coding. What does not fit is folded into a line that says how
// many turns it holds, and opens; nothing goes away without a word.
import { FAMILIES, PLURAL, called, count } from "./core.js";
import { h } from "./dom.js";

/** @typedef {{speaker:string, stage:string, code:string, coder:string}} Wanted empty: anything */
const ANY = /** @type {Wanted} */ ({ speaker: "", stage: "", code: "", coder: "" });
const ALL_OF = { speaker: "everybody speaks", stage: "any stage", code: "any code", coder: "any coder" };

export class Filters {
  /** @param {import("./view.js").View} view */
  constructor(view) {
    this.view = view;
    this.wanted = { ...ANY };
    /** @type {Set<number>} turns that do not fit and were opened all the same */ this.opened = new Set();
    const pick = (/** @type {keyof Wanted} */ what, /** @type {string} */ label) => /** @type {HTMLSelectElement} */ (h("select", {
      "aria-label": label, onchange: () => this.want(what), onfocus: () => this.list(what), onpointerdown: () => this.list(what),
      onkeydown: (/** @type {KeyboardEvent} */ e) => { if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); view.text.focus(); } },
    }));
    this.picks = { speaker: pick("speaker", "Only turns of"), stage: pick("stage", "Only turns with the stage"), code: pick("code", "Only turns with the code"), coder: pick("coder", "Only turns coded by") };
    this.row = h("div", { class: "wb-filters", role: "group", "aria-label": "Filter the turns", hidden: true }, ...Object.values(this.picks));
    this.toggle = h("button", { type: "button", class: "wb-tool", "aria-expanded": "false", title: "Show only some turns (F)", onclick: () => this.open(!!this.row.hidden) }, "Filter ", h("kbd", { "aria-hidden": "true" }, "⇧F"));
    this.much = h("span", { class: "wb-hiding", role: "status" });
    this.all = h("button", { type: "button", class: "wb-tool", hidden: true, onclick: () => { this.clear(); view.text.focus(); } }, "Show all");
    view.text.reveal = (turn) => this.reveal(turn);
    view.text.el.addEventListener("click", (e) => {
      const row = e.target instanceof Element && e.target.closest(".wb-hid[data-hidden]");
      if (row) this.reveal(Number(row.getAttribute("data-turn")), true);
    });
  }

  any() { return Object.values(this.wanted).some(Boolean); }

  /** @param {boolean} open */
  open(open) {
    this.row.hidden = !open;
    this.toggle.setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.lists();
    this.picks.speaker.focus();
  }

  lists() { /** @type {(keyof Wanted)[]} */ (Object.keys(ANY)).forEach((what) => this.list(what)); }

  /** What there is to choose from, as it is now. @param {keyof Wanted} what */
  list(what) {
    const { store, head } = this.view, now = this.wanted[what];
    const used = new Map(), coders = new Map();
    for (const c of store.codings.values()) { used.set(c.code, (used.get(c.code) ?? 0) + 1); coders.set(c.coder, (coders.get(c.coder) ?? 0) + 1); }
    const option = (/** @type {string} */ value, /** @type {string} */ words) => h("option", { value, selected: value === now }, words);
    const codes = [...store.codes.values()].filter((c) => used.has(c.id) || c.id === now), label = (/** @type {any} */ c) => `${called(c, c.id)} (${used.get(c.id) ?? 0})`;
    const choices = {
      speaker: () => [...new Set(store.turns.map((t) => t.speaker))].sort().map((name) => option(name, name)),
      stage: () => codes.filter((c) => c.family === "stage").map((c) => option(c.id, label(c))),
      code: () => FAMILIES.filter((f) => f !== "stage" && codes.some((c) => c.family === f)).map((f) => h("optgroup", { label: PLURAL[f] }, ...codes.filter((c) => c.family === f).map((c) => option(c.id, label(c))))),
      coder: () => [...coders.keys()].sort().map((name) => option(name, name === head.coder ? `me (${coders.get(name)})` : `${name} (${coders.get(name)})`)),
    }[what]();
    this.picks[what].replaceChildren(option("", ALL_OF[what]), ...choices);
  }

  /** @param {keyof Wanted} what */
  want(what) {
    this.wanted[what] = this.picks[what].value;
    this.opened.clear();
    this.apply();
  }

  /** @param {import("./core.js").Turn} t */
  fits(t) {
    const { speaker, stage, code, coder } = this.wanted;
    if (speaker && t.speaker !== speaker) return false;
    if (!stage && !code && !coder) return true;
    const on = [...(this.view.store.byTurn.get(t.i) ?? [])].map((id) => this.view.store.codings.get(id)).filter((c) => c && (!coder || c.coder === coder));
    return on.length > 0 && (!stage || on.some((c) => c?.code === stage)) && (!code || on.some((c) => c?.code === code));
  }

  /** Fold what does not fit. */
  apply() {
    const { store, text } = this.view;
    const first = store.turns.find((t) => this.fits(t));
    text.hidden = new Set(this.any() ? store.turns.filter((t) => !this.opened.has(t.i) && !this.fits(t)).map((t) => t.i) : []);
    this.draw();
    this.view.find.search();
    this.view.strip.draw([]);
    if (!this.any()) this.view.say("All turns are shown");
    else {
      this.view.say(first ? `${count(store.turns.length - text.hidden.size, "turn")} shown, ${this.words()}` : "No turn fits this filter; Esc shows all");
      if (text.hidden.has(text.now ?? -1) && first) { text.selected = [{ turn: first.i, start: 0, end: 0 }]; text.now = first.i; text.mark(); text.show(first.i); }
    }
  }

  words() { const n = this.view.text.hidden.size; return n ? `${count(n, "turn")} hidden` : ""; }

  draw() {
    const { store, text } = this.view;
    text.el.classList.toggle("wb-filtered", this.any());
    let head = /** @type {HTMLElement|null} */ (null), run = 0;
    const close = () => { head?.setAttribute("data-hidden", `${count(run, "turn")} hidden: click to show`); head = null; run = 0; };
    for (const t of store.turns) {
      const row = text.row(t.i), hid = text.hidden.has(t.i);
      if (!row) continue;
      row.classList.toggle("wb-hid", hid);
      row.removeAttribute("data-hidden");
      if (!hid) { close(); continue; }
      head ??= row;
      run++;
    }
    close();
    this.much.textContent = this.any() ? this.words() || "nothing hidden" : "";
    this.all.hidden = !this.any();
  }

  /** Show a turn that is hidden, and with `run` all that are folded with it. @param {number} turn @param {boolean} [run] */
  reveal(turn, run = false) {
    const { store, text } = this.view;
    let n = store.place.get(turn) ?? store.turns.length;
    do { this.opened.add(store.turns[n].i); text.hidden.delete(store.turns[n].i); n++; } while (run && text.hidden.has(store.turns[n]?.i ?? -1));
    this.draw();
    this.view.strip.draw([]);
  }

  /** Codings changed: what fits now is shown; what fits no more stays until the filter changes, lest it goes from under the hands.
   * @param {Iterable<number>} turns */
  changed(turns) {
    const { store, text } = this.view;
    if (!text.hidden.size) return;
    const back = [...new Set(turns)].filter((i) => { const t = store.turns[store.place.get(i) ?? -1]; return t && text.hidden.has(i) && this.fits(t); });
    back.forEach((i) => text.hidden.delete(i));
    if (back.length) this.draw();
  }

  /** @returns {boolean} whether there was a filter */
  clear() {
    if (!this.any()) return false;
    this.wanted = { ...ANY };
    this.opened.clear();
    this.lists();
    this.apply();
    return true;
  }
}
