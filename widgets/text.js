// @ts-check
// The text column: turns, marks, selection. Only turns that changed are drawn again.
import { alike, brief, called, clock, colour, feeling, lanes, segments, sentenceAt, sentences, tidy } from "./core.js";
import { ghost, h, offsetIn, pointAt } from "./dom.js";

/** @typedef {import("./core.js").Part} Part */
const MOST_LANES = 4;
const STRIPE = 3; // a stripe and the gap after it: four fit between two lines of text

export class TextColumn {
  /** @param {import("./core.js").Store} store @param {string} uid @param {() => void} moved called when the caret or selection moved */
  constructor(store, uid, moved) {
    this.store = store;
    this.moved = moved;
    /** @type {(turn:number) => any[]} what is suggested on a turn */ this.hints = () => [];
    /** @type {number|null} */ this.now = null;
    /** @type {Part[]} what is selected; a caret is a part of no length */ this.selected = [];
    this.back = false;
    this.unghost = () => {};
    this.el = h("div", {
      class: "wb-text", id: `${uid}-text`, contenteditable: "true", role: "textbox", "aria-multiline": "true", "aria-readonly": "true",
      "aria-label": "Transcript. Arrows move, Shift with arrows selects, s selects the sentence, t the turn; a code's key applies it. Question mark: all keys.",
      spellcheck: "false", autocorrect: "off", autocapitalize: "off", inputmode: "none", translate: "no", "data-gramm": "false",
    });
    for (const kind of ["beforeinput", "paste", "cut", "drop", "dragstart"]) this.el.addEventListener(kind, (e) => e.preventDefault());
    // A dead key or an input method writes in spite of that: put the words back as they were.
    this.el.addEventListener("compositionend", () => this.redraw(this.selected.map((p) => p.turn)));
    this.el.addEventListener("focus", () => {
      this.unghost();
      this.restore(); // a click sets its own caret right after this
    });
    this.el.addEventListener("blur", () => {
      this.unghost();
      this.unghost = ghost(this.selected.filter((p) => p.end > p.start).map((p) => this.range(p)));
    });
    this.onSelection = () => this.read();
    document.addEventListener("selectionchange", this.onSelection);
  }

  dispose() {
    document.removeEventListener("selectionchange", this.onSelection);
    this.unghost();
  }

  drawAll() {
    this.el.replaceChildren(...this.store.turns.map((t) => this.draw(t)));
    this.mark();
  }

  /** @param {Iterable<number>} turns */
  redraw(turns) {
    const here = this.inside() && this.ends();
    let hit = false;
    for (const i of new Set(turns)) {
      const old = this.row(i);
      if (!old) continue;
      hit ||= this.selected.some((p) => p.turn === i);
      old.replaceWith(this.draw(this.store.turns[/** @type {number} */ (this.store.place.get(i))]));
    }
    if (hit) this.mark();
    if (hit && here) this.restore();
  }

  /** @param {number} i @returns {HTMLElement|undefined} */
  row(i) { return /** @type {any} */ (this.el.children[this.store.place.get(i) ?? -1]); }

  /** @param {number} i @returns {HTMLElement} */
  words(i) { return /** @type {HTMLElement} */ (this.row(i)?.lastElementChild); }

  /** @param {import("./core.js").Turn} t */
  draw(t) {
    const on = this.store.on(t.i);
    const p = h("p", { dir: "auto" });
    // What a colleague says just as I do needs no stripe of its own; the words at the end say it.
    const row = lanes(on.filter((c) => c.mine || !on.some((m) => m.mine && alike(m, c))));
    for (const g of segments(t.text.length, [...on, ...this.hints(t.i)])) {
      const words = t.text.slice(g.start, g.end), codings = g.on.filter((c) => !c.hint), hinted = g.on.filter((c) => c.hint).map((c) => c.hint);
      const shown = codings.length ? this.stretch(words, codings, row) : words;
      p.append(hinted.length ? this.hinted(shown, hinted) : shown);
      p.append(...this.labels(codings.filter((c) => c.end === g.end && c.parts.at(-1)?.turn === t.i)));
    }
    const who = h("div", { class: "wb-who", contenteditable: "false" }, h("b", { title: t.speaker }, t.speaker), h("time", {}, clock(t.at)));
    return h("div", { class: `wb-turn${t.person ? "" : " wb-asks"}${t.i === this.now ? " wb-now" : ""}`, "data-turn": t.i }, who, p);
  }

  /** @param {string} words @param {(import("./core.js").Coding & Part)[]} on @param {Map<string, number>} row */
  stretch(words, on, row) {
    const m = h("mark", { "data-ids": on.map((c) => c.id).join(" "), title: on.map((c) => this.title(c)).join("\n") }, words);
    const shown = on.map((c) => ({ c, lane: row.get(c.id) ?? MOST_LANES })).filter((x) => x.lane < MOST_LANES);
    // One stripe a coding, in its own row; the shape says against (dashes) or somebody else's (dots).
    m.style.backgroundImage = shown.map(({ c }) => {
      const tint = `color-mix(in srgb,${colour(this.store.codes.get(c.code)?.colour ?? "")},white var(--wb-lift))`;
      if (!c.mine) return `repeating-linear-gradient(90deg,${tint} 0 2px,transparent 2px 5px)`;
      if (c.stance === "against") return `repeating-linear-gradient(90deg,${tint} 0 7px,transparent 7px 11px)`;
      return `linear-gradient(${tint},${tint})`;
    }).join(",");
    m.style.backgroundSize = shown.map(() => "100% 2px").join(",");
    m.style.backgroundPosition = shown.map(({ lane }) => `0 calc(100% - ${lane * STRIPE}px)`).join(",");
    m.style.paddingBottom = `${(Math.max(0, ...shown.map((x) => x.lane)) + 1) * STRIPE}px`;
    const mine = on.find((c) => c.mine);
    if (mine) m.style.setProperty("--c", colour(this.store.codes.get(mine.code)?.colour ?? ""));
    m.className = [mine ? "wb-mine" : "wb-theirs", on.some((c) => c.pending) ? "wb-pending" : "", on.some((c) => c.failed) ? "wb-failed" : ""].join(" ").trim();
    return m;
  }

  /** Words that something is suggested for: a dashed line under them, not a highlight. @param {Node|string} words @param {any[]} hints */
  hinted(words, hints) {
    const names = hints.map((s) => `suggested: ${called(this.store.codes.get(s.code), s.code)}, ${s.strength}`);
    return h("span", { class: "wb-hinted", "data-suggestions": hints.length, title: names.join("\n") }, words);
  }

  /** @param {import("./core.js").Coding} c */
  title(c) {
    const name = called(this.store.codes.get(c.code), c.code);
    const parts = [c.mine ? "" : `${c.coder}: `, c.stance === "against" ? "against " : "", name, c.valence == null ? "" : ` ${feeling(c.valence)}`];
    return parts.join("") + (c.memo ? ` · ${c.memo}` : "") + (c.failed ? " · not saved" : "");
  }

  /** What ends here, in words: mine, then each colleague's, in short where they say the same. @param {(import("./core.js").Coding & Part)[]} ending */
  labels(ending) {
    const mine = ending.filter((c) => c.mine);
    const out = mine.map((c) => this.label(c));
    for (const coder of new Set(ending.filter((c) => !c.mine).map((c) => c.coder))) {
      const theirs = ending.filter((c) => !c.mine && c.coder === coder);
      if (theirs.length === mine.length && theirs.every((c) => mine.some((m) => alike(m, c)))) {
        out.push(this.label(theirs[0], `${coder}: `, "the same", theirs.map((c) => this.title(c)).join("\n")));
      } else theirs.forEach((c, n) => out.push(this.label(c, n ? "" : `${coder}: `)));
    }
    return out;
  }

  /** The words of a coding at its end: drawn by CSS from an attribute, so they are not part of the text.
   * @param {import("./core.js").Coding} c @param {string} [who] @param {string} [words] @param {string} [title] */
  label(c, who = "", words = "", title = this.title(c)) {
    const code = this.store.codes.get(c.code);
    const family = code && called(code, "") !== code.label ? `${code.family}: ` : "";
    const tail = (c.valence == null || code?.family === "stage" ? "" : ` ${feeling(c.valence)}`) + (c.memo ? " ✎" : "");
    const how = `${c.mine ? "" : " wb-theirs"}${c.stance === "against" ? " wb-against" : ""}${c.failed ? " wb-failed" : c.pending ? " wb-pending" : ""}${words ? " wb-alike" : ""}`;
    return h("span", {
      class: `wb-tag${how}`, contenteditable: "false", "data-id": c.id, "data-who": who || null, "data-label": words || family + brief(code?.label ?? c.code) + tail,
      title, "--c": colour(code?.colour ?? ""),
    });
  }

  // Selection -------------------------------------------------------------------------------------------------------

  inside() {
    const node = getSelection()?.focusNode;
    return !!node && node !== this.el && this.el.contains(node);
  }

  /** Take over what the browser has selected, if it is in this text. */
  read() {
    const s = getSelection();
    if (!s?.rangeCount || !this.inside() || !this.el.contains(s.anchorNode)) return;
    const r = s.getRangeAt(0);
    const from = this.turnOf(r.startContainer), to = this.turnOf(r.endContainer);
    if (from == null || to == null) return;
    const parts = [];
    for (let n = from; n <= to; n++) {
      const t = this.store.turns[n], p = this.words(t.i);
      const start = p.contains(r.startContainer) ? offsetIn(p, r.startContainer, r.startOffset) : n === from && !this.before(r.startContainer, p) ? t.text.length : 0;
      const end = p.contains(r.endContainer) ? offsetIn(p, r.endContainer, r.endOffset) : n === to && this.before(r.endContainer, p) ? 0 : t.text.length;
      if (end > start || (from === to && s.isCollapsed)) parts.push({ turn: t.i, start, end: Math.max(start, end) });
    }
    if (!parts.length) return;
    const focus = this.turnOf(/** @type {Node} */ (s.focusNode));
    this.back = s.focusNode === r.startContainer && s.focusOffset === r.startOffset && !s.isCollapsed;
    this.selected = parts;
    const now = focus == null ? parts[0].turn : this.store.turns[focus].i;
    if (now !== this.now) {
      this.now = now;
      this.mark();
    }
    this.moved();
  }

  /** @param {Node} node @param {Node} p */
  before(node, p) { return !!(p.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING); }

  /** @param {Node} node @returns {number|null} place in the list of turns */
  turnOf(node) {
    const row = (node instanceof Element ? node : node.parentElement)?.closest(".wb-turn");
    return row && this.el.contains(row) ? this.store.place.get(Number(row.getAttribute("data-turn"))) ?? null : null;
  }

  mark() {
    this.el.querySelector(".wb-now")?.classList.remove("wb-now");
    if (this.now != null) this.row(this.now)?.classList.add("wb-now");
  }

  /** The selection in whole characters without white space at its ends; empty if there is only a caret. */
  spans() {
    return this.selected.map((p) => {
      const [start, end] = tidy(this.store.text(p.turn), p.start, p.end);
      return { turn: p.turn, start, end };
    }).filter((p) => p.end > p.start);
  }

  ends() {
    const first = this.selected[0], last = this.selected.at(-1);
    if (!first || !last) return null;
    const a = { turn: first.turn, at: first.start }, b = { turn: last.turn, at: last.end };
    return this.back ? [b, a] : [a, b];
  }

  /** @param {Part} p */
  range(p) {
    const r = document.createRange(), words = this.words(p.turn);
    r.setStart(...pointAt(words, p.start, p.end > p.start));
    r.setEnd(...pointAt(words, p.end));
    return r;
  }

  /** Put the browser's selection where ours is: after a redraw, or when the focus comes back. */
  restore() {
    if (!this.selected.length && this.store.turns.length) {
      const first = this.store.turns.find((t) => t.person) ?? this.store.turns[0];
      this.selected = [{ turn: first.i, start: 0, end: 0 }];
      this.now = first.i;
      this.mark();
    }
    const ends = this.ends();
    if (!ends) return;
    const [a, b] = ends, caret = a.turn === b.turn && a.at === b.at;
    const p = pointAt(this.words(a.turn), a.at, !this.back && !caret), q = pointAt(this.words(b.turn), b.at, this.back && !caret);
    getSelection()?.setBaseAndExtent(p[0], p[1], q[0], q[1]);
  }

  /** Select a span, or put the caret there, and bring it into view. @param {Part} part */
  select(part) {
    this.selected = [part];
    this.back = false;
    this.now = part.turn;
    this.mark();
    this.show(part.turn);
    if (document.activeElement === this.el) this.restore();
    else this.el.focus({ preventScroll: true });
    this.restore();
    this.moved();
  }

  focus() { this.el.focus({ preventScroll: true }); }

  caret() { return this.selected.at(-1) ?? { turn: this.store.turns[0]?.i ?? 0, start: 0, end: 0 }; }

  /** The caret to the start of the turn before or after. @param {1|-1} by */
  step(by) {
    const n = (this.store.place.get(this.now ?? -1) ?? -1) + by;
    const t = this.store.turns[Math.max(0, Math.min(this.store.turns.length - 1, n))];
    if (t) this.select({ turn: t.i, start: 0, end: 0 });
  }

  /** Select the sentence at the caret, or one more if whole ones are selected. @returns {boolean} false if there is no more */
  sentence() {
    const at = this.caret(), text = this.store.text(at.turn), spans = this.spans().filter((p) => p.turn === at.turn);
    if (!spans.length) { const [start, end] = sentenceAt(text, at.end); this.select({ turn: at.turn, start, end }); return true; }
    const [now] = spans, list = sentences(text);
    const whole = list.some(([a, b]) => a === now.start && list.some(([, y]) => y === now.end) && b <= now.end);
    const more = whole ? list.find(([a]) => a >= now.end) : sentenceAt(text, Math.max(now.start, now.end - 1));
    if (!more) return false;
    this.select({ turn: at.turn, start: whole ? now.start : Math.min(now.start, sentenceAt(text, now.start)[0]), end: more[1] });
    return true;
  }

  turn() { const at = this.caret(); this.select({ turn: at.turn, start: 0, end: this.store.text(at.turn).length }); }

  /** Scroll a turn into the middle if it is not to be seen whole. @param {number} turn */
  show(turn) {
    const row = this.row(turn);
    if (!row) return;
    const box = this.el.getBoundingClientRect(), r = row.getBoundingClientRect();
    if (r.top < box.top + 8 || r.bottom > box.bottom - 8) this.el.scrollTop += r.top - box.top - Math.max(16, (box.height - r.height) / 3);
  }
}
