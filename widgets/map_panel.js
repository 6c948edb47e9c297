// @ts-check
// Beside the map: what a card rests on, what people made of it, and what would be left without somebody. Asked for when it opens.
import { count } from "./core.js";
import { h } from "./dom.js";
import { squares } from "./map_draw.js";

/** @typedef {{ask:(message:any, done:(m:any) => void, patience?:number) => void, act:(message:any, words:string) => void, wish:(kind:string, more?:any) => void, go:(claim:string) => void,
 *   card:(id:string) => import("./map_core.js").Face|undefined, stage:(id:string) => import("./map_core.js").Stage|undefined, note:(id:string) => import("./map_core.js").Note|undefined, close:() => void}} PanelHost */

const SLOW = 180000; // names are looked for in a whole study once
const SHOWN = 6; // quotes before "n more"

/** @param {string} words @param {string} key @param {() => void} does */
function button(words, key, does) { return h("button", { type: "button", class: "wb-act", onclick: does }, h("kbd", { "aria-hidden": "true" }, key), words); }

/** A part with a heading; nothing if there is nothing in it. @param {string} words @param {...(Node|string)} kids */
function part(words, ...kids) { return kids.length ? h("section", { class: "wb-jpart" }, h("h4", {}, words), ...kids) : ""; }

export class MapPanel {
  /** @param {string} uid @param {PanelHost} host */
  constructor(uid, host) {
    this.uid = uid;
    this.host = host;
    this.key = "";
    /** @type {any} */ this.detail = null;
    /** @type {any} */ this.quotes = null;
    /** @type {any} */ this.without = null;
    this.who = "";
    /** @type {number|undefined} what the quotes are of */ this.v = 0;
    this.everyQuote = false;
    this.el = h("div", { class: "wb-jopen", role: "region", "aria-label": "What is open", tabindex: "-1" });
    this.rest();
  }

  /** Nothing is open. */
  rest() {
    this.key = "";
    this.el.replaceChildren(h("p", { class: "wb-jhint" }, "A card shows how many people say so, of those who could have, and in how many kinds of source. The bar is the interval of people like these; the short red tick is who says the opposite."),
      h("p", { class: "wb-jhint" }, "Filled squares are the grade: very low, low, moderate, high. Dashed cards are assumptions: nobody has said so yet."),
      h("p", { class: "wb-jhint" }, h("b", {}, "Enter"), " opens a card. ", h("b", {}, "m"), " moves it, or drag it: its numbers stay those of the stage in which it is counted."));
  }

  /** @param {string} key @param {boolean} [again] it changed */
  show(key, again = false) {
    const other = key !== this.key;
    this.key = key;
    if (other) { this.detail = this.quotes = this.without = null; this.who = ""; this.everyQuote = false; this.el.scrollTop = 0; }
    if (!key) { this.rest(); return; }
    if (key.startsWith("n:")) { this.drawNote(key.slice(2)); return; }
    if (!other && !again) return;
    if (other) this.draw();
    const about = key.slice(2), ask = key.startsWith("s:") ? { op: "open", stage: about } : { op: "open", claim: about };
    this.host.ask(ask, (m) => { if (this.key !== key) return; if (m.why) { this.host.close(); return; } this.detail = m; this.draw(); });
    const v = key.startsWith("c:") ? this.host.card(about)?.v : 0;
    if (!other && v === this.v) return;
    if (!other) { this.without = null; this.who = ""; }
    this.v = v;
    if (key.startsWith("c:")) this.host.ask({ op: "quotes", claim: about }, (m) => { if (this.key !== key || m.why) return; this.quotes = m; this.draw(); }, SLOW);
  }

  draw() {
    const at = /** @type {HTMLElement|null} */ (document.activeElement), held = at && this.el.contains(at) ? at.id : "";
    const top = this.el.scrollTop;
    if (this.key.startsWith("s:")) this.drawStage(this.key.slice(2)); else this.drawCard(this.key.slice(2));
    this.el.scrollTop = top;
    if (held) document.getElementById(held)?.focus({ preventScroll: true });
  }

  /** @param {string} title @param {string} kicker */
  head(title, kicker) {
    return h("div", { class: "wb-jtitle" }, h("div", {}, h("small", {}, kicker), h("h3", { dir: "auto" }, title)), h("button", { type: "button", class: "wb-jclose", "aria-label": "Close", onclick: () => this.host.close() }, "×"));
  }

  /** @param {string} id */
  drawNote(id) {
    const note = this.host.note(id);
    if (!note) { this.rest(); return; }
    this.el.replaceChildren(this.head(note.text, "Note"), h("p", { class: "wb-jline" }, [note.by, note.day].filter(Boolean).join(" · ")), h("div", { class: "wb-jacts" }, button("Sort it", "Enter", () => this.host.wish("sort"))));
  }

  /** @param {string} id */
  drawStage(id) {
    const s = this.host.stage(id), d = this.detail;
    if (!s) { this.rest(); return; }
    this.el.replaceChildren(this.head(s.label, "Stage"), h("p", { class: "wb-jline", dir: "auto" }, s.goal), h("p", { class: "wb-jline" }, s.covered, s.felt ? `; feeling ${s.felt}, ${count(s.n, "person").replace("persons", "people")}` : ""),
      h("div", { class: "wb-jacts" }, button("Comment", "c", () => this.host.wish("comment")), button(s.moment ? "No moment of truth" : "Moment of truth", "t", () => this.host.wish("moment")), button("Note", "n", () => this.host.wish("note"))),
      ...[d?.moment ? part("Moment of truth", h("p", { class: "wb-jline" }, d.moment)) : "", d?.labels?.length ? part("Felt", h("p", { class: "wb-jline" }, d.labels.join(" · "))) : "", ...(d?.beside ?? []).map((/** @type {any} */ row) => part(row.label, h("ul", { class: "wb-jlist" }, ...row.entries.map((/** @type {any} */ e) => h("li", { dir: "auto" }, h("b", {}, e.text), e.figure && !(e.more ?? "").includes(e.figure) ? ` ${e.figure}` : "", e.said ? ` · ${e.said}` : "", e.more ? h("small", { class: "wb-jsoft" }, ` · ${e.more}`) : ""))))), this.talk(d?.comments ?? [])].filter(Boolean));
  }

  /** @param {{by:string, day:string, text:string}[]} comments */
  talk(comments) { return part(`Comments (${comments.length})`, ...comments.map((c) => h("div", { class: "wb-jsaid" }, h("small", {}, `${c.by} · ${c.day}`), h("p", { dir: "auto" }, c.text)))); }

  /** @param {string} id */
  drawCard(id) {
    const c = this.host.card(id), d = this.detail;
    if (!c) { this.rest(); return; }
    const kind = { pain: "Pain", need: "Unmet need", delight: "Delight" }[c.lane] ?? "", stage = this.host.stage(c.stage)?.label ?? "no stage";
    const acts = h("div", { class: "wb-jacts", role: "group", "aria-label": "What can be done with the card" }, button("Move", "m", () => this.host.wish("move")), button("Rename", "r", () => this.host.wish("rename")), button(c.under ? "Let it stand alone" : "Put under", "g", () => this.host.wish("under")),
      button("Sign", "s", () => this.host.wish("sign")), button("Comment", "c", () => this.host.wish("comment")), button("Owner", "o", () => this.host.wish("own")), button("Status", "t", () => this.host.wish("status")), button("Because", "b", () => this.host.wish("because")),
      button(c.hidden ? "Show" : "Hide", "h", () => this.host.wish("hide")));
    const grade = h("p", { class: "wb-jgraded" }, c.assumed ? "" : squares(c.level, c.grade), h("span", {}, d ? d.grade_words : c.grade));
    this.el.replaceChildren(this.head(c.statement, `${kind} · ${stage}${c.moved ? ` · ${c.moved}` : ""}`), ...[d?.derived ? h("p", { class: "wb-jline" }, `The code says: ${d.derived}`) : "", h("p", { class: "wb-jline" }, d?.line ?? `${c.k} of ${c.n} people`), d?.verdict ? h("p", { class: "wb-jline" }, d.verdict) : "",
      grade, this.signed(c, d), acts, ...(d ? this.parts(c, d) : [h("p", { class: "wb-jhint", role: "status" }, "reading…")])].filter(Boolean));
  }

  /** @param {any} c @param {any} d */
  signed(c, d) {
    if (!d?.signed) return c.assumed ? "" : h("p", { class: "wb-jline wb-jsoft" }, "Nobody has signed this grade yet.");
    return h("p", { class: `wb-jline${d.signed.current ? "" : " wb-jstale"}` }, d.signed.line);
  }

  /** @param {import("./map_core.js").Face} c @param {any} d */
  parts(c, d) {
    const claims = (/** @type {{id:string, text:string}[]} */ rows, /** @type {((id:string) => void)|null} */ cut = null) => rows.map((x) => h("div", { class: "wb-jlink" }, h("button", { type: "button", dir: "auto", onclick: () => this.host.go(x.id) }, x.text), cut ? h("button", { type: "button", class: "wb-jcut", "aria-label": `Cut the link to ${x.text}`, title: "cut the link", onclick: () => cut(x.id) }, "×") : ""));
    const list = (/** @type {string[]} */ lines) => (lines.length ? [h("ul", { class: "wb-jlist" }, ...lines.map((l) => h("li", { dir: "auto" }, l)))] : []);
    const why = d.concerns.map((/** @type {any} */ x) => `${x.component}: ${x.level} concern. ${x.why}`);
    const flips = d.flips.map((/** @type {any} */ f) => `${f.grade} without ${f.people}${f.one ? "" : ", any one of them"}`);
    return [
      this.quoted(c, d), part("Why this grade", ...list([...why, ...d.notes, ...(d.triangulation ? [d.triangulation] : [])])), flips.length ? part("Who would change it", ...list(flips)) : "", this.whatIf(c, d),
      part("There because of", ...claims(d.because, (id) => this.host.act({ op: "cut", claim: c.id, because: id }, "Link cut"))), part("Leads to", ...claims(d.leads)), part("Put under it", ...claims(d.beneath)), d.over ? part("Stands under", ...claims([d.over])) : "",
      this.talk(d.comments), part("Notes", ...d.inboxed.map((/** @type {any} */ n) => h("div", { class: "wb-jsaid" }, h("small", {}, `${n.by} · ${n.day}`), h("p", { dir: "auto" }, n.text)))), part("What was changed", ...list(d.history)),
    ].filter(Boolean);
  }

  /** @param {import("./map_core.js").Face} c @param {any} d */
  quoted(c, d) {
    const q = this.quotes;
    if (!d.counts.for && !d.counts.against) return "";
    if (!q) return h("p", { class: "wb-jhint", role: "status" }, "reading what they said… ", h("span", { class: "wb-late" }, "The first time, names are looked for in the whole study, so that they can be masked: up to a few minutes. All else goes on."));
    const side = (/** @type {"for"|"against"} */ name, /** @type {string} */ words) => {
      const rows = q[name], most = this.everyQuote ? rows.length : SHOWN, rest = rows.length - most + (this.everyQuote ? q[`more_${name}`] : 0);
      return part(`${words} (${d.counts[name]})`, ...rows.slice(0, most).map((/** @type {any} */ x) => h("blockquote", { class: `wb-jquote wb-j${name}` }, h("small", {}, h("b", {}, x.who), ` ${x.meta}${x.feeling ? ` · ${x.feeling}` : ""}`), h("p", { dir: "auto" }, x.text))),
        ...(rest > 0 ? [this.everyQuote ? h("small", { class: "wb-jsoft" }, `${rest} more`) : h("button", { type: "button", class: "wb-jmore", id: `${this.uid}-all-${name}`, onclick: () => { this.everyQuote = true; this.draw(); } }, `${rest} more`)] : []));
    };
    const against = q.against.length ? side("against", "Against") : "";
    return h("div", { class: "wb-jsides" }, ...[q.for.length ? side("for", "Heard from") : "", against].filter(Boolean));
  }

  /** What would be left without a person. @param {import("./map_core.js").Face} c @param {any} d */
  whatIf(c, d) {
    if (!d.people.length) return "";
    const select = /** @type {HTMLSelectElement} */ (h("select", { id: `${this.uid}-who`, "aria-label": "Without this participant" }, h("option", { value: "" }, "without…"), ...d.people.map((/** @type {string} */ p) => h("option", { value: p, selected: p === this.who }, p))));
    select.addEventListener("change", () => {
      this.who = select.value;
      this.without = null;
      this.draw();
      const { key, who } = this;
      if (who) this.host.ask({ op: "without", claim: c.id, participant: who }, (m) => { if (this.key !== key || this.who !== who) return; this.without = m; this.draw(); }, SLOW);
    });
    const w = this.without, told = !this.who ? "" : !w ? h("p", { class: "wb-jhint", role: "status" }, "counting again…") : w.why ? h("p", { class: "wb-jline" }, w.why) : h("div", { role: "status" }, h("p", { class: "wb-jline" }, `${w.line} `, h("b", {}, w.grade === w.was ? `Still ${w.grade}.` : `${w.was} → ${w.grade}.`)),
      w.falls.length ? h("p", { class: "wb-jline" }, `${count(w.falls.length, "claim")} would fall:`) : h("p", { class: "wb-jline" }, "No claim would lose its grade."),
      ...w.falls.slice(0, 12).map((/** @type {any} */ f) => h("div", { class: "wb-jlink" }, h("button", { type: "button", dir: "auto", onclick: () => this.host.go(f.id) }, f.text), h("small", {}, `${f.from} → ${f.to}`))));
    return part("Without this participant", select, ...(told ? [told] : []));
  }
}
