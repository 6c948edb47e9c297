// @ts-check
// The margin strip: the whole transcript in one column, what is coded and what is not. A click goes there.
import { colour, strip } from "./core.js";
import { h } from "./dom.js";

export class Strip {
  /** @param {import("./core.js").Store} store @param {import("./text.js").TextColumn} text @param {(turn:number) => void} go */
  constructor(store, text, go) {
    this.store = store;
    this.text = text;
    this.bands = strip(store.turns);
    this.canvas = /** @type {HTMLCanvasElement} */ (h("canvas", {}));
    this.window = h("div", { class: "wb-window" });
    // The same is in reach of the keyboard (j, k, Page Down), so the strip itself is for the mouse.
    this.el = h("div", { class: "wb-strip", "aria-hidden": "true", title: "The whole transcript: click to go there" }, this.canvas, this.window);
    this.el.addEventListener("mousedown", (e) => {
      e.preventDefault();
      const at = (e.clientY - this.el.getBoundingClientRect().top) / this.el.clientHeight;
      const n = this.bands.findIndex(([a, b]) => a <= at && at < b);
      go(store.turns[n < 0 ? store.turns.length - 1 : n].i);
    });
    /** @type {Map<number, string[]>} colours of a turn, as far as they are known */ this.known = new Map();
    /** @type {(turn:number) => boolean} whether coders differ there */ this.differing = () => false;
    this.due = 0;
    this.stale = false;
    // Only in a frame, when sizes are known: asking for them in between would lay out the text once more.
    this.ask = () => { this.due ||= requestAnimationFrame(() => { this.due = 0; if (this.stale) this.paint(); this.follow(); }); };
    text.el.addEventListener("scroll", this.ask, { passive: true });
    this.shown = false;
    this.sized = new ResizeObserver(() => { this.shown = true; this.paint(); this.follow(); });
    this.sized.observe(this.el);
  }

  dispose() {
    this.sized.disconnect();
    cancelAnimationFrame(this.due);
  }

  /** Something changed: on these turns, or anywhere. @param {Iterable<number>} [turns] */
  draw(turns) {
    if (turns) for (const i of turns) this.known.delete(i);
    else this.known.clear();
    this.stale = true;
    if (this.shown) this.ask(); // before that, being laid out asks
  }

  /** The colours of what is coded on a turn, in the order of the codebook. @param {number} turn */
  colours(turn) {
    const had = this.known.get(turn);
    if (had) return had;
    const codes = new Set();
    for (const id of this.store.byTurn.get(turn) ?? []) { const c = this.store.codings.get(id); if (c?.mine) codes.add(c.code); }
    const found = [...new Set([...codes].sort((a, b) => this.store.ranked(a) - this.store.ranked(b)).map((c) => colour(this.store.codes.get(c)?.colour ?? "")))].slice(0, 3);
    this.known.set(turn, found);
    return found;
  }

  paint() {
    this.stale = false;
    const w = this.el.clientWidth, tall = this.el.clientHeight, ratio = devicePixelRatio || 1;
    const ctx = this.canvas.getContext("2d");
    if (!ctx || !w || !tall) return;
    this.canvas.width = w * ratio;
    this.canvas.height = tall * ratio;
    ctx.scale(ratio, ratio);
    const line = "rgba(128,128,128,.32)"; // reads on white and on black: a canvas does not follow the theme by itself
    const gap = tall / Math.max(1, this.store.turns.length) > 4 ? 1 : 0;
    this.store.turns.forEach((t, n) => {
      const [a, b] = this.bands[n], y = a * tall, high = Math.max(1, (b - a) * tall - gap);
      const colours = this.colours(t.i);
      const differing = this.differing(t.i);
      if (!t.person && !colours.length && !differing) return;
      ctx.globalAlpha = this.text.hidden.has(t.i) ? 0.25 : 1;
      ctx.fillStyle = line;
      ctx.fillRect(t.person ? 3 : 5, y, t.person ? w - 6 : w - 10, high);
      colours.forEach((c, k) => {
        ctx.fillStyle = c;
        ctx.fillRect(3 + (k * (w - 6)) / colours.length, y, (w - 6) / colours.length, high);
      });
      if (!differing) return;
      // A wedge from the text's side: its shape says it, and its two colours are seen on any ground.
      const mid = y + Math.min(high, 10) / 2;
      for (const [size, tint] of /** @type {[number, string][]} */ ([[6, "#ffffff"], [4.5, "#b3261e"]])) {
        ctx.fillStyle = tint;
        ctx.beginPath();
        ctx.moveTo(0, mid - size);
        ctx.lineTo(size + 1, mid);
        ctx.lineTo(0, mid + size);
        ctx.fill();
      }
    });
  }

  /** Show which part of the text is on the screen. */
  follow() {
    const { blocks, rows, el } = this.text, box = el.getBoundingClientRect();
    if (!rows.length) return;
    const last = (/** @type {HTMLElement[]} */ list, /** @type {number} */ y) => {
      let a = 0, b = list.length - 1;
      while (a < b) { const m = (a + b + 1) >> 1; if (list[m].getBoundingClientRect().top <= y) a = m; else b = m - 1; }
      return list[a];
    };
    // First the block, then the row in it: to ask where a row stands that is far away would lay it out.
    const find = (/** @type {number} */ y) => {
      const row = last(/** @type {any} */ ([...last(blocks, y).children]), y), at = row.getBoundingClientRect(), [from, to] = this.bands[rows.indexOf(row)];
      return from + (to - from) * Math.min(1, Math.max(0, (y - at.top) / Math.max(1, at.height)));
    };
    const from = find(box.top), to = find(box.bottom);
    this.window.style.top = `${from * 100}%`;
    this.window.style.height = `${Math.max(1.2, (to - from) * 100)}%`;
  }
}
