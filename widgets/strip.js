// @ts-check
// The margin strip: the whole transcript in one column, what is coded and what is not. A click goes there.
import { colour, strip } from "./core.js";
import { h } from "./dom.js";

export class Strip {
  /** @param {import("./core.js").Store} store @param {HTMLElement} text @param {(turn:number) => void} go */
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
    this.due = 0;
    this.ask = () => { this.due ||= requestAnimationFrame(() => { this.due = 0; this.follow(); }); };
    text.addEventListener("scroll", this.ask, { passive: true });
    this.sized = new ResizeObserver(() => { this.draw(); this.follow(); });
    this.sized.observe(this.el);
  }

  dispose() {
    this.sized.disconnect();
    cancelAnimationFrame(this.due);
  }

  draw() {
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
      const colours = [...new Set(this.store.on(t.i).filter((c) => c.mine).map((c) => colour(this.store.codes.get(c.code)?.colour ?? "")))].slice(0, 3);
      if (!t.person && !colours.length) return;
      ctx.fillStyle = line;
      ctx.fillRect(t.person ? 3 : 5, y, t.person ? w - 6 : w - 10, high);
      colours.forEach((c, k) => {
        ctx.fillStyle = c;
        ctx.fillRect(3 + (k * (w - 6)) / colours.length, y, (w - 6) / colours.length, high);
      });
    });
  }

  /** Show which part of the text is on the screen. */
  follow() {
    const rows = /** @type {HTMLElement[]} */ ([...this.text.children]), top = this.text.scrollTop, low = top + this.text.clientHeight;
    if (!rows.length) return;
    const find = (/** @type {number} */ y) => {
      let a = 0, b = rows.length - 1;
      while (a < b) { const m = (a + b + 1) >> 1; if (rows[m].offsetTop <= y) a = m; else b = m - 1; }
      const [from, to] = this.bands[a], share = Math.min(1, Math.max(0, (y - rows[a].offsetTop) / Math.max(1, rows[a].offsetHeight)));
      return from + (to - from) * share;
    };
    const from = find(top), to = find(low);
    this.window.style.top = `${from * 100}%`;
    this.window.style.height = `${Math.max(1.2, (to - from) * 100)}%`;
  }
}
