// @ts-check
// The column beside the text: find or add a code, the codebook with its keys, what is coded here, feeling, memo.
import { FAMILIES, PLURAL, called, colour, count, exact, feeling, find, keyName, named } from "./core.js";
import { h } from "./dom.js";

const CLAIMS = ["pain", "need", "delight"];
const LONGEST = 120; // characters of a name with its family, as in Python
const RECENT = 6, MANY = 30; // codes used last that are listed first, in a codebook of more than so many
const MOST_HERE = 40; // codings at the caret that are listed
const MOST = 60; // codes of a family that are listed; all others are found by typing

/** @typedef {{apply:(code:string)=>void, create:(name:string)=>void, feel:(v:number)=>void, against:()=>void, pick:(id:string)=>void,
 *   remove:(id:string)=>void, memo:(text:string)=>void, back:()=>void, about?:(key:string)=>void, walk?:(code:string)=>void}} Acts
 *   `about` chooses what the memo is on; `walk` goes through the passages of a code: not every widget has them */

/** Codes as they were given, the last first. @param {Iterable<import("./core.js").Coding>} codings @returns {string[]} */
function latest(codings) {
  const at = /** @type {Map<string, string>} */ (new Map());
  for (const c of codings) if (c.mine && c.at > (at.get(c.code) ?? "")) at.set(c.code, c.at);
  return [...at].sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0)).map(([code]) => code);
}

export class Panel {
  /** @param {import("./core.js").Store} store @param {string} uid @param {Acts} acts */
  constructor(store, uid, acts) {
    this.store = store;
    this.uid = uid;
    this.acts = acts;
    this.pick = 0;
    /** @type {string[]} codes as they were given, the last first */ this.last = latest(store.codings.values());
    this.drawn = store.codes; // what the list shows
    this.size = 0;
    this.box = /** @type {HTMLInputElement} */ (h("input", {
      class: "wb-find", placeholder: "find or add a code", "aria-label": "Find or add a code", role: "combobox",
      "aria-expanded": "false", "aria-controls": `${uid}-codes`, "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", maxlength: String(LONGEST),
    }));
    this.list = h("div", { class: "wb-codes", id: `${uid}-codes`, role: "group", "aria-label": "Codes" });
    this.here = h("div", { class: "wb-here" });
    this.feelings = h("div", { class: "wb-feel", role: "group", "aria-label": "Feeling" });
    this.feelingOf = h("span", { class: "wb-of" });
    this.memoTitle = h("label", { class: "wb-h", for: `${uid}-memo` }, "Memo");
    this.memoOf = /** @type {HTMLSelectElement} */ (h("select", { class: "wb-about", "aria-label": "What the memo is about", hidden: true, onchange: () => acts.about?.(this.memoOf.value) }));
    this.memoOf.addEventListener("keydown", (e) => { if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); acts.back(); } });
    this.memo = /** @type {HTMLTextAreaElement} */ (h("textarea", { id: `${uid}-memo`, rows: "1", placeholder: "m: what strikes you here?" }));
    this.stance = h("button", { type: "button", class: "wb-stance", "aria-pressed": "false" }, h("kbd", {}, "-"), "against");
    this.el = h("aside", { class: "wb-panel", "aria-label": "Codes, feeling and memo" },
      h("div", { class: "wb-findrow" }, this.box, h("kbd", { "aria-hidden": "true" }, "/")), this.list,
      h("div", { class: "wb-below" }, this.here,
        h("div", { class: "wb-h" }, "Feeling ", this.feelingOf), h("div", { class: "wb-feelrow" }, this.feelings, this.stance), h("div", { class: "wb-memorow" }, this.memoTitle, this.memoOf), this.memo));
    for (const v of [-2, -1, 0, 1, 2]) {
      this.feelings.append(h("button", { type: "button", "data-v": v, "aria-pressed": "false", "aria-label": `Feeling ${feeling(v)}`, onclick: () => acts.feel(v) }, feeling(v)));
    }
    this.stance.addEventListener("click", () => acts.against());
    // A click on a button must not take the selection out of the text.
    this.el.addEventListener("mousedown", (e) => { if (e.target instanceof Element && e.target.closest("button")) e.preventDefault(); });
    this.box.addEventListener("input", () => { this.pick = 0; this.draw(); });
    this.box.addEventListener("keydown", (e) => this.typing(e));
    this.list.addEventListener("keydown", (e) => this.walking(e));
    this.memo.addEventListener("keydown", (e) => {
      if (e.key === "Escape" || (e.key === "Enter" && (e.ctrlKey || e.metaKey))) {
        e.preventDefault();
        acts.back();
      }
    });
    this.memo.addEventListener("blur", () => acts.memo(this.memo.value));
  }

  codes() { return [...this.store.codes.values()]; }

  draw() {
    const typed = this.box.value.trim();
    [this.drawn, this.size] = [this.store.codes, this.store.codes.size];
    this.list.replaceChildren(...(typed ? this.matches(typed) : this.families()));
    const options = this.options();
    this.pick = Math.min(this.pick, Math.max(0, options.length - 1));
    options.forEach((b, n) => {
      b.tabIndex = n === 0 ? 0 : -1;
      b.id = `${this.uid}-o${n}`;
      b.classList.toggle("wb-picked", !!typed && n === this.pick);
    });
    this.box.setAttribute("aria-expanded", String(!!typed));
    if (typed && options.length) this.box.setAttribute("aria-activedescendant", `${this.uid}-o${this.pick}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  /** @returns {HTMLButtonElement[]} */
  options() { return [...this.list.querySelectorAll("button")]; }

  /** The codes given last that are still there. */
  recent() { return this.last.map((id) => this.store.codes.get(id)).filter((c) => !!c && !c.retired).slice(0, RECENT); }

  /** A code was given. @param {string} code */
  used(code) {
    if (code === this.last[0]) return;
    this.last = [code, ...this.last.filter((id) => id !== code)];
    if (this.store.codes.size > MANY) this.draw();
  }

  /** A new code has its name on the disk. @param {string} from @param {string} to */
  renamed(from, to) { this.last = this.last.map((id) => (id === from ? to : id)); }

  /** The codes given last, at the top of a list that is longer than the screen. @param {import("./core.js").Code[]} live @returns {Node[]} */
  lately(live) {
    const codes = live.length > MANY ? this.recent() : [];
    return codes.length ? [h("section", { class: "wb-family wb-lately" }, h("div", { class: "wb-h" }, "Used last ", h("kbd", { title: "the first of them again" }, "+")), h("div", { class: "wb-list" }, ...codes.map((c) => this.entry(/** @type {any} */ (c), true))))] : [];
  }

  families() {
    const live = this.codes().filter((c) => !c.retired);
    const out = /** @type {Node[]} */ (this.lately(live));
    out.push(...FAMILIES.filter((f) => live.some((c) => c.family === f)).map((f) => this.family(f, live.filter((c) => c.family === f))));
    if (!live.some((c) => !["stage", "emotion"].includes(c.family))) {
      out.push(h("p", { class: "wb-hint" }, "No pains, needs or delights yet. Select words, type ", h("b", {}, "pain: what hurts"), " above and press Enter; or press ", h("kbd", {}, "v"), " to name a code by the words themselves."));
    }
    return out;
  }

  /** @param {string} name @param {import("./core.js").Code[]} codes */
  family(name, codes) {
    const more = codes.length - MOST;
    return h("section", { class: `wb-family wb-${name}` }, h("div", { class: "wb-h" }, PLURAL[name]),
      h("div", { class: "wb-list" }, ...codes.slice(0, MOST).map((c) => this.entry(c))), more > 0 ? h("p", { class: "wb-hint" }, `${count(more, "code")} more: type to find them`) : "");
  }

  /** @param {string} typed */
  matches(typed) {
    const all = this.codes();
    const found = find(all, typed).slice(0, 12).map((c) => this.entry(c, true));
    const [family, label] = named(typed);
    if (!exact(all, typed) && label && family !== "stage") {
      const name = h("button", { type: "button", class: "wb-code wb-new", onclick: () => this.create(typed) },
        h("i", { class: "wb-swatch", "--c": "#66717d" }), h("span", {}, "new ", h("b", {}, family === "free" ? label : `${family}: ${label}`)), h("small", {}, family === "free" ? "free code" : family));
      found.push(name);
      if (family === "free" && !typed.includes(":")) found.push(...CLAIMS.map((f) => h("button", { type: "button", class: "wb-code wb-new", onclick: () => this.create(`${f}: ${label}`) },
        h("i", { class: "wb-swatch", "--c": "#66717d" }), h("span", {}, "new ", h("b", {}, `${f}: ${label}`)))));
    }
    // What is left out of a name that is typed or pasted is not lost unseen.
    if (this.box.value.length >= LONGEST) found.push(h("p", { class: "wb-hint", role: "alert" }, "No room for more in a name: the rest belongs in the definition, in study.codebook().editor()."));
    if (!found.length) found.push(h("p", { class: "wb-hint" }, family === "stage" ? "Stages are set in study.toml." : "Nothing is called that."));
    return found;
  }

  /** @param {import("./core.js").Code} c @param {boolean} [full] */
  entry(c, full = false) {
    const n = this.store.count(c.id);
    const keys = keyName(c.key);
    return h("button", {
      type: "button", class: "wb-code", "data-code": c.id, title: [`${called(c, c.id)}${c.valence == null ? "" : ` ${feeling(c.valence)}`}: ${count(n, "coding")} here`, c.definition].filter(Boolean).join("\n"),
      "aria-keyshortcuts": c.key || null, 
      onclick: (/** @type {Event} */ e) => {
        const walk = this.acts.walk && e.target instanceof Element && e.target.closest("em");
        this.clear();
        if (walk) this.acts.walk?.(c.id);
        else this.acts.apply(c.id);
      },
    },
    h("kbd", { "aria-hidden": "true", class: keys ? "" : "wb-nokey" }, keys), h("i", { class: `wb-swatch${c.family === "emotion" ? " wb-round" : ""}`, "--c": colour(c.colour) }),
    h("span", { class: "wb-name" }, full ? called(c, c.id) : c.label), c.valence == null || (c.family === "emotion" && !full) ? "" : h("small", {}, feeling(c.valence)), n ? this.much(n) : "");
  }

  /** How often a code is used here. @param {number} n */
  much(n) { return h("em", { "aria-label": count(n, "coding"), title: this.acts.walk ? "Go through them (Ctrl Enter)" : null }, String(n)); }

  /** Codings changed: only the numbers, as long as the codebook is the same. */
  refresh() {
    if (this.drawn !== this.store.codes || this.size !== this.store.codes.size || this.box.value.trim()) { this.draw(); return; }
    for (const b of this.options()) {
      const n = this.store.count(b.getAttribute("data-code") ?? ""), old = b.querySelector("em");
      if (String(n || "") === (old?.textContent ?? "")) continue;
      old?.remove();
      if (n) b.append(this.much(n));
    }
  }

  /** @param {string} name */
  create(name) { this.clear(); this.acts.create(name); }

  clear() { this.box.value = ""; this.pick = 0; this.draw(); }

  /** Open the find box with something in it. @param {string} text */
  open(text) {
    this.box.value = text;
    this.pick = 0;
    this.draw();
    this.box.focus();
    this.box.select();
  }

  toMemo() {
    this.memo.focus();
    this.memo.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} e */
  typing(e) {
    const options = this.options();
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (!this.box.value.trim()) { options[0]?.focus(); return; }
      this.pick = (this.pick + (e.key === "ArrowDown" ? 1 : options.length - 1)) % Math.max(1, options.length);
      this.draw();
      this.options()[this.pick]?.scrollIntoView({ block: "nearest" });
    } else if (e.key === "Enter") {
      e.preventDefault();
      const code = options[this.pick]?.getAttribute("data-code");
      if (this.box.value.trim() && code && this.acts.walk && (e.ctrlKey || e.metaKey)) { this.clear(); this.acts.walk(code); }
      else if (this.box.value.trim()) options[this.pick]?.click();
    } else if (e.key === "Escape") {
      e.preventDefault();
      e.stopPropagation();
      this.clear();
      this.acts.back();
    }
  }

  /** Arrows walk through the codes: one stop for the Tab key. @param {KeyboardEvent} e */
  walking(e) {
    const options = this.options(), at = options.indexOf(/** @type {any} */ (document.activeElement));
    const code = options[at]?.getAttribute("data-code");
    if (code && this.acts.walk && e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); this.acts.walk(code); return; }
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[e.key];
    if (step == null || at < 0) return;
    e.preventDefault();
    const next = options[(at + step + options.length) % options.length];
    options.forEach((b) => { b.tabIndex = b === next ? 0 : -1; });
    next.focus();
  }

  /** What is coded at the caret, each with how often if that is more than once. @param {(import("./core.js").Coding & {n?:number})[]} on @param {string|null} current */
  drawHere(on, current) {
    this.here.replaceChildren(...on.slice(-MOST_HERE).map((c) => {
      const code = this.store.codes.get(c.code), name = called(code, c.code);
      const much = `${c.valence == null ? "" : ` ${feeling(c.valence)}`}${(c.n ?? 1) > 1 ? ` × ${c.n}` : ""}`, short = `${c.stance === "against" ? "against " : ""}${name}`, words = short + much;
      const chip = h("button", { type: "button", class: "wb-name", "aria-pressed": String(c.id === current), title: c.mine ? "Feeling, against and memo are about this one" : "", onclick: () => c.mine && this.acts.pick(c.id) },
        h("i", { class: `wb-swatch${code?.family === "emotion" ? " wb-round" : ""}`, "--c": colour(code?.colour ?? "") }), h("span", { title: words }, h("span", {}, c.mine ? short : `${c.coder}: ${short}`), much));
      return h("div", { class: `wb-chip${c.id === current ? " wb-current" : ""}${c.mine ? "" : " wb-theirs"}${c.failed ? " wb-failed" : ""}` }, chip,
        c.mine ? h("button", { type: "button", class: "wb-x", "aria-label": `Remove ${words}`, title: "Remove (Delete)", onclick: () => this.acts.remove(c.id) }, "×") : "");
    }));
    const now = /** @type {HTMLElement|null} */ (this.here.querySelector(".wb-current"));
    if (now) this.here.scrollTop = Math.max(0, now.offsetTop - this.here.offsetTop - this.here.clientHeight + now.offsetHeight);
  }

  /** @param {{valence:number|null, against:boolean, of:string, memo:string, memoOf:string, abouts?:{key:string, words:string}[]}} s `memoOf` is
   * a name, or the key of one of `abouts` */
  drawState(s) {
    for (const b of this.feelings.children) b.setAttribute("aria-pressed", String(s.valence != null && Number(b.getAttribute("data-v")) === s.valence));
    this.feelingOf.textContent = s.of;
    this.stance.setAttribute("aria-pressed", String(s.against));
    if (document.activeElement !== this.memo) {
      this.memoTitle.textContent = s.abouts ? "Memo on" : s.memoOf;
      this.memoOf.hidden = !s.abouts;
      if (s.abouts && document.activeElement !== this.memoOf) this.memoOf.replaceChildren(...s.abouts.map((a) => h("option", { value: a.key, selected: a.key === s.memoOf }, a.words)));
      if (this.memo.value !== s.memo) this.memo.value = s.memo;
    }
  }
}
