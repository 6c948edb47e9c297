// @ts-check
// Beside one code: codes that may be one, and what changed in the codebook from one time to another.
import { changed, likeness, several, when } from "./editor_core.js";
import { shape } from "./editor_tree.js";
import { h } from "./dom.js";

const DAY = 24 * 3600 * 1000;

/** @typedef {{ask:(message:any, done:(m:any) => void) => void, row:(id:string) => any, choose:(id:string) => void, merge:(one:string, into:string) => void}} MoreHost */

/** Codes whose labels or definitions are alike, offered for merging. */
export class EditorAlike {
  /** @param {MoreHost} host */
  constructor(host) {
    this.host = host;
    /** @type {Set<string>} pairs that are two for good, as long as the editor is open */ this.two = new Set();
    /** @type {any[]} */ this.pairs = [];
    this.list = h("div", { class: "wb-pairs" });
    this.head = h("p", { class: "wb-hint", role: "status" }, "Comparing the codes…");
    this.el = h("div", { class: "wb-page wb-scroll", tabindex: "0", role: "region", "aria-label": "Codes that may be one" }, this.head, this.list);
  }

  refresh() { this.host.ask({ op: "alike" }, (m) => { this.pairs = m.pairs; this.draw(); }); }

  draw() {
    const pairs = this.pairs.filter((p) => !this.two.has(`${p.one}\n${p.other}`) && this.host.row(p.one) && this.host.row(p.other) && !this.host.row(p.one).retired && !this.host.row(p.other).retired);
    this.head.textContent = pairs.length ? `${several(pairs.length, "pair")} of codes may be one. What a merge would do is shown before it happens.` : "No two codes are alike in label or definition.";
    this.list.replaceChildren(...pairs.map((p) => this.pair(p)));
  }

  /** @param {any} p */
  pair(p) {
    const side = (/** @type {string} */ id, /** @type {string} */ other, /** @type {string} */ text) => {
      const r = this.host.row(id);
      return h("div", { class: "wb-side" }, h("button", { type: "button", class: "wb-link", onclick: () => this.host.choose(id) }, shape(r), " ", h("bdi", {}, r.label)), h("small", {}, `${r.family} · ${several(r.codings, "coding")}`), text ? h("p", { dir: "auto" }, text) : "",
        h("button", { type: "button", class: "wb-act", "aria-label": `Merge ${this.host.row(other).label} into ${r.label}`, onclick: () => this.host.merge(other, id) }, "Merge into this one…"));
    };
    return h("section", { class: "wb-twocodes", "aria-label": `${this.host.row(p.one).label} and ${this.host.row(p.other).label}: ${likeness(p)}` }, h("div", { class: "wb-twohead" }, h("span", { class: "wb-h" }, likeness(p)),
      h("button", { type: "button", class: "wb-act", onclick: () => { this.two.add(`${p.one}\n${p.other}`); this.draw(); } }, "They are two")), h("div", { class: "wb-sides" }, side(p.one, p.other, p.texts[0]), side(p.other, p.one, p.texts[1])));
  }
}

/** What changed in the codebook, from a time or a round to another. */
export class EditorChanges {
  /** @param {[string, string][]} rounds @param {string} uid @param {MoreHost} host */
  constructor(rounds, uid, host) {
    this.host = host;
    const past = [["", "the beginning"], [ago_(1), "yesterday"], [ago_(7), "a week ago"], [ago_(30), "a month ago"]];
    const times = rounds.map(([id, label]) => [id, `the end of ${label || id}`]);
    this.from = this.choice("From", [...past, ...times], `${uid}-from`);
    this.to = this.choice("to", [["", "now"], ...times, [ago_(1), "yesterday"], [ago_(7), "a week ago"]], `${uid}-to`);
    this.head = h("p", { class: "wb-hint", role: "status" });
    this.list = h("ol", { class: "wb-changes" });
    this.el = h("div", { class: "wb-page wb-scroll", tabindex: "0", role: "region", "aria-label": "What changed in the codebook" }, h("div", { class: "wb-over wb-times" }, this.from.el, this.to.el), this.head, this.list);
  }

  /** @param {string} words @param {string[][]} options @param {string} id */
  choice(words, options, id) {
    const select = /** @type {HTMLSelectElement} */ (h("select", { id }, ...options.map(([value, name]) => h("option", { value }, name)), h("option", { value: "\u0000" }, "a day…")));
    const day = /** @type {HTMLInputElement} */ (h("input", { type: "date", "aria-label": `${words} this day`, hidden: true }));
    select.addEventListener("change", () => { day.hidden = select.value !== "\u0000"; if (day.hidden) this.refresh(); else day.focus(); });
    day.addEventListener("change", () => { if (day.value) this.refresh(); });
    return { el: h("span", { class: "wb-time" }, h("label", { for: id }, words), select, day), value: () => (select.value === "\u0000" ? day.value : select.value) };
  }

  refresh() {
    this.head.textContent = "Comparing…";
    this.host.ask({ op: "changes", before: this.from.value(), now: this.to.value() }, (m) => (m.why ? this.trouble(m.why) : this.draw(m)));
  }

  /** @param {string} why */
  trouble(why) { this.head.textContent = why; this.list.replaceChildren(); }

  /** @param {{changes:any[], more:number}} m */
  draw(m) {
    this.head.textContent = m.changes.length ? `${several(m.changes.length + m.more, "change")}${m.more ? `, of which the first ${m.changes.length}` : ""}` : "Nothing changed between these two times.";
    /** @type {any[][]} changes of one code, side by side */ const groups = [];
    for (const c of m.changes) if (groups.at(-1)?.[0].code === c.code) groups.at(-1)?.push(c); else groups.push([c]);
    this.list.replaceChildren(...groups.map((all) => {
      const [c] = all, row = this.host.row(c.code);
      const label = row ? h("button", { type: "button", class: "wb-link", onclick: () => this.host.choose(c.code) }, shape(row), " ", h("bdi", {}, c.label)) : h("b", {}, h("bdi", {}, c.label));
      return h("li", {}, label, h("ul", {}, ...all.map((one) => this.change(one))));
    }));
  }

  /** One change in a line: what, from what to what, who, when, why. @param {any} c */
  change(c) {
    const w = changed(c, (id) => this.host.row(id)?.label ?? id);
    const words = w.before || w.now ? [w.field ? " " : "", w.field ? h("i", {}, w.field) : "", ": ", w.before ? h("del", { dir: "auto" }, w.before) : "", w.before && w.now ? " " : "", w.now ? h("ins", { dir: "auto" }, w.now) : " (taken out)"] : [];
    const facts = [c.coder, c.at ? when(c.at) : "", c.codings ? several(c.codings, "coding") : "", c.reason ? `because ${c.reason}` : ""].filter(Boolean).join(" · ");
    return h("li", {}, w.did, ...words, facts ? h("small", { dir: "auto" }, facts) : "");
  }
}

/** @param {number} days */
function ago_(days) { return new Date(Date.now() - days * DAY).toISOString().slice(0, 10); }
