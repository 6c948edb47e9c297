// @ts-check
// Dragging a card with a mouse or a pen. A finger scrolls: with touch, the buttons of the panel do the same.
import { h } from "./dom.js";
import { dropping } from "./map_core.js";

const FAR = 6; // pixels before a press is a drag

/** @typedef {{kind:string, stage?:string, lane?:string, under?:string}} Drop */

export class MapDrag {
  /** @param {import("./map_board.js").MapBoard} board @param {{drop:(claim:string, what:Drop) => void, say:(words:string) => void}} acts */
  constructor(board, acts) {
    this.board = board;
    this.acts = acts;
    /** @type {{claim:string, x:number, y:number, ghost:HTMLElement|null, id:number}|null} */ this.held = null;
    /** @type {PointerEvent|null} */ this.last = null; // where the hand is, also while it rests
    this.turning = 0;
    this.dragged = false;
    const grid = board.grid;
    grid.addEventListener("pointerdown", (e) => this.down(e));
    grid.addEventListener("pointermove", (e) => this.move(e));
    grid.addEventListener("pointerup", (e) => this.up(e));
    grid.addEventListener("pointercancel", () => this.end());
    // A click that ends a drag opens nothing.
    grid.addEventListener("click", (e) => { if (this.dragged) { e.stopImmediatePropagation(); e.preventDefault(); this.dragged = false; } }, true);
    this.escape = (/** @type {KeyboardEvent} */ e) => { if (e.key === "Escape" && this.held?.ghost) { e.preventDefault(); e.stopPropagation(); this.end(); this.acts.say("Not moved"); } };
    window.addEventListener("keydown", this.escape, true);
  }

  dispose() { this.end(); window.removeEventListener("keydown", this.escape, true); }

  /** @param {PointerEvent} e */
  down(e) {
    this.dragged = false;
    const claim = e.target instanceof Element ? e.target.closest("[data-claim]")?.getAttribute("data-claim") : "";
    if (!claim || e.button !== 0 || e.pointerType === "touch") return;
    this.held = { claim, x: e.clientX, y: e.clientY, ghost: null, id: e.pointerId };
  }

  /** @param {PointerEvent} e */
  move(e) {
    const held = this.held;
    if (!held || e.pointerId !== held.id) return;
    if (!held.ghost) {
      if (Math.hypot(e.clientX - held.x, e.clientY - held.y) < FAR) return;
      const card = this.board.cards.get(held.claim);
      held.ghost = h("div", { class: `wb-jghost wb-j${card?.lane ?? ""}`, "aria-hidden": "true" }, card?.statement ?? "");
      this.board.grid.append(held.ghost);
      this.board.grid.classList.add("wb-jdragging");
      this.board.choose(`c:${held.claim}`, true);
      this.board.grid.setPointerCapture(held.id);
    }
    this.last = e;
    this.turning ||= requestAnimationFrame(() => this.turn());
    this.follow(e);
  }

  /** Scroll on as long as the hand rests at an edge. */
  turn() {
    this.turning = 0;
    if (!this.held?.ghost || !this.last) return;
    if (this.edge(this.last)) {
      this.follow(this.last);
      this.turning = requestAnimationFrame(() => this.turn());
    }
  }

  /** @param {PointerEvent} e */
  follow(e) {
    const held = this.held;
    if (!held?.ghost) return;
    const box = this.board.grid.getBoundingClientRect();
    held.ghost.style.transform = `translate(${e.clientX - box.left + 10}px,${e.clientY - box.top + 8}px)`;
    const at = this.at(e);
    this.mark(at.what ? at.el : null, at.what?.kind === "under");
  }

  /** Scroll on at the edge; say whether there was anything to scroll. @param {PointerEvent} e */
  edge(e) {
    const el = this.board.el, box = el.getBoundingClientRect(), by = (/** @type {number} */ p, /** @type {number} */ from, /** @type {number} */ to) => (p < from + 40 ? -9 : p > to - 40 ? 9 : 0);
    const [left, top] = [el.scrollLeft, el.scrollTop];
    el.scrollBy(by(e.clientX, box.left, box.right), by(e.clientY, box.top, box.bottom));
    return el.scrollLeft !== left || el.scrollTop !== top;
  }

  /** @param {PointerEvent} e @returns {{el:Element|null, what:Drop|null}} */
  at(e) {
    const under = document.elementFromPoint(e.clientX, e.clientY);
    if (!this.held || !under || !this.board.grid.contains(under)) return { el: null, what: null };
    const cell = under.closest("[data-lane]"), card = under.closest("[data-claim]");
    const what = dropping(this.board.cards.get(this.held.claim), { stage: cell?.getAttribute("data-stage") ?? undefined, lane: cell?.getAttribute("data-lane") ?? undefined, onto: card?.getAttribute("data-claim") ?? "" });
    return { el: what?.kind === "under" && what.under ? card : cell, what };
  }

  /** @param {Element|null} el @param {boolean} [under] */
  mark(el, under = false) {
    this.board.grid.querySelectorAll(".wb-jover, .wb-jonto").forEach((x) => x.classList.remove("wb-jover", "wb-jonto"));
    el?.classList.add(under ? "wb-jonto" : "wb-jover");
  }

  /** @param {PointerEvent} e */
  up(e) {
    const held = this.held;
    if (!held || e.pointerId !== held.id) return;
    const { what } = held.ghost ? this.at(e) : { what: null }, dragging = !!held.ghost;
    this.end();
    this.dragged = dragging;
    if (what) this.acts.drop(held.claim, what);
  }

  end() {
    this.held?.ghost?.remove();
    this.held = this.last = null;
    this.mark(null);
    this.board.grid.classList.remove("wb-jdragging");
  }
}
