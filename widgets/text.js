// @ts-check
// The text column: turns, marks, selection. Only turns that changed are drawn again.
import { clock, sentenceAt, sentences, tidy } from "./core.js";
import { ghost, h, offsetIn, pointAt } from "./dom.js";
import { Marks } from "./marks.js";
import { narrower, reach, wider } from "./reach.js";

/** @typedef {import("./core.js").Part} Part */
const AT_ONCE = 3000; // characters whose codings are drawn with the first paint: more than a screen holds
const BLOCK = 24, LINE = 33; // turns in a block; pixels
const SLICE = 6, PAUSE = 10; // milliseconds: the rest is drawn a little at a time, so that no key waits

/** @param {Selection|null} s @returns {any[]} */
const edgesOf = (s) => [s?.anchorNode, s?.anchorOffset, s?.focusNode, s?.focusOffset];

export class TextColumn {
  /** @param {import("./core.js").Store} store @param {string} uid @param {() => void} moved called when the caret or selection moved */
  constructor(store, uid, moved) {
    this.store = store;
    this.moved = moved;
    this.marks = new Marks(store);
    /** @type {Set<number>} turns whose codings are still to be drawn */ this.bare = new Set();
    /** @type {any} */ this.due = 0;
    /** @type {HTMLElement[]} one a turn */ this.rows = [];
    /** @type {HTMLElement[]} some turns each, laid out only near the screen */ this.blocks = [];
    /** @type {(turns:Set<number>) => void} told what was drawn again */ this.redrawn = () => {};
    this.blank = h("div", {}, h("div", { class: "wb-who", contenteditable: "false" }, h("b"), h("time")), h("p", { dir: "auto" }));
    /** @type {number|null} */ this.now = null;
    /** @type {Part[]} what is selected; a caret is a part of no length */ this.selected = [];
    this.back = false; // whether the end that moves is the first
    /** @type {Part[]} what was selected before it was made wider */ this.grown = [];
    /** @type {Set<number>} turns a filter hides */ this.hidden = new Set();
    /** @type {(turn:number) => void} asked to show a turn that is hidden */ this.reveal = () => {};
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
    // Three clicks take the turn. The browser's own paragraph would end at the first code in it.
    this.el.addEventListener("click", (e) => {
      const at = e.detail === 3 && e.target instanceof Node ? this.turnOf(e.target) : null;
      if (at != null) { this.now = this.store.turns[at].i; this.turn(); }
    });
    /** @type {any[]} where the selection was that was read last */ this.known = [];
    this.onSelection = () => this.read();
    document.addEventListener("selectionchange", this.onSelection);
  }

  dispose() {
    document.removeEventListener("selectionchange", this.onSelection);
    clearTimeout(this.due);
    this.unghost();
  }

  /** The words of all turns, and at once what is coded on the first; the rest follows before anybody gets there. */
  drawAll() {
    const { turns } = this.store;
    this.rows = turns.map((t) => this.shell(t));
    this.blocks = [];
    for (let n = 0; n < turns.length; n += BLOCK) {
      const tall = turns.slice(n, n + BLOCK).reduce((sum, t) => sum + LINE * Math.ceil((t.text.length + 1) / 68) + 12, 0); // until it is seen
      this.blocks.push(h("div", { class: "wb-block", style: `contain-intrinsic-size:auto ${tall}px` }, ...this.rows.slice(n, n + BLOCK)));
    }
    this.el.replaceChildren(...(turns.length ? this.blocks : [h("p", { class: "wb-empty", contenteditable: "false" }, "This text has no turns, so there is nothing to code. Look at the file it came from, and add it again.")]));
    this.bare = new Set(turns.filter((t) => this.marks.any(t.i)).map((t) => t.i));
    let room = AT_ONCE;
    for (const t of turns) {
      if (room <= 0) break;
      room -= t.text.length + 120;
      this.fill(t.i);
    }
    this.mark();
    if (this.bare.size) requestAnimationFrame(() => this.later()); // after the first paint
  }

  /** Draw what is coded on the next turns that wait, for a moment at a time. */
  later() {
    clearTimeout(this.due);
    this.due = setTimeout(() => {
      const end = performance.now() + SLICE;
      while (this.bare.size && performance.now() < end) this.redraw([...this.bare].slice(0, 8));
      if (this.bare.size) this.later();
    }, PAUSE);
  }

  /** @param {number} i */
  fill(i) {
    if (!this.bare.delete(i)) return;
    const t = this.turnAt(i);
    if (t) this.words(i).replaceChildren(...this.marks.nodes(t));
  }

  /** @param {Iterable<number>} turns */
  redraw(turns) {
    const here = this.inside() && this.ends(), drawn = new Set(turns);
    let hit = false;
    for (const i of drawn) {
      const t = this.turnAt(i);
      this.bare.delete(i);
      if (!t) continue;
      hit ||= this.selected.some((p) => p.turn === i);
      this.words(i).replaceChildren(...this.marks.nodes(t));
    }
    this.redrawn(drawn);
    if (hit && here) this.restore();
  }

  /** @param {number} i */
  turnAt(i) { return /** @type {import("./core.js").Turn|undefined} */ (this.store.turns[this.store.place.get(i) ?? -1]); }

  /** @param {number} i @returns {HTMLElement|undefined} */
  row(i) { return this.rows[this.store.place.get(i) ?? -1]; }

  /** @param {number} i @returns {HTMLElement} */
  words(i) { return /** @type {HTMLElement} */ (this.row(i)?.lastElementChild); }

  /** A turn with its bare words; copied, as there may be thousands. @param {import("./core.js").Turn} t */
  shell(t) {
    const row = /** @type {HTMLElement} */ (this.blank.cloneNode(true));
    const [who, p] = /** @type {any} */ (row.children), [name, time] = who.children;
    name.textContent = name.title = t.speaker;
    time.textContent = clock(t.at);
    p.textContent = t.text;
    row.className = `wb-turn${t.person ? "" : " wb-asks"}${t.i === this.now ? " wb-now" : ""}`;
    row.setAttribute("data-turn", String(t.i));
    return row;
  }

  // Selection -------------------------------------------------------------------------------------------------------

  inside() {
    const node = getSelection()?.focusNode;
    return !!node && node !== this.el && this.el.contains(node);
  }

  /** Take over what the browser has selected, if it is in this text. */
  read() {
    const s = getSelection();
    this.known = edgesOf(s);
    if (!s?.rangeCount || !this.inside() || !this.el.contains(s.anchorNode)) return;
    const r = s.getRangeAt(0);
    const from = this.turnOf(r.startContainer), to = this.turnOf(r.endContainer);
    if (from == null || to == null) return;
    const parts = [];
    for (let n = from; n <= to; n++) {
      const t = this.store.turns[n], p = this.words(t.i);
      if (this.hidden.has(t.i)) continue; // what one does not see one does not code
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

  /** Browsers tell late of a new selection: a key is about the one that is seen. */
  catchUp() { if (edgesOf(getSelection()).some((edge, n) => edge !== this.known[n])) this.read(); }

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

  /** Select a span, or put the caret there, and bring it into view. @param {Part} part @param {boolean} [back] its first end moves */
  select(part, back = false) {
    if (!this.turnAt(part.turn)) return; // a text without turns
    this.selected = [part];
    this.back = back;
    this.now = part.turn;
    this.mark();
    this.show(part.turn, part);
    if (document.activeElement === this.el) this.restore();
    else this.el.focus({ preventScroll: true });
    this.restore();
    this.moved();
  }

  focus() { this.el.focus({ preventScroll: true }); }

  caret() { return this.selected.at(-1) ?? { turn: this.store.turns[0]?.i ?? 0, start: 0, end: 0 }; }

  /** The caret to the start of the turn before or after. @param {1|-1} by */
  step(by) {
    let n = this.store.place.get(this.now ?? -1) ?? -1;
    do n += by; while (this.hidden.has(this.store.turns[n]?.i ?? -1));
    const t = this.store.turns[n];
    if (t) this.select({ turn: t.i, start: 0, end: 0 });
  }

  /** Move the end that moves by a word or a sentence. @param {import("./reach.js").Unit} unit @param {1|-1} by @returns {string} why not */
  reach(unit, by) {
    const ends = this.ends();
    if (!ends || ends[0].turn !== ends[1].turn) return "Several turns are selected: a word or sentence is taken in one turn";
    const [{ turn, at: fixed }, { at }] = ends, to = reach(this.store.text(turn), fixed, at, unit, by);
    if (to == null) return `No further ${unit} this way`;
    this.select({ turn, start: Math.min(fixed, to), end: Math.max(fixed, to) }, to < fixed);
    return "";
  }

  /** Let the other end of the selection be the one that moves. */
  swap() { this.back = !this.back && this.spans().length > 0; this.restore(); }

  /** The next larger or smaller whole: word, sentence, turn. @param {1|-1} by @returns {boolean} false if there is none */
  resize(by) {
    const [at] = this.selected;
    if (!at || this.selected.length > 1) return false;
    const text = this.store.text(at.turn), [now] = this.spans(), { start, end } = now ?? at;
    const last = this.grown.at(-1), undo = by < 0 && last?.turn === at.turn && last.start >= start && last.end <= end;
    const to = undo ? [last.start, last.end] : (by > 0 ? wider : narrower)(text, start, end);
    if (!to) return false;
    if (by > 0) this.grown = [...this.grown.filter((p) => p.turn === at.turn && p.start >= start && p.end <= end), { turn: at.turn, start, end }];
    else if (undo) this.grown.pop();
    this.select({ turn: at.turn, start: to[0], end: to[1] });
    return true;
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

  /** Scroll a turn, or words in one that is taller than the screen, into the middle if not to be seen whole.
   * @param {number} turn @param {Part} [part] */
  show(turn, part) {
    const row = this.row(turn);
    if (!row) return;
    if (this.hidden.has(turn)) this.reveal(turn);
    const box = this.el.getBoundingClientRect();
    let r = row.getBoundingClientRect();
    if (part && r.height > box.height - 16) {
      this.fill(turn);
      r = this.range(part).getBoundingClientRect();
      if (!r.height) return;
    }
    if (r.top < box.top + 8 || r.bottom > box.bottom - 8) this.el.scrollTop += r.top - box.top - Math.max(16, (box.height - r.height) / 3);
  }
}
