// @ts-check
// All memos of a study in one place: found by words, kind and coder, changed where they stand, each leading to its passage.
import { count } from "./core.js";
import { h } from "./dom.js";

const KINDS = /** @type {[string, string][]} */ ([["", "All memos"], ["coding", "On codings"], ["code", "On codes"], ["source", "On sources"], ["participant", "On people"]]);

/** @typedef {{id:string, kind:string, about:string, title:string, under:string, text:string, coder:string, at:string, query:string, mine:boolean, can:boolean}} Memo */
/** @typedef {{ask:(filter:any)=>void, save:(memo:Memo, text:string)=>void, go:(memo:Memo)=>void, say:(words:string)=>void}} MemoActs */

export class MemosTab {
  /** @param {string} uid @param {MemoActs} acts */
  constructor(uid, acts) {
    this.uid = uid;
    this.acts = acts;
    this.filter = { words: "", kind: "", coder: "", most: 100 };
    /** @type {Memo[]} */ this.memos = [];
    this.at = 0;
    /** @type {string} the memo that is being changed */ this.editing = "";
    /** @type {any} */ this.wait = 0;
    this.words = /** @type {HTMLInputElement} */ (h("input", { class: "wb-words", type: "search", placeholder: "find in memos", "aria-label": "Find in memos", maxlength: "400", spellcheck: "false", autocomplete: "off" }));
    this.kind = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Kind of memo" }, ...KINDS.map(([id, words]) => h("option", { value: id }, words))));
    this.coder = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Who wrote it" }));
    this.sum = h("span", { class: "wb-extent", role: "status" });
    this.list = h("div", { class: "wb-memos", role: "list", "aria-label": "Memos" });
    this.el = h("div", { class: "wb-tab", id: `${uid}-panel`, role: "tabpanel", tabindex: "-1", "aria-label": "Memos" },
      h("div", { class: "wb-toolrow", role: "toolbar", "aria-label": "Filter memos" }, h("span", { class: "wb-wordsbox" }, this.words), this.kind, this.coder, this.sum), this.list);
    this.words.addEventListener("input", () => { clearTimeout(this.wait); this.wait = setTimeout(() => this.change({ words: this.words.value }), 180); });
    this.words.addEventListener("keydown", (e) => { if (e.key === "ArrowDown" || e.key === "Enter") { e.preventDefault(); this.focus(); } });
    this.kind.addEventListener("change", () => this.change({ kind: this.kind.value }));
    this.coder.addEventListener("change", () => this.change({ coder: this.coder.value }));
    this.list.addEventListener("keydown", (e) => this.key(e));
  }

  dispose() { clearTimeout(this.wait); }

  /** @param {any} change */
  change(change) {
    this.filter = { ...this.filter, most: 100, ...change };
    this.at = change.most ? this.at : 0;
    this.acts.ask(this.filter);
  }

  /** @param {{memos:Memo[], more:number, all:number, coders:string[]}} m */
  draw(m) {
    if (this.editing && this.list.contains(document.activeElement)) return; // never take a half-written memo away
    const had = this.list.contains(document.activeElement) || document.activeElement === this.el;
    this.memos = m.memos;
    this.editing = "";
    this.coder.replaceChildren(h("option", { value: "" }, "Anybody"), ...m.coders.map((c) => h("option", { value: c }, c)));
    this.coder.value = this.filter.coder;
    const shown = m.memos.length + m.more;
    this.sum.textContent = shown === m.all ? count(m.all, "memo") : `${shown} of ${count(m.all, "memo")}`;
    this.at = Math.max(0, Math.min(this.at, m.memos.length - 1));
    if (!m.memos.length) {
      this.list.replaceChildren(h("div", { class: "wb-empty" }, ...(m.all ? [h("b", {}, "No memo matches"), h("p", {}, "Look for fewer words, or for all kinds and anybody.")]
        : [h("b", {}, "There are no memos yet"), h("p", {}, "In Passages, press ", h("kbd", {}, "m"), " on a passage and write what strikes you. Memos on codes, sources and people gather here too.")])));
      return;
    }
    this.list.replaceChildren(...m.memos.map((memo, n) => this.item(memo, n)), m.more ? h("button", { type: "button", class: "wb-go", onclick: () => this.change({ most: this.filter.most + 100 }) }, `Show ${Math.min(100, m.more)} more`) : "");
    if (had) this.focus();
  }

  /** @param {Memo} memo @param {number} n */
  item(memo, n) {
    const who = [memo.coder, memo.at.slice(0, 10)].filter(Boolean).join(" · ");
    return h("div", { class: "wb-memo", role: "listitem", tabindex: n === this.at ? "0" : "-1", "data-n": n, "aria-label": `Memo on ${memo.kind} ${memo.title}` },
      h("div", { class: "wb-memo-head" }, h("span", { class: "wb-kind" }, memo.kind === "participant" ? "person" : memo.kind), h("b", { dir: "auto" }, memo.title), h("small", {}, who)),
      memo.under ? h("blockquote", { dir: "auto" }, memo.under) : "", h("p", { dir: "auto" }, memo.text),
      h("div", { class: "wb-memo-acts" }, memo.can ? h("button", { type: "button", tabindex: "-1", onclick: () => this.edit(n) }, "Change ", h("kbd", { "aria-hidden": "true" }, "m")) : h("small", {}, `${memo.coder}'s own: only they change it`),
        memo.query ? h("button", { type: "button", tabindex: "-1", onclick: () => this.acts.go(memo) }, memo.kind === "coding" ? "To the passage " : "To its passages ", h("kbd", { "aria-hidden": "true" }, "Enter")) : ""));
  }

  focus() {
    const items = /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll(".wb-memo")]);
    items.forEach((el, n) => { el.tabIndex = n === this.at ? 0 : -1; });
    const now = items[this.at];
    if (now) { now.focus(); now.scrollIntoView({ block: "nearest" }); }
    else this.el.focus();
  }

  /** @param {number} n */
  edit(n) {
    const memo = this.memos[n], el = this.list.querySelector(`[data-n="${n}"]`), p = el?.querySelector("p");
    if (!memo?.can || !p) { this.acts.say("This memo belongs to a colleague's coding; only they change it"); return; }
    this.at = n;
    this.editing = memo.id;
    const box = /** @type {HTMLTextAreaElement} */ (h("textarea", { rows: "3", "aria-label": `Memo on ${memo.title}`, dir: "auto" }));
    box.value = memo.text;
    const done = (/** @type {boolean} */ keep) => {
      if (this.editing !== memo.id) return;
      this.editing = "";
      if (keep && box.value !== memo.text) { memo.text = box.value; this.acts.save(memo, box.value); }
      box.replaceWith(h("p", { dir: "auto" }, memo.text));
      this.focus();
    };
    box.addEventListener("blur", () => done(true));
    box.addEventListener("keydown", (e) => {
      e.stopPropagation();
      if (e.key === "Escape") { e.preventDefault(); done(false); }
      if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); done(true); }
    });
    p.replaceWith(box);
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    const item = e.target instanceof HTMLElement && e.target.matches(".wb-memo") ? e.target : null;
    if (!item || e.ctrlKey || e.metaKey || e.altKey) return;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[e.key];
    if (step) { this.at = Math.max(0, Math.min(this.memos.length - 1, this.at + step)); this.focus(); }
    else if (e.key === "Enter" && this.memos[this.at]?.query) this.acts.go(this.memos[this.at]);
    else if (e.key === "m" || e.key === "e") this.edit(this.at);
    else if (e.key === "Home" || e.key === "End") { this.at = e.key === "Home" ? 0 : this.memos.length - 1; this.focus(); }
    else return;
    e.preventDefault();
    e.stopPropagation();
  }
}
