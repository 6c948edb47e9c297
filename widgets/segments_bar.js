// @ts-check
// The query bar: words typed, names offered as one types, what is wrong and where, what was asked before.
import { colour, toUnits } from "./core.js";
import { h } from "./dom.js";
import { offers, result } from "./segments_core.js";

/** Queries of this page, by study and coder: arrow up finds them, also after the cell was run again. */
const ASKED = /** @type {Map<string, string[]>} */ ((/** @type {any} */ (globalThis)[Symbol.for("workbench.asked")] ??= new Map()));
const MOST_ASKED = 100;

/** @typedef {{codes:any[], keys:any[], counts:Record<string, number>}} Names what can be named in a query */
/** @typedef {{run:(query:string)=>void, back:()=>void, names:()=>Names, tidy:()=>void}} BarActs */

export class QueryBar {
  /** @param {string} uid @param {string} place @param {string[][]} examples queries and what they find @param {BarActs} acts */
  constructor(uid, place, examples, acts) {
    this.uid = uid;
    this.acts = acts;
    this.examples = examples;
    if (!ASKED.has(place)) ASKED.set(place, []);
    this.asked = /** @type {string[]} */ (ASKED.get(place));
    this.back = -1; // how far back in what was asked one is
    this.draft = "";
    this.pick = -1;
    /** @type {import("./segments_core.js").Offer[]} */ this.offered = [];
    this.query = "";
    this.box = /** @type {HTMLInputElement} */ (h("input", {
      class: "wb-query", type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": `${uid}-offers`, "aria-autocomplete": "list", "aria-label": "Query",
      placeholder: "all passages: type a code, “words in quotes”, or a condition", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "20000", dir: "auto",
    }));
    this.list = h("div", { class: "wb-offers", id: `${uid}-offers`, role: "listbox", "aria-label": "What may follow", hidden: true });
    this.clear = h("button", { type: "button", class: "wb-clear", "aria-label": "Clear the query: show all passages", hidden: true, onclick: () => { this.box.value = ""; this.run(); this.box.focus(); } }, "×");
    this.wrong = h("div", { class: "wb-wrong", id: `${uid}-wrong` });
    this.found = h("div", { class: "wb-result", role: "status" });
    this.tidy = h("button", { type: "button", class: "wb-tidy", hidden: true, onclick: acts.tidy }, h("kbd", { "aria-hidden": "true" }, "t"), " Codings changed: ask again");
    this.tries = h("div", { class: "wb-tries", role: "group", "aria-label": "Queries to try" });
    const go = h("button", { type: "button", class: "wb-run", onclick: () => this.run() }, "Find ", h("kbd", { "aria-hidden": "true" }, "Enter"));
    this.el = h("div", { class: "wb-ask", role: "search", "aria-label": "Passages" },
      h("div", { class: "wb-askrow" }, h("span", { class: "wb-askbox" }, this.box, this.clear, h("kbd", { "aria-hidden": "true" }, ";"), this.list), go), this.wrong, this.tries,
      h("div", { class: "wb-resultrow" }, this.found, this.tidy));
    this.box.addEventListener("input", () => { this.back = -1; this.offer(); });
    this.box.addEventListener("click", () => this.offer());
    this.box.addEventListener("keydown", (e) => this.key(e));
    this.box.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (e) => e.preventDefault()); // a click must not take the focus out of the box
    this.drawTries();
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    const open = !this.list.hidden, step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    if (step && open && (this.pick >= 0 || step > 0)) {
      e.preventDefault();
      this.pick += step;
      if (this.pick >= this.offered.length) this.pick = -1;
      this.drawOffers();
    } else if (e.key === "ArrowUp") { e.preventDefault(); this.history(1); }
    else if (e.key === "ArrowDown") { e.preventDefault(); if (this.back >= 0) this.history(-1); else this.offer(); }
    else if (e.key === "Enter") {
      e.preventDefault();
      if (open && this.pick >= 0) this.accept(this.offered[this.pick]);
      else this.run();
    } else if (e.key === "Escape") {
      e.preventDefault();
      e.stopPropagation();
      if (open) this.close();
      else { this.box.value = this.query; this.acts.back(); }
    }
  }

  /** @param {1|-1} step 1: further back */
  history(step) {
    if (this.back < 0) this.draft = this.box.value;
    const next = Math.max(-1, Math.min(this.asked.length - 1, this.back + step));
    if (next === this.back) return;
    this.back = next;
    this.box.value = next < 0 ? this.draft : this.asked[next];
    this.close();
  }

  offer() {
    this.clear.hidden = !this.box.value;
    this.offered = offers(this.box.value, this.box.selectionStart ?? this.box.value.length, this.acts.names());
    this.pick = -1;
    this.drawOffers();
  }

  drawOffers() {
    const open = this.offered.length > 0;
    this.list.hidden = !open;
    this.box.setAttribute("aria-expanded", String(open));
    this.list.replaceChildren(...this.offered.map((o, n) => h("div", {
      class: `wb-offer wb-o-${o.kind}${n === this.pick ? " wb-picked" : ""}`, role: "option", id: `${this.uid}-f${n}`, "aria-selected": String(n === this.pick), onclick: () => this.accept(o),
    }, o.kind === "code" ? h("i", { class: `wb-swatch${o.family === "emotion" ? " wb-round" : ""}`, "--c": colour(o.colour) }) : h("i", { class: "wb-sort", "aria-hidden": "true" }, { key: "=", value: "•", operator: "∘" }[o.kind] ?? ""),
    h("span", {}, o.label), h("small", {}, o.note))));
    if (this.pick >= 0) this.box.setAttribute("aria-activedescendant", `${this.uid}-f${this.pick}`);
    else this.box.removeAttribute("aria-activedescendant");
    this.list.querySelector(".wb-picked")?.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.offered = [];
    this.pick = -1;
    this.drawOffers();
  }

  /** @param {import("./segments_core.js").Offer} o */
  accept(o) {
    const text = this.box.value, rest = text.slice(o.to).replace(/^ /, o.insert.endsWith(" ") ? "" : " ");
    this.box.value = text.slice(0, o.from) + o.insert + rest;
    const at = o.from + o.insert.length;
    this.box.focus();
    this.box.setSelectionRange(at, at);
    this.offer();
  }

  /** @param {string} [query] */
  run(query) {
    if (query != null) this.box.value = query;
    this.close();
    this.acts.run(this.box.value.trim());
  }

  /** A query was understood, or not. @param {string} query @param {any} m */
  took(query, m) {
    this.back = -1;
    this.query = query;
    if (document.activeElement !== this.box) this.box.value = query;
    this.clear.hidden = !this.box.value;
    if (query) {
      const at = this.asked.indexOf(query);
      if (at >= 0) this.asked.splice(at, 1);
      this.asked.unshift(query);
      this.asked.splice(MOST_ASKED);
    }
    this.wrong.replaceChildren();
    this.box.removeAttribute("aria-invalid");
    this.box.removeAttribute("aria-describedby");
    const [first, ...rest] = result(m);
    this.found.classList.remove("wb-trouble");
    this.found.replaceChildren(h("b", {}, first), ...rest.map((words) => h("span", {}, words)), ...(m.left ?? []).map((/** @type {string} */ words) => h("em", {}, words)));
    this.tidy.hidden = true;
    this.drawTries();
  }

  /** @param {string} query @param {{what:string, at:[number, number]}} m places count code points @param {boolean} back to the query, from which it was asked */
  refuse(query, { what, at }, back) {
    const from = toUnits(query, at[0]), to = Math.max(from, toUnits(query, at[1]));
    const shown = query.slice(from, to) || " ";
    // Long queries are shown around the place, so that the caret stands under it and nothing runs off.
    const low = Math.max(0, from - 34), before = (low ? "…" : "") + query.slice(low, from);
    this.wrong.replaceChildren(h("p", { role: "alert" }, what), h("pre", { "aria-hidden": "true" }, before, h("mark", {}, shown.slice(0, 60)), query.slice(to, to + 40), "\n", " ".repeat([...before].length), "^".repeat(Math.max(1, Math.min(60, [...shown].length)))));
    this.drawTries();
    this.box.setAttribute("aria-invalid", "true");
    this.box.setAttribute("aria-describedby", `${this.uid}-wrong`);
    if (this.box.value.trim() === query && (back || document.activeElement === this.box)) {
      this.box.focus();
      const lead = this.box.value.length - this.box.value.trimStart().length;
      this.box.setSelectionRange(lead + from, lead + to);
    }
  }

  /** @param {string} why */
  trouble(why) {
    this.found.classList.add("wb-trouble");
    this.found.textContent = why;
  }

  drawTries() {
    const empty = !this.query;
    this.tries.hidden = !empty || !this.examples.length || this.wrong.childElementCount > 0;
    this.tries.replaceChildren(h("span", { class: "wb-h" }, "Try"), ...this.examples.map(([query, about]) => h("button", { type: "button", class: "wb-try", title: about, onclick: () => this.run(query) }, h("code", {}, query))));
  }

  focus() {
    this.box.focus();
    this.box.select();
  }
}
