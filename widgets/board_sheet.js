// @ts-check
// A sheet over the board: a name, a theme to go to, codes and stage; and what will happen, said before it happens.
import { many, peopleWord } from "./board_core.js";
import { brief, called, colour, exact, find } from "./core.js";
import { h } from "./dom.js";

/** @typedef {import("./board_core.js").Card} Card */
/** @typedef {{kind:"mark"|"split"|"rename"|"merge"|"move"|"link"|"retire", card?:string, into?:string, segments?:string[]}} BoardWish */
/** @typedef {{card:(id:string) => Card|undefined, cards:() => Card[], codes:() => any[], stages:[string, string][], go:(messages:any[], words:string) => void, close:() => void}} SheetHost */
/** @typedef {{id:string, label:string, more:string, colour?:string, fresh?:boolean}} Option */

const MOST_OPTIONS = 60;
const SHEET_DOES = /** @type {Record<string, string>} */ ({ mark: "Make the theme", split: "Make the theme", rename: "Save", merge: "Merge", move: "Move", link: "Save", retire: "Retire" });

/** Choose one of many by typing. */
class Choice {
  /** @param {string} words @param {string} uid @param {(typed:string) => Option[]} offers @param {(one:Option|null) => void} chosen @param {() => void} enter */
  constructor(words, uid, offers, chosen, enter) {
    this.offers = offers;
    this.chosen = chosen;
    this.uid = uid;
    this.at = 0;
    /** @type {Option|null} */ this.one = null;
    /** @type {Option[]} */ this.options = [];
    this.box = /** @type {HTMLInputElement} */ (h("input", { class: "wb-find", role: "combobox", "aria-label": words, placeholder: words, "aria-expanded": "true", "aria-controls": `${uid}-pick`, "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", maxlength: "200", dir: "auto" }));
    this.list = h("div", { class: "wb-picks", id: `${uid}-pick`, role: "listbox", "aria-label": words });
    this.box.addEventListener("input", () => { this.at = 0; this.take(null); });
    this.box.addEventListener("keydown", (e) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (step && this.options.length) {
        e.preventDefault();
        this.at = this.one ? (this.at + step + this.options.length) % this.options.length : this.at;
        this.take(this.options[this.at]);
      } else if (e.key === "Enter") {
        e.preventDefault();
        e.stopPropagation();
        if (this.one) enter();
        else if (this.options[this.at]) this.take(this.options[this.at]);
      }
    });
    this.list.addEventListener("mousedown", (e) => {
      const el = e.target instanceof Element ? e.target.closest("[data-n]") : null;
      e.preventDefault();
      if (el) { this.at = Number(el.getAttribute("data-n")); this.take(this.options[this.at]); }
    });
    this.draw();
  }

  /** @param {Option|null} one */
  take(one) {
    this.one = one;
    this.chosen(one);
    this.draw();
  }

  draw() {
    this.options = this.offers(this.box.value.trim()).slice(0, MOST_OPTIONS);
    this.at = Math.min(this.at, Math.max(0, this.options.length - 1));
    this.list.replaceChildren(...this.options.map((o, n) => h("div", { role: "option", id: `${this.uid}-o${n}`, "data-n": n, "aria-selected": String(this.one?.id === o.id && this.one?.label === o.label), class: `wb-pickrow${n === this.at ? " wb-now" : ""}` },
      o.colour ? h("i", { class: "wb-swatch", "--c": colour(o.colour) }) : "", h("span", { class: "wb-name" }, h("bdi", {}, o.label)), h("small", {}, o.more))));
    this.list.hidden = !this.options.length;
    this.box.setAttribute("aria-expanded", String(!!this.options.length));
    if (this.options.length) this.box.setAttribute("aria-activedescendant", `${this.uid}-o${this.at}`); else this.box.removeAttribute("aria-activedescendant");
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
  }
}

export class BoardSheet {
  /** @param {HTMLElement} frame @param {BoardWish} wish @param {string} uid @param {SheetHost} host */
  constructor(frame, wish, uid, host) {
    this.frame = frame;
    this.wish = { ...wish };
    this.uid = uid;
    this.host = host;
    this.card = host.card(wish.card ?? "");
    /** @type {Option|null} */ this.chosen = null;
    /** @type {Map<string, string>} codes it is linked to, with their names */ this.linked = new Map();
    this.go = /** @type {HTMLButtonElement} */ (h("button", { type: "button", class: "wb-act wb-go", disabled: true, onclick: () => this.does() }, SHEET_DOES[wish.kind]));
    this.told = h("ul", { class: "wb-plan" });
    this.parts = h("div", { class: "wb-choose" });
    const close = h("button", { type: "button", onclick: () => host.close() }, "Cancel ", h("kbd", {}, "Esc"));
    this.el = h("div", { class: "wb-sheet wb-deed", role: "dialog", "aria-modal": "true", "aria-label": this.title() }, h("div", { class: "wb-sheetbar" }, h("b", { dir: "auto" }, this.title()), close), this.parts,
      h("div", { role: "status", "aria-label": "What will happen" }, this.told), h("div", { class: "wb-acts" }, this.go));
    this.el.addEventListener("keydown", (e) => this.key(e));
    for (const part of frame.children) part.toggleAttribute("inert", true);
    frame.append(this.el);
    this.build();
    this.change();
    /** @type {HTMLElement} */ (this.el.querySelector(".wb-choose input") ?? this.go).focus();
  }

  dispose() {
    this.el.remove();
    for (const part of this.frame.children) part.toggleAttribute("inert", false);
  }

  segments() { return many(this.wish.segments?.length ?? 0, "segment"); }

  title() {
    const name = `“${brief(this.card?.name ?? "", 70)}”`, w = this.wish;
    return { mark: `A theme of ${name}`, split: `A new theme of ${this.segments()}`, rename: `Name and meaning of ${name}`, merge: `Merge ${name} with…`, move: `Move ${this.segments()} to…`, link: `Codes and stage of ${name}`, retire: `Retire ${name}?` }[w.kind];
  }

  build() {
    const w = this.wish, c = this.card;
    /** @type {(Node|string)[]} */ const parts = [];
    const field = (/** @type {string} */ words, /** @type {HTMLElement} */ input) => { input.id = `${this.uid}-${words.split(" ")[0].toLowerCase()}`; return h("div", { class: "wb-bfield" }, h("label", { class: "wb-h", for: input.id }, words), input); };
    if (w.kind === "mark" || w.kind === "split" || w.kind === "rename") parts.push(field("Name", this.naming(w.kind === "rename" ? c?.name ?? "" : "")));
    if (w.kind === "rename") {
      this.meaning = /** @type {HTMLTextAreaElement} */ (h("textarea", { rows: "3", maxlength: "4000", dir: "auto", placeholder: "what belongs here, and what does not" }));
      this.meaning.value = c?.description ?? "";
      this.meaning.addEventListener("input", () => this.change());
      parts.push(field("Meaning", this.meaning));
    }
    if (w.kind === "merge" || w.kind === "move") {
      const pick = new Choice(w.kind === "merge" ? "the theme or topic it goes with" : "a theme, or the name of a new one", this.uid, (typed) => this.targets(typed), (one) => { this.chosen = one; this.rename(); this.change(); }, () => this.does());
      parts.push(pick.box, pick.list);
      const into = w.into && this.targets("").find((o) => o.id === w.into);
      this.extra = h("div", {});
      parts.push(this.extra);
      if (into) { pick.box.value = into.label; pick.take(this.targets(into.label).find((o) => o.id === w.into) ?? into); }
    }
    if (w.kind === "link") {
      this.stage = /** @type {HTMLSelectElement} */ (h("select", {}, h("option", { value: "" }, "no stage"), ...this.host.stages.map(([id, label]) => h("option", { value: id, selected: id === c?.stage }, label))));
      this.stage.addEventListener("change", () => this.change());
      for (const id of c?.codes ?? []) this.linked.set(id, called(this.host.codes().find((x) => x.id === id), id));
      this.chips = h("div", { class: "wb-bchips", role: "group", "aria-label": "Linked codes" });
      const pick = new Choice("a code of the codebook", this.uid, (typed) => find(this.host.codes(), typed).filter((x) => !this.linked.has(x.id) && !["stage", "emotion"].includes(x.family)).map((x) => ({ id: x.id, label: x.label, more: x.family, colour: x.colour })), (one) => {
        if (!one) return;
        this.linked.set(one.id, called(this.host.codes().find((x) => x.id === one.id), one.id));
        pick.box.value = "";
        pick.one = null;
        this.drawLinked();
        this.change();
      }, () => this.does());
      parts.push(pick.box, pick.list, this.chips, field("Stage", this.stage));
      this.drawLinked();
    }
    this.parts.replaceChildren(...parts);
  }

  /** @param {string} value */
  naming(value) {
    this.name = /** @type {HTMLInputElement} */ (h("input", { class: "wb-newlabel", placeholder: "in your words: what people say here", maxlength: "200", dir: "auto", autocomplete: "off" }));
    this.name.value = value;
    this.name.addEventListener("input", () => this.change());
    return this.name;
  }

  /** Two topics become a theme: it needs a name. */
  rename() {
    const both = this.card?.kind === "topic" && this.host.card(this.chosen?.id ?? "")?.kind === "topic";
    if (!this.extra || both === !!this.extra.firstChild) return;
    this.name = undefined;
    this.extra.replaceChildren(...(both ? [h("label", { class: "wb-h", for: `${this.uid}-both` }, "Name of the theme they become"), this.naming("")] : []));
    if (this.name) /** @type {HTMLInputElement} */ (this.name).id = `${this.uid}-both`;
  }

  drawLinked() {
    this.chips?.replaceChildren(...[...this.linked].map(([id, label]) => h("span", { class: "wb-bchip" }, h("bdi", {}, label), h("button", { type: "button", class: "wb-bdrop", "aria-label": `Unlink ${label}`, onclick: () => { this.linked.delete(id); this.drawLinked(); this.change(); this.el.querySelector("input")?.focus(); } }, "×"))));
  }

  /** @param {string} typed @returns {Option[]} */
  targets(typed) {
    const w = this.wish, merging = w.kind === "merge";
    const kinds = merging && this.card?.kind === "topic" ? ["theme", "topic"] : ["theme"];
    const all = this.host.cards().filter((c) => kinds.includes(c.kind) && (c.id !== w.card || (!merging && c.kind !== "theme"))).map((c) => ({ id: c.id, label: c.name, more: c.kind, family: "free", definition: "", retired: false }));
    const hits = typed ? find(/** @type {any} */ (all), typed) : all;
    /** @type {Option[]} */ const out = hits.map((x) => ({ id: x.id, label: x.label, more: /** @type {any} */ (x).more }));
    if (merging) return out;
    if (typed && !exact(/** @type {any} */ (all), typed)) out.push({ id: "", label: typed, more: "new theme", fresh: true });
    if (!typed) out.push({ id: "", label: "no theme", more: "take them out" });
    return out;
  }

  /** What will be asked of Python; empty while something is still to be chosen. @returns {any[]} */
  messages() {
    const w = this.wish, c = this.card, name = this.name?.value.trim() ?? "";
    if (w.kind === "mark") return name ? [{ op: "mark", card: w.card, name }] : [];
    if (w.kind === "split") return name ? [{ op: "split", card: w.card, segments: w.segments, name }] : [];
    if (w.kind === "rename") {
      const out = [];
      if (name && name !== c?.name) out.push({ op: "rename", card: w.card, name });
      if (name && this.meaning?.value.trim() !== c?.description) out.push({ op: "describe", card: w.card, description: this.meaning?.value.trim() });
      return out;
    }
    if (w.kind === "merge") return this.chosen && (!this.name || name) ? [{ op: "merge", card: w.card, into: this.chosen.id, name }] : [];
    if (w.kind === "move") return !this.chosen ? [] : this.chosen.fresh ? [{ op: "split", card: w.card, segments: w.segments, name: this.chosen.label }] : [{ op: "move", card: w.card, segments: w.segments, theme: this.chosen.id }];
    if (w.kind === "retire") return [{ op: "retire", card: w.card }];
    const codes = [...this.linked.keys()], out = [];
    if (codes.join() !== (c?.codes ?? []).join()) out.push({ op: "link", card: w.card, codes });
    if (this.stage?.value !== c?.stage) out.push({ op: "describe", card: w.card, stage: this.stage?.value });
    return out;
  }

  /** What will happen. @returns {string[]} */
  lines() {
    const w = this.wish, c = this.card, into = this.host.card(this.chosen?.id ?? "");
    const undo = "One undo takes it back.";
    if (w.kind === "mark") return ["The segments most typical of it are confirmed, at most one of each person; you can take any of them out.", c && c.proposed > 1 ? `The rest of its ${many(c.proposed, "segment")} is proposed until you confirm it.` : ""];
    if (w.kind === "split") return [`${this.segments()} ${this.wish.segments?.length === 1 ? "is" : "are"} confirmed in it, and stay there whatever the model says.`];
    if (w.kind === "retire" && c) return [`It is shown no more. Its ${many(c.confirmed, "confirmed segment")} can be proposed elsewhere again.`, undo];
    if (w.kind === "move" && this.chosen) return [this.chosen.fresh ? `A new theme, in which ${this.segments()} ${w.segments?.length === 1 ? "is" : "are"} confirmed.` : this.chosen.id ? `${this.segments()} ${w.segments?.length === 1 ? "is" : "are"} confirmed in “${this.chosen.label}”.` : `${this.segments()} ${w.segments?.length === 1 ? "is" : "are"} in no theme; no topic proposes them again.`];
    if (w.kind !== "merge" || !into || !c) return [];
    if (c.kind === "theme" && into.kind === "theme") return [`“${brief(c.name, 60)}” goes on as “${brief(into.name, 60)}”: its ${many(c.confirmed, "confirmed segment")} of ${peopleWord(c.k)} follow.`, undo];
    const topic = c.kind === "topic" ? c : into, theme = c.kind === "topic" ? into : c;
    if (theme.kind === "topic") return [`All ${many(c.proposed + into.proposed, "segment")} of both are confirmed in a new theme: read them first.`, undo];
    return [`All ${many(topic.proposed, "segment")} of the topic are confirmed in “${brief(theme.name, 60)}”: read them first.`, undo];
  }

  change() {
    this.told.replaceChildren(...this.lines().filter(Boolean).map((line) => h("li", { dir: "auto" }, line)));
    this.go.disabled = !this.messages().length;
  }

  does() {
    const messages = this.messages();
    if (!messages.length) return;
    const words = /** @type {Record<string, string>} */ ({ mark: "It is a theme now", split: "A new theme", rename: "Saved", merge: "Merged", move: `Moved ${this.segments()}`, link: "Linked", retire: "Retired" })[this.wish.kind];
    this.host.go(messages, words);
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    if (e.isComposing) return;
    if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); this.host.close(); }
    else if (e.key === "Enter" && (e.target instanceof HTMLInputElement || e.ctrlKey || e.metaKey)) { e.preventDefault(); e.stopPropagation(); this.does(); }
    else if (!(e.ctrlKey || e.metaKey)) e.stopPropagation();
  }
}
