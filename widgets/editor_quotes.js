// @ts-check
// Lists of passages: the quotes of a code, and those coded before a rule changed.
import { feeling } from "./core.js";
import { several, when } from "./editor_core.js";
import { h } from "./dom.js";
import { BLOCK, Passages } from "./passages.js";

/** @typedef {{ask:(message:any, done:(m:any) => void, failed?:() => void) => void, say:(words:string) => void, changed:() => void}} QuotesHost */

/** The quotes of one code. */
export class EditorQuotes {
  /** @param {string} uid @param {QuotesHost & {split:() => void, example:(ids:string[], against:boolean) => void}} host */
  constructor(uid, host) {
    this.host = host;
    this.code = "";
    this.words = /** @type {HTMLInputElement} */ (h("input", { type: "search", class: "wb-find", placeholder: "filter by words", "aria-label": "Filter the quotes by words", maxlength: "300", autocomplete: "off", spellcheck: "false" }));
    this.all = new Passages("Quotes", `${uid}-q`, 70, (from, done) => host.ask({ op: "quotes", code: this.code, words: this.words.value, from, to: from + BLOCK }, (m) => { if (m.code === this.code && m.words === this.words.value) done(m); }),
      (r) => [[r.who, r.where, r.mine ? "" : `coded by ${r.coder}`, feeling(r.valence), r.stance === "against" ? "against" : "", r.question ? "an interviewer’s words" : "", r.falls ? "decided: falls" : ""].filter(Boolean).join(" · ")], () => this.draw());
    this.much = h("span", { class: "wb-extent", role: "status" });
    const tool = (/** @type {string} */ key, /** @type {string} */ words, /** @type {() => void} */ does) => h("button", { type: "button", class: "wb-act", onclick: does }, h("kbd", { "aria-hidden": "true" }, key), ` ${words}`);
    this.none = h("p", { class: "wb-hint" });
    this.splitting = tool("s", "New code from the ticked", () => host.split());
    this.tools = h("div", { class: "wb-tools", role: "toolbar", "aria-label": "What to do with these quotes" }, tool("e", "Example", () => this.example(false)), tool("x", "Not this", () => this.example(true)), this.splitting);
    this.el = h("div", { class: "wb-page" }, h("div", { class: "wb-over" }, this.words, this.much), this.tools, this.none, this.all.list.el, this.all.whole);
    /** @type {any} */ this.soon = 0;
    this.words.addEventListener("input", () => { clearTimeout(this.soon); this.soon = setTimeout(() => this.all.reset(), 200); });
    this.words.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && this.words.value) { e.preventDefault(); e.stopPropagation(); this.words.value = ""; this.all.reset(); }
      else if (e.key === "Enter" || e.key === "ArrowDown") { e.preventDefault(); this.all.list.focus(); }
    });
  }

  dispose() { clearTimeout(this.soon); this.all.dispose(); }

  /** @param {string} code @param {boolean} [again] something changed */
  show(code, again = false) {
    if (code === this.code && !again) { this.all.list.draw(); return; }
    const other = code !== this.code;
    this.code = code;
    if (other) this.words.value = "";
    this.all.reset(!other);
  }

  draw() {
    const n = this.all.list.size, t = this.all.ticked.size;
    this.much.textContent = `${several(n, "quote")}${t ? ` · ${t} ticked` : ""}`;
    this.none.textContent = n ? "" : this.words.value ? "No quote has these words." : "Nothing is coded with it yet.";
    this.tools.hidden = !n;
    this.splitting.classList.toggle("wb-go", t > 0);
  }

  /** @param {boolean} against */
  example(against) {
    if (this.all.waits) { this.host.say(this.all.waits); return; }
    const ids = this.all.targets();
    if (!ids.length) { this.host.say("Move to a quote first"); return; }
    this.host.example(ids, against);
  }

  /** @param {KeyboardEvent} e @returns {boolean} */
  key(e) {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "a") {
      e.preventDefault();
      const { epoch } = this.all;
      this.all.ticking = true;
      this.host.ask({ op: "ids", code: this.code, words: this.words.value }, (m) => {
        if (epoch !== this.all.epoch) return; // they are the quotes of something else
        this.all.ticking = false;
        this.all.ticked = new Map(m.ids.map((/** @type {string} */ id) => [id, {}]));
        this.all.list.draw();
        this.draw();
        if (m.more) this.host.say(`${several(m.more, "quote")} more are not ticked: that many at once are too many`);
      }, () => { this.all.ticking = false; });
      return true;
    }
    if (e.ctrlKey || e.metaKey || e.altKey) return false;
    const does = { e: () => this.example(false), x: () => this.example(true), s: () => this.host.split() }[e.key];
    if (!does) return this.all.key(e);
    e.preventDefault();
    does();
    return true;
  }
}

/** Codings that were made before the rule of their code changed. */
export class EditorAgain {
  /** @param {string} uid @param {QuotesHost & {act:(op:"keep"|"remove"|"recode", ids:string[], rows:any[]) => void, total:(n:number) => void, leaving:(id:string) => boolean}} host */
  constructor(uid, host) {
    this.host = host;
    this.all = new Passages("Coded before the rule changed", `${uid}-a`, 87, (from, done) => host.ask({ op: "again", from, to: from + BLOCK }, (m) => { host.total(m.total); done(m); }),
      (r) => [h("b", {}, h("bdi", {}, r.label)), `: ${r.changed.replace("include", "when to use it").replace("exclude", "when not")} changed by ${r.by}, ${when(r.at)}`, ...(r.reason ? [", because ", h("bdi", {}, r.reason)] : []), h("br"), [r.who, r.where, r.mine ? "coded by you" : `coded by ${r.coder}`].filter(Boolean).join(" · ")], () => this.draw());
    this.all.leaving = host.leaving;
    this.head = h("p", { class: "wb-hint", role: "status" });
    const tool = (/** @type {string} */ key, /** @type {string} */ words, /** @type {() => void} */ does) => h("button", { type: "button", class: "wb-act", onclick: does }, h("kbd", { "aria-hidden": "true" }, key), ` ${words}`);
    this.tools = h("div", { class: "wb-tools", role: "toolbar", "aria-label": "What to do with these codings" }, tool("k", "Keep", () => this.act("keep")), tool("r", "Recode…", () => this.act("recode")), tool("Del", "Remove", () => this.act("remove")));
    this.el = h("div", { class: "wb-page" }, this.head, this.tools, this.all.list.el, this.all.whole);
    this.known = false;
  }

  dispose() { this.all.dispose(); }

  refresh() { this.all.reset(true); }

  draw() {
    const n = this.all.list.size, t = this.all.ticked.size;
    this.known = true;
    this.head.textContent = n ? `${several(n, "coding was", "codings were")} made before the rule of ${n === 1 ? "its" : "their"} code changed. Does the code still hold?${t ? ` ${t} ticked.` : ""}` : "Nothing to look at again: every coding was made under the rule as it is. When a definition changes, what was coded before is listed here.";
    this.tools.hidden = !n;
  }

  /** @param {"keep"|"remove"|"recode"} op */
  act(op) {
    if (this.all.waits) { this.host.say(this.all.waits); return; }
    const ids = this.all.targets();
    if (!ids.length) { this.host.say("Nothing is left here"); return; }
    const rows = [...this.all.rows.values()].filter((r) => ids.includes(r.id));
    this.host.act(op, ids, rows);
  }

  /** @param {KeyboardEvent} e @returns {boolean} */
  key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return false;
    const op = /** @type {Record<string, "keep"|"remove"|"recode">} */ ({ k: "keep", r: "recode", Delete: "remove", Backspace: "remove" })[e.key];
    if (!op) return this.all.key(e);
    e.preventDefault();
    this.act(op);
    return true;
  }
}
