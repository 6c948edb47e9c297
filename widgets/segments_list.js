// @ts-check
// The passages: only those in the window are on the page, each with its words in context, whose they are, and its codes.
import { Blocks, Track } from "./grid_core.js";
import { brief, called, clock, colour, count, feeling, segments } from "./core.js";
import { h } from "./dom.js";
import { shared, tail } from "./segments_core.js";

const QUOTE_LINE = 22, ROW_PAD = 17, CHIP_LINE = 24, HEAD_LINE = 21, NARROW = 620, SPARE_ROWS = 4, WORDS_BEFORE = 64;

/** @typedef {{current:()=>number, selected:(id:string)=>boolean, codings:(row:any)=>any[], code:(id:string)=>any, heading:(key:string)=>string, hand:()=>string,
 *   ask:(block:number)=>void, click:(i:number, e:MouseEvent)=>void, more:(row:any)=>void, around:(id:string)=>any}} Host what the list asks of the view */

export class PassageList {
  /** @param {string} uid @param {Host} host */
  constructor(uid, host) {
    this.uid = uid;
    this.host = host;
    this.grouped = false;
    this.narrow = false;
    this.track = new Track(3 * QUOTE_LINE + CHIP_LINE + ROW_PAD);
    this.blocks = new Blocks();
    /** @type {Map<number, {el:HTMLElement, sign:string}>} */ this.drawn = new Map();
    /** @type {Element|null} */ this.watched = null;
    this.canvas = h("div", { class: "wb-canvas", role: "rowgroup" });
    this.empty = h("div", { class: "wb-empty" });
    this.el = h("div", {
      class: "wb-rows wb-passages", id: `${uid}-rows`, role: "grid", tabindex: "0", "aria-multiselectable": "true", "aria-readonly": "true", "aria-colcount": "3",
      "aria-label": "Passages. j and k move, Enter shows what was said around, c codes, Space selects. Question mark: all keys.",
    }, this.canvas);
    this.due = 0;
    /** @type {any} */ this.calm = 0;
    this.el.addEventListener("scroll", () => {
      if (Math.abs(this.el.scrollTop - this.track.bar) > 0.6) this.track.scrolled(this.el.scrollTop, this.view);
      this.later();
      clearTimeout(this.calm);
      this.calm = setTimeout(() => this.settle(), 160);
    }, { passive: true });
    this.el.addEventListener("click", (e) => this.clicked(e));
    this.sized = new ResizeObserver(() => {
      if (!this.el.clientHeight) return; // out of sight: another tab
      this.shape();
      this.later();
      clearTimeout(this.calm);
      this.calm = setTimeout(() => { this.settle(); this.draw(); }, 160);
    });
    this.sized.observe(this.el);
  }

  dispose() {
    this.sized.disconnect();
    cancelAnimationFrame(this.due);
    clearTimeout(this.calm);
  }

  get view() { return Math.max(1, this.el.clientHeight); }

  later() { this.due ||= requestAnimationFrame(() => { this.due = 0; this.draw(); }); }

  /** Put the bar where it belongs, after the rows stood still. */
  settle() {
    const bar = this.track.rest(this.view);
    if (Math.abs(bar - this.track.bar) < 1) return;
    this.track.bar = bar;
    this.el.scrollTop = bar;
    this.track.bar = this.el.scrollTop;
    this.draw();
  }

  /** A new list. @param {number} entries @param {boolean} grouped @param {number} at the passage one is on @param {{from:number, rows:any[]}} here rows that came with it, around that one */
  reset(entries, grouped, at, here) {
    this.again();
    this.grouped = grouped;
    this.el.setAttribute("role", grouped ? "treegrid" : "grid");
    this.track.entries = entries;
    this.track.open = -1;
    this.track.more = 0;
    this.track.top = Math.min(this.track.top, this.track.furthest(this.view));
    this.blocks.clear();
    this.blocks.put(here.from, here.rows);
    this.shape();
    if (entries) this.show(at); // before anything is drawn: what is far from there is not asked for
    this.settle();
    this.draw();
  }

  again() {
    this.drawn.forEach(({ el }) => el.remove());
    this.drawn.clear();
  }

  shape() {
    const narrow = this.el.clientWidth > 0 && this.el.clientWidth < NARROW;
    const row = 3 * QUOTE_LINE + CHIP_LINE + ROW_PAD + (narrow ? HEAD_LINE : 0);
    if (row !== this.track.row) {
      const first = this.track.at(this.track.top);
      this.track.row = row;
      this.track.open = -1;
      this.track.more = 0;
      this.track.top = Math.min(this.track.furthest(this.view), this.track.place(Math.max(0, first)));
      this.again();
    }
    this.narrow = narrow;
    this.el.classList.toggle("wb-narrow", narrow);
    this.canvas.style.height = `${this.track.box}px`;
    this.el.setAttribute("aria-rowcount", String(this.track.entries));
  }

  /** Draw what is in the window; rows that look as they did are left alone. */
  draw() {
    if (!this.el.clientHeight) return;
    const { track } = this, [first, last] = track.seen(this.view), from = Math.max(0, first - SPARE_ROWS), to = Math.min(track.entries, last + SPARE_ROWS);
    for (const block of this.blocks.missing(from, to)) { this.blocks.asked.add(block); this.host.ask(block); }
    for (const [i, { el }] of this.drawn) if (i < from || i >= to) { el.remove(); this.drawn.delete(i); }
    for (let i = from; i < to; i++) {
      const sign = this.sign(i), was = this.drawn.get(i);
      if (was?.sign === sign) { this.put(was.el, i); continue; }
      const el = this.row(i);
      if (was) was.el.replaceWith(el);
      else this.canvas.append(el);
      this.drawn.set(i, { el, sign });
      this.put(el, i);
    }
    this.unfold();
    const now = this.drawn.get(this.host.current());
    if (now) this.el.setAttribute("aria-activedescendant", now.el.id);
    else this.el.removeAttribute("aria-activedescendant");
  }

  /** @param {HTMLElement} el @param {number} i */
  put(el, i) {
    el.style.transform = `translateY(${Math.round(this.track.bar + this.track.place(i) - this.track.top)}px)`;
    el.style.height = `${this.track.height(i)}px`;
  }

  /** Open the row one is on, as far as its words need. */
  unfold() {
    const { track } = this, now = this.host.current(), el = this.drawn.get(now)?.el;
    let more = 0;
    const said = /** @type {HTMLElement|null} */ (el?.querySelector(".wb-said") ?? null);
    if (said !== this.watched) {
      if (this.watched) this.sized.unobserve(this.watched);
      if (said) this.sized.observe(said);
      this.watched = said;
    }
    if (el && said) {
      el.classList.add("wb-open");
      const need = said.offsetTop + said.scrollHeight + 10, needs = Math.min(need, Math.max(track.row, this.view * 0.8));
      more = Math.max(0, Math.ceil(needs - track.row));
      el.classList.toggle("wb-long", need > needs + 1);
    } else if (el == null && track.open === now) more = track.more; // out of the window: as it was
    if (track.open === now && track.more === more) return;
    const shift = track.open >= 0 && track.open < track.at(track.top) ? track.more : 0; // rows above must not push what is read
    track.open = more ? now : -1;
    track.more = more;
    track.top = Math.max(0, Math.min(track.furthest(this.view), track.top - shift));
    this.canvas.style.height = `${track.box}px`;
    for (const [i, { el: other }] of this.drawn) this.put(other, i);
  }

  /** Bring a row into the window. @param {number} i */
  show(i) {
    const { track } = this, top = track.showing(i, this.view);
    if (top === track.top) return;
    track.top = Math.max(0, Math.min(track.furthest(this.view), top));
    track.bar = track.rest(this.view);
    this.el.scrollTop = track.bar;
    track.bar = this.el.scrollTop;
    this.canvas.style.height = `${track.box}px`;
  }

  /** What a row looks like, as a text: drawn again only if that changed. @param {number} i */
  sign(i) {
    const entry = this.blocks.get(i), now = i === this.host.current();
    if (!entry) return `…${now}`;
    if ("group" in entry) return JSON.stringify([entry, now]);
    const marks = this.host.codings(entry).map((c) => {
      const code = this.host.code(c.code);
      return [c.id, c.code, c.valence, c.stance, c.pending ? 1 : c.failed ? 2 : 0, c.memo, code?.label, code?.colour];
    });
    return JSON.stringify([entry.id, now, now && this.host.hand(), this.host.selected(entry.id), this.host.around(entry.id) ? this.host.around(entry.id).turns.length : 0, marks]);
  }

  /** @param {number} i */
  row(i) {
    const entry = this.blocks.get(i), now = i === this.host.current();
    const attributes = { id: `${this.uid}-r${i}`, role: "row", "aria-rowindex": String(i + 1), "data-i": String(i), "aria-level": this.grouped ? (entry && "group" in entry ? "1" : "2") : null };
    if (!entry) return h("div", { ...attributes, class: `wb-row wb-coming${now ? " wb-now" : ""}`, "aria-busy": "true" }, h("span", { role: "gridcell" }, "…"));
    if ("group" in entry) {
      return h("div", { ...attributes, class: `wb-row wb-heading${now ? " wb-now" : ""}`, "aria-expanded": String(!entry.closed) },
        h("span", { role: "gridcell" }, h("i", { "aria-hidden": "true" }, entry.closed ? "▸" : "▾"), h("b", {}, this.host.heading(entry.group)),
          ` ${count(entry.passages, "passage")} · ${entry.people === 1 ? "1 person" : `${entry.people} people`}`));
    }
    const on = this.host.selected(entry.id);
    return h("div", { ...attributes, class: `wb-row wb-passage${now ? " wb-now" : ""}${on ? " wb-on" : ""}`, "aria-selected": String(on) },
      h("span", { role: "gridcell", class: "wb-gutter", title: "Select (Space)" }, h("i", { class: "wb-tick", "aria-hidden": "true" }, on ? "✓" : "")), this.whose(entry), this.said(entry, now));
  }

  /** @param {any} p */
  whose(p) {
    const attributes = p.attributes.map((/** @type {[string, string]} */ [, v]) => v).filter((/** @type {string} */ v) => v && !/^[\d.,-]+$/.test(v)).join(" · "); // a number alone says nothing
    return h("span", { role: "gridcell", class: "wb-cell wb-whose" },
      h("b", { title: p.quiet ? `${p.person} did not agree to be quoted` : p.person }, p.person || "nobody named"), p.asks ? h("small", { class: "wb-flag" }, "interviewer asks") : "", p.quiet ? h("small", { class: "wb-flag" }, "not quotable") : "",
      attributes ? h("small", { title: p.attributes.map((/** @type {[string, string]} */ [k, v]) => `${k}: ${v}`).join("\n") }, attributes) : "",
      h("small", { title: p.title }, [p.kind, p.round, p.at == null ? p.date : clock(p.at)].filter(Boolean).join(" · ")));
  }

  /** @param {any} p @param {boolean} now */
  said(p, now) {
    const around = now ? this.host.around(p.id) : null;
    const quote = h("mark", {}, p.quote), long = p.length > p.quote.length ? h("small", { class: "wb-long-note" }, ` … ${count(p.length - p.quote.length, "character")} more`) : "";
    const words = around ? this.turns(around, p) : h("p", { dir: "auto" }, h("span", { class: "wb-dim" }, now ? p.before : tail(p.before, WORDS_BEFORE)), quote, long, h("span", { class: "wb-dim" }, p.after));
    const codings = this.host.codings(p), memos = now ? codings.filter((c) => c.memo) : [];
    const chips = h("span", { class: "wb-chips" }, ...shared(codings).map((c) => this.chip(c, codings, now)), codings.length ? "" : h("small", { class: "wb-none-yet" }, "no code on these words"));
    const whole = now ? h("button", { type: "button", class: "wb-more", tabindex: "-1", "data-more": "" }, around ? "less around it" : p.item ? "the whole answer" : "what was said around it", " ", h("kbd", {}, "Enter")) : "";
    return h("span", { role: "gridcell", class: "wb-cell wb-said" }, words, chips, ...memos.map((c) => h("span", { class: "wb-memo-line", dir: "auto" }, h("i", { "aria-hidden": "true" }, "✎ "), `${c.coder}: `, c.memo)), whole);
  }

  /** The turns around a passage, its words marked. @param {any} around @param {any} p */
  turns(around, p) {
    return h("div", { class: "wb-around" }, ...around.turns.map((/** @type {any} */ t) => {
      const spans = [...(t.mark ? [{ start: t.mark[0], end: t.mark[1], own: true }] : []), ...t.also.map((/** @type {number[]} */ [start, end]) => ({ start, end, own: false }))];
      const words = segments(t.text.length, spans).map(({ start, end, on }) => {
        const said = t.text.slice(start, end);
        return on.some((s) => s.own) ? h("mark", {}, said) : on.length ? h("mark", { class: "wb-also", title: "what it stands near to" }, said) : h("span", { class: "wb-dim" }, said);
      });
      return h("div", { class: `wb-turn-line${t.person ? "" : " wb-asks"}` }, p.item ? "" : h("b", {}, t.speaker), h("p", { dir: "auto" }, ...words, t.more ? h("small", {}, ` … ${count(t.more, "character")} more`) : ""));
    }));
  }

  /** @param {any} c @param {any[]} all @param {boolean} now */
  chip(c, all, now) {
    const code = this.host.code(c.code), name = called(code, c.code);
    const felt = c.valence == null || code?.family === "stage" ? "" : ` ${feeling(c.valence)}`;
    const same = !c.mine && all.some((m) => m.mine && m.code === c.code && m.valence === c.valence && m.stance === c.stance && m.part === c.part);
    const kind = `${c.mine ? "wb-mine" : "wb-theirs"}${c.pending ? " wb-pending" : ""}${c.failed ? " wb-failed" : ""}${c.stance === "against" ? " wb-against" : ""}${c.fallen ? " wb-fallen" : ""}${now && c.mine && this.host.hand() === c.code ? " wb-hand" : ""}`;
    const said = [c.part ? "on some of the words, or on more" : "", c.fallen ? "decided not to stand" : "", c.model ? "a model" : "", c.memo, c.failed ? "not saved" : ""].filter(Boolean);
    const title = `${c.mine ? "" : `${c.coder}: `}${c.stance === "against" ? "against " : ""}${name}${felt}${said.map((x) => ` · ${x}`).join("")}`;
    return h("span", { class: `wb-mark ${kind}`, title, "--c": colour(code?.colour ?? "") }, h("i", { class: `wb-swatch${code?.family === "emotion" ? " wb-round" : ""}` }), c.mine ? "" : h("small", {}, `${c.coder}: `),
      c.failed ? h("small", {}, "not saved ") : "", c.stance === "against" ? h("small", { class: "wb-anti" }, "against ") : "", h("span", {}, same ? "the same" : `${c.part ? "‹" : ""}${brief(name, 44)}${c.part ? "›" : ""}`), felt, c.memo ? " ✎" : "");
  }

  /** @param {MouseEvent} e */
  clicked(e) {
    const row = e.target instanceof Element ? e.target.closest(".wb-row") : null;
    if (!row) return;
    const i = Number(row.getAttribute("data-i"));
    if (e.target instanceof Element && e.target.closest("[data-more]")) this.host.more(this.blocks.get(i));
    else this.host.click(i, e);
  }
}
