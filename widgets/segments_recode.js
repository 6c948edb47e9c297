// @ts-check
// Recoding many passages: which code into which, seen passage by passage before it happens, then done as one step.
import { called, colour, count, exact, find, named } from "./core.js";
import { h } from "./dom.js";

const MOST_FOUND = 7;

/** @typedef {{codes:()=>any[], codeOf:(id:string)=>any, plan:(ask:any, done:(m:any)=>void)=>void, go:(what:any, found:any)=>void, close:()=>void}} RecodeActs */

export class RecodeBox {
  /** @param {HTMLElement} frame @param {string} uid @param {[string, string][]} passages @param {any[]} mine codes of mine on them, with how often
   * @param {"add"|"swap"|"remove"} way @param {string} from @param {RecodeActs} acts */
  constructor(frame, uid, passages, mine, way, from, acts) {
    this.frame = frame;
    this.uid = uid;
    this.all = passages;
    this.acts = acts;
    this.mine = mine;
    this.way = mine.length ? way : "add";
    /** @type {any} */ this.into = null; // {code} or {name}
    /** @type {any} */ this.found = null;
    /** @type {Set<string>} */ this.out = new Set(); // left out by unticking
    this.pick = 0;
    this.asked = 0;
    this.focused = "";
    this.from = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "The code that is there now", onchange: () => this.ask() }, ...mine.map((c) => h("option", { value: c.code }, `${called(acts.codeOf(c.code), c.code)} (${c.n})`))));
    if (from && mine.some((c) => c.code === from)) this.from.value = from;
    this.box = /** @type {HTMLInputElement} */ (h("input", { class: "wb-find", role: "combobox", "aria-label": "The code it becomes", "aria-expanded": "false", "aria-controls": `${uid}-into`, "aria-autocomplete": "list", placeholder: "find or add a code", autocomplete: "off", spellcheck: "false", maxlength: "120" }));
    this.list = h("div", { class: "wb-into", id: `${uid}-into`, role: "listbox", "aria-label": "Codes" });
    this.ways = h("div", { class: "wb-ways", role: "group", "aria-label": "What to do" }, ...[["swap", "Replace"], ["add", "Add"], ["remove", "Remove"]].map(([id, words]) =>
      h("button", { type: "button", "data-way": id, disabled: id !== "add" && !mine.length, onclick: () => { this.way = /** @type {any} */ (id); this.shape(); this.ask(); } }, words)));
    this.sum = h("p", { class: "wb-sum", role: "status" });
    this.rows = h("div", { class: "wb-likes", tabindex: "-1" });
    this.go = /** @type {HTMLButtonElement} */ (h("button", { type: "button", class: "wb-go", disabled: true, onclick: () => this.done() }));
    const close = h("button", { type: "button", onclick: acts.close }, "Close ", h("kbd", {}, "Esc"));
    this.fromRow = h("span", { class: "wb-fromrow" }, this.from);
    this.intoRow = h("span", { class: "wb-introw" }, h("i", { "aria-hidden": "true" }, "→"), h("span", { class: "wb-intobox" }, this.box, this.list));
    this.el = h("div", { class: "wb-sheet wb-alike wb-recode", role: "dialog", "aria-modal": "true", "aria-label": `Recode ${count(passages.length, "passage")}` },
      h("div", { class: "wb-sheetbar" }, h("b", {}, `Recode ${count(passages.length, "passage")}`), close), h("div", { class: "wb-recodebar" }, this.ways, this.fromRow, this.intoRow), this.sum, this.rows, this.go);
    this.box.addEventListener("input", () => { this.pick = 0; this.into = null; this.drawList(); this.drawPlan(); });
    this.el.addEventListener("keydown", (e) => this.key(e));
    for (const part of frame.children) part.toggleAttribute("inert", true);
    frame.append(this.el);
    this.shape();
    this.ask();
    (this.way === "remove" ? this.from : this.box).focus();
  }

  dispose() {
    this.el.remove();
    for (const part of this.frame.children) part.toggleAttribute("inert", false);
  }

  shape() {
    for (const b of this.ways.children) b.setAttribute("aria-pressed", String(b.getAttribute("data-way") === this.way));
    this.fromRow.hidden = this.way === "add";
    this.intoRow.hidden = this.way === "remove";
    this.drawList();
  }

  /** @returns {any[]} */
  options() {
    const typed = this.box.value.trim();
    if (!typed) return [];
    const codes = this.acts.codes(), found = /** @type {any[]} */ (find(codes, typed).filter((c) => this.way !== "swap" || c.id !== this.from.value).slice(0, MOST_FOUND).map((c) => ({ code: c.id, label: called(c, c.id), colour: c.colour, family: c.family })));
    const [family, label] = named(typed);
    if (label && family !== "stage" && !exact(codes, typed)) {
      const was = this.acts.codeOf(this.from.value), same = family === "free" && !typed.includes(":") && this.way === "swap" && was && !["stage", "emotion", "free"].includes(was.family) ? [was.family] : [];
      for (const f of [...same, family]) found.push({ name: f === "free" ? label : `${f}: ${label}`, label: f === "free" ? label : `${f}: ${label}`, colour: "#66717d", family: f, fresh: true });
    }
    return found;
  }

  drawList() {
    const options = this.into ? [] : this.options();
    this.pick = Math.max(0, Math.min(this.pick, options.length - 1));
    this.box.setAttribute("aria-expanded", String(options.length > 0));
    this.list.replaceChildren(...options.map((o, n) => h("div", { role: "option", id: `${this.uid}-i${n}`, class: `wb-offer${n === this.pick ? " wb-picked" : ""}`, "aria-selected": String(n === this.pick), onmousedown: (/** @type {Event} */ e) => { e.preventDefault(); this.take(o); } },
      h("i", { class: `wb-swatch${o.family === "emotion" ? " wb-round" : ""}`, "--c": colour(o.colour) }), h("span", {}, o.fresh ? "new " : "", o.label))));
    if (options.length) this.box.setAttribute("aria-activedescendant", `${this.uid}-i${this.pick}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  /** @param {any} o */
  take(o) {
    this.into = o.code ? { code: o.code } : { name: o.name };
    this.box.value = o.label;
    this.drawList();
    this.ask();
  }

  /** What is asked for, or null while something is missing. */
  what() {
    const passages = this.all.filter(([id]) => !this.out.has(id));
    if (!passages.length) return null;
    if (this.way === "remove") return { way: "remove", code: this.from.value, passages };
    if (!this.into) return null;
    return this.way === "add" ? { way: "add", ...this.into, passages } : { way: "swap", from: this.from.value, ...this.into, passages };
  }

  /** See what would happen. */
  ask() {
    const what = this.what(), asked = ++this.asked;
    this.found = null;
    this.drawPlan();
    // Those that were left out stay in the list, to be ticked again: they are asked for too, and not counted.
    if (what) this.acts.plan({ ...what, out: [...this.out], passages: this.all }, (m) => { if (asked === this.asked) { this.found = m; this.drawPlan(); } });
  }

  drawPlan() {
    const m = this.found, into = this.into ? this.box.value : "";
    this.go.disabled = !m || !m.changes;
    if (!m) {
      this.sum.textContent = this.what() ? "Looking…" : this.out.size === this.all.length ? "All are left out." : "Choose what it becomes: type a code, arrows pick one, Enter takes it. Nothing happens before you have seen it.";
      if (!this.what()) this.rows.replaceChildren(); // else what was seen stays until the new comes, and so does the focus
      this.go.textContent = { add: "Add", swap: "Replace", remove: "Remove" }[this.way];
      return;
    }
    const notes = [m.there ? `${m.there} ${m.there === 1 ? "has" : "have"} it already` : "", m.others ? `${count(m.others, "coding")} of others ${m.others === 1 ? "stays" : "stay"} as ${m.others === 1 ? "it is" : "they are"}` : "", m.none ? `${m.none} without it` : ""].filter(Boolean);
    this.sum.textContent = m.wrong ? m.wrong : `${count(m.changes, "passage")} of ${m.people === 1 ? "1 person" : `${m.people} people`} will change${notes.length ? `; ${notes.join("; ")}` : ""}.`;
    const had = this.rows.contains(document.activeElement);
    this.rows.replaceChildren(...m.rows.map((/** @type {any} */ r) => {
      const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", onchange: () => { if (box.checked) this.out.delete(r.id); else this.out.add(r.id); this.focused = r.id; this.ask(); } }));
      box.checked = !this.out.has(r.id);
      box.dataset.id = r.id;
      const chips = (/** @type {string[]} */ ids, /** @type {string} */ other) => ids.map((id) => h("span", { class: `wb-mark${other.includes(id) ? " wb-changed" : ""}`, "--c": colour(this.acts.codeOf(id)?.colour ?? "") }, h("i", { class: `wb-swatch${this.acts.codeOf(id)?.family === "emotion" ? " wb-round" : ""}` }), h("span", {}, this.acts.codeOf(id) ? called(this.acts.codeOf(id), id) : into || id)));
      const gone = r.before.filter((/** @type {string} */ id) => !r.after.includes(id)), come = r.after.filter((/** @type {string} */ id) => !r.before.includes(id));
      return h("label", { class: `wb-like${box.checked && (gone.length || come.length) ? "" : " wb-same"}` }, box, h("span", { class: "wb-likewords" }, h("span", { dir: "auto" }, r.quote),
        h("span", { class: "wb-change" }, ...chips(r.before, gone.join("\n")), gone.length || come.length ? h("b", {}, " → ") : h("small", {}, r.why), ...(gone.length || come.length ? chips(r.after, come.join("\n")) : []))), h("small", {}, r.person));
    }), m.more ? h("p", { class: "wb-hint" }, `and ${count(m.more, "passage")} more that ${m.more === 1 ? "is" : "are"} not listed here`) : "");
    if (this.focused && (had || document.activeElement === document.body)) /** @type {HTMLElement|null} */ (this.rows.querySelector(`[data-id="${CSS.escape(this.focused)}"]`))?.focus();
    this.go.replaceChildren(`${{ add: "Add to", swap: "Replace in", remove: "Remove from" }[this.way]} ${count(m.changes, "passage")} `, h("kbd", { "aria-hidden": "true" }, "Ctrl Enter"));
  }

  done() {
    const what = this.what();
    if (what && this.found?.changes) this.acts.go({ ...what, token: this.found.token }, this.found);
    else if (what && !this.found) this.sum.textContent = "Still looking at what would change: nothing was done. Press it again when you have seen it.";
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    e.stopPropagation();
    const boxes = /** @type {HTMLInputElement[]} */ ([...this.rows.querySelectorAll("input")]), at = boxes.indexOf(/** @type {any} */ (e.target)), step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    this.focused = at >= 0 ? boxes[at].dataset.id ?? "" : "";
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); this.done(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape") { e.preventDefault(); this.acts.close(); return; }
    if (e.target === this.box) {
      const options = this.into ? [] : this.options();
      if (step && options.length) { e.preventDefault(); this.pick = (this.pick + step + options.length) % options.length; this.drawList(); }
      else if (step > 0 && boxes.length) { e.preventDefault(); boxes[0].focus(); }
      else if (e.key === "Enter") {
        e.preventDefault();
        if (options.length) this.take(options[this.pick]);
        else if (this.found?.changes) this.go.focus();
        else if (this.what() && !this.found) this.sum.textContent = "Still looking at what would change…";
      }
    } else if (at >= 0 && step) { e.preventDefault(); if (at + step < 0) this.box.focus(); else (boxes[at + step] ?? this.go).focus(); }
    else if (at >= 0 && e.key === "Enter") { e.preventDefault(); this.go.focus(); }
  }
}
