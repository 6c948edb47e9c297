// @ts-check
// A long list of which only what is to be seen is in the page: rows of one height, one stop for the Tab key.
import { h } from "./dom.js";

const OVER = 6; // rows drawn beyond each edge

/** @typedef {{role:"tree"|"listbox", label:string, uid:string, height:() => number, many?:boolean, draw:(i:number, row:HTMLElement) => void,
 *   moved:(i:number) => void, press?:(i:number, e:MouseEvent) => void, need?:(from:number, to:number) => void}} ListHost */

export class EditorList {
  /** @param {ListHost} host */
  constructor(host) {
    this.host = host;
    this.size = 0;
    this.at = 0;
    this.canvas = h("div", { class: "wb-canvas", role: "none" });
    this.el = h("div", { class: "wb-long", role: host.role, "aria-label": host.label, tabindex: "0", "aria-multiselectable": host.many ? "true" : null }, this.canvas);
    /** @type {any} */ this.frame = 0;
    this.el.addEventListener("scroll", () => this.soon());
    this.el.addEventListener("click", (e) => {
      this.held = false;
      const i = this.under(e);
      if (i < 0) return;
      this.go(i);
      host.press?.(i, e);
    });
    this.held = false; // while the pointer is down, rows stay the elements they are: a drag would be lost with its row
    this.due = false;
    this.el.addEventListener("pointerdown", () => { this.held = true; });
    this.release = () => { this.held = false; if (this.due) this.draw(); };
    for (const type of ["pointerup", "dragend", "drop"]) window.addEventListener(type, this.release);
    this.sizes = new ResizeObserver(() => this.soon());
    this.sizes.observe(this.el);
  }

  dispose() {
    this.sizes.disconnect();
    cancelAnimationFrame(this.frame);
    for (const type of ["pointerup", "dragend", "drop"]) window.removeEventListener(type, this.release);
  }

  soon() { this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.draw(); }); }

  /** The row an event is about; -1 for none. @param {Event} e */
  under(e) {
    const row = e.target instanceof Element ? e.target.closest("[data-i]") : null;
    return row && this.el.contains(row) ? Number(row.getAttribute("data-i")) : -1;
  }

  /** @param {number} size */
  resize(size) {
    this.size = size;
    this.at = Math.max(0, Math.min(size - 1, this.at));
    this.draw();
  }

  draw() {
    this.due = this.held;
    if (this.held) return;
    const tall = this.host.height(), view = this.el.clientHeight || 400;
    const from = Math.max(0, Math.floor(this.el.scrollTop / tall) - OVER), to = Math.min(this.size, Math.ceil((this.el.scrollTop + view) / tall) + OVER);
    this.canvas.style.height = `${this.size * tall}px`;
    const rows = [];
    for (let i = from; i < to; i++) {
      const row = h("div", { class: "wb-row", role: this.host.role === "tree" ? "treeitem" : "option", id: `${this.host.uid}-${i}`, "data-i": i });
      row.style.top = `${i * tall}px`;
      row.style.height = `${tall}px`;
      if (i === this.at) row.classList.add("wb-now");
      this.host.draw(i, row);
      rows.push(row);
    }
    this.canvas.replaceChildren(...rows);
    if (this.size && this.at >= from && this.at < to) this.el.setAttribute("aria-activedescendant", `${this.host.uid}-${this.at}`);
    else this.el.removeAttribute("aria-activedescendant");
    if (to > from) this.host.need?.(from, to);
  }

  /** @param {number} i @param {boolean} [quiet] without telling */
  go(i, quiet = false) {
    if (!this.size) return;
    this.at = Math.max(0, Math.min(this.size - 1, i));
    this.show();
    if (!quiet) this.host.moved(this.at);
  }

  show() {
    const tall = this.host.height(), top = this.at * tall, view = this.el.clientHeight;
    if (top < this.el.scrollTop) this.el.scrollTop = top;
    else if (view && top + tall > this.el.scrollTop + view) this.el.scrollTop = top + tall - view;
    this.draw();
  }

  page() { return Math.max(1, Math.floor(this.el.clientHeight / this.host.height()) - 1); }

  /** Keys that move. @param {KeyboardEvent} e @returns {boolean} whether it was one */
  key(e) {
    const to = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: this.at + this.page(), PageUp: this.at - this.page(), Home: 0, End: this.size - 1 }[e.key];
    if (to == null || e.ctrlKey || e.metaKey || e.altKey) return false;
    e.preventDefault();
    this.go(to);
    return true;
  }

  focus() { this.el.focus({ preventScroll: true }); }
}
