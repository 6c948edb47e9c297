// @ts-check
// The codes as a tree by family: found by typing, walked with arrows, dragged onto each other.
import { colour, feeling, keyName } from "./core.js";
import { RETIRED, branches, several, sought, spliced } from "./editor_core.js";
import { EditorList } from "./editor_list.js";
import { h } from "./dom.js";

/** @typedef {import("./editor_core.js").EditorRow} EditorRow */

/** A code's colour and, since colour alone tells some people nothing, the shape of its family. @param {{family:string, colour:string}} row @param {string} [more] */
export function shape(row, more = "") { return h("i", { class: `wb-shape wb-f-${row.family} ${more}`.trim(), "--c": colour(row.colour), "aria-hidden": "true" }); }

export class EditorTree {
  /** @param {[string, string][]} families @param {string} uid
   * @param {{chosen:(id:string, family:string) => void, fresh:() => void, dropped:(from:string, onto:string) => void, unsaved:() => Set<string>}} acts */
  constructor(families, uid, acts) {
    this.families = families;
    this.acts = acts;
    /** @type {Map<string, EditorRow>} */ this.rows = new Map();
    /** @type {string[]} */ this.order = [];
    this.closed = new Set([RETIRED]);
    /** @type {import("./editor_core.js").Branch[]} */ this.branches = [];
    this.current = "";
    this.dragged = "";
    this.narrow = false;
    this.box = /** @type {HTMLInputElement} */ (h("input", { class: "wb-find", type: "search", placeholder: "find a code", "aria-label": "Find a code by its label, family or id", maxlength: "200", spellcheck: "false", autocomplete: "off" }));
    this.fresh = h("button", { type: "button", class: "wb-act", onclick: () => acts.fresh() }, h("kbd", { "aria-hidden": "true" }, "n"), " New code");
    this.list = new EditorList({
      role: "tree", label: "Codes", uid: `${uid}-t`, height: () => (this.narrow ? 36 : 30), draw: (i, row) => this.drawRow(i, row),
      moved: (i) => this.moved(i), press: (i, e) => this.press(i, e),
    });
    this.empty = h("div", { class: "wb-empty" });
    this.hint = h("div", { class: "wb-teach" });
    const heads = h("div", { class: "wb-treehead", "aria-hidden": "true" }, h("span", {}, "Code"), h("span", { title: "codings" }, "codings"), h("span", { title: "people who said it" }, "people"), h("span", { title: "coders who gave it" }, "coders"));
    this.el = h("nav", { class: "wb-middle", "aria-label": "Codebook" }, h("div", { class: "wb-findrow" }, h("span", { class: "wb-findbox" }, this.box, h("kbd", { "aria-hidden": "true" }, "/")), this.fresh),
      heads, this.list.el, this.empty, this.hint);
    this.box.addEventListener("input", () => { this.shape(); this.list.show(); });
    this.box.addEventListener("keydown", (e) => this.typing(e));
    this.dragging();
  }

  dispose() { this.list.dispose(); }

  /** @param {any} m a view or a patch */
  take(m) {
    if (m.rows) this.rows = new Map(m.rows.map((/** @type {EditorRow} */ r) => [r.id, r]));
    for (const row of m.set ?? []) this.rows.set(row.id, row);
    for (const id of m.gone ?? []) this.rows.delete(id);
    if (m.order) this.order = Array.isArray(m.order) ? m.order : spliced(this.order, m.order);
    this.shape();
  }

  /** Make the rows anew, and stay on the code one is on. */
  shape() {
    const found = sought(this.rows.values(), this.box.value);
    this.branches = branches(this.order, this.rows, this.families, { closed: this.closed, found });
    const here = this.branches.findIndex((b) => b.id === this.current);
    if (here >= 0) this.list.at = here;
    else if (found) this.list.at = Math.max(0, this.branches.findIndex((b) => b.row && found.has(b.id)));
    this.list.resize(this.branches.length);
    this.list.el.hidden = !this.branches.length;
    this.empty.replaceChildren(...(this.branches.length ? [] : [h("b", {}, "No code is called that"), h("p", {}, "Esc shows all; ", h("kbd", {}, "n"), " makes a new one.")]));
    const own = [...this.rows.values()].some((r) => !["stage", "emotion"].includes(r.family));
    this.hint.replaceChildren(...(own || this.box.value ? [] : [h("b", {}, "No codes of your own yet"),
      h("p", {}, "Stages and emotions come with the study. Pains, needs and delights come from what people say: press ", h("kbd", {}, "n"), " to make one, or name one while you code in ", h("code", {}, "study.coder()"), "."),
      h("p", {}, "You have a codebook? See what it would bring with ", h("code", {}, 'study.codebook().plan("codebook.qdc")'), "; .toml and .csv are read too.")]));
  }

  /** @param {number} i @param {HTMLElement} el */
  drawRow(i, el) {
    const b = this.branches[i];
    el.setAttribute("aria-level", String(b.level));
    el.setAttribute("aria-setsize", String(b.of));
    el.setAttribute("aria-posinset", String(b.place));
    el.setAttribute("aria-selected", String(i === this.list.at));
    if (b.open != null) el.setAttribute("aria-expanded", String(b.open));
    el.style.setProperty("--deep", String(Math.min(b.level - 1, 8)));
    const twist = h("i", { class: "wb-twist", "aria-hidden": "true" }, b.open == null ? "" : b.open ? "▾" : "▸");
    if (!b.row) {
      el.classList.add("wb-familyrow");
      el.setAttribute("aria-label", `${b.name}, ${several(b.n ?? 0, "code")}`);
      el.append(twist, h("b", {}, b.name ?? ""), h("small", {}, (b.n ?? 0).toLocaleString("en-GB")));
      return;
    }
    const r = b.row, unsaved = this.acts.unsaved().has(r.id);
    const facts = [r.label, r.merged ? `merged into ${this.rows.get(r.merged)?.label ?? r.merged}` : r.retired ? "retired" : "", several(r.codings, "coding"), several(r.people, "person", "people"), several(r.coders, "coder"), r.key ? `key ${keyName(r.key)}` : "", r.meant || r.retired ? "" : "no definition", unsaved ? "not saved yet" : ""];
    el.setAttribute("aria-label", facts.filter(Boolean).join(", "));
    el.title = r.label.length > 30 ? r.label : "";
    if (!r.retired) el.draggable = true;
    if (r.retired) el.classList.add("wb-gone");
    const n = (/** @type {number} */ x) => h("span", { class: `wb-n${x ? "" : " wb-zero"}` }, x.toLocaleString("en-GB"));
    el.append(twist, shape(r), h("span", { class: "wb-name" }, h("bdi", {}, r.label)), r.merged ? h("small", { class: "wb-merged" }, "→ ", h("bdi", {}, this.rows.get(r.merged)?.label ?? r.merged)) : "",
      unsaved ? h("small", { class: "wb-dot", title: "Not saved yet" }, "●") : "", r.valence == null || r.family !== "emotion" ? "" : h("small", {}, feeling(r.valence)),
      r.meant || r.retired || !r.codings || r.family === "emotion" ? "" : h("small", { class: "wb-unmeant", title: "It is used and has no definition" }, "?"),
      r.key && !r.retired ? h("kbd", {}, keyName(r.key)) : "", n(r.codings), n(r.people), n(r.coders));
  }

  /** @param {number} i */
  moved(i) {
    const b = this.branches[i];
    if (!b) return;
    this.current = b.id;
    this.acts.chosen(b.row ? b.id : "", b.row ? b.row.family : b.id);
  }

  /** @param {number} i @param {MouseEvent} e */
  press(i, e) {
    this.list.focus();
    const b = this.branches[i];
    if (b && b.open != null && (!b.row || (e.target instanceof Element && e.target.closest(".wb-twist")))) this.fold(b, !b.open);
  }

  /** @param {import("./editor_core.js").Branch} b @param {boolean} open */
  fold(b, open) {
    if (open) this.closed.delete(b.id); else this.closed.add(b.id);
    this.shape();
  }

  /** Show a code, whatever hides it. @param {string} id @param {boolean} [quiet] */
  choose(id, quiet = false) {
    const row = this.rows.get(id);
    if (!row) return;
    if (this.box.value && !this.branches.some((b) => b.id === id)) this.box.value = "";
    this.closed.delete(row.retired ? RETIRED : row.family);
    for (let n = this.order.indexOf(id), depth = row.depth; n >= 0 && depth > 0; n--) {
      const above = this.rows.get(this.order[n]);
      if (above && above.depth < depth) { this.closed.delete(above.id); depth = above.depth; }
    }
    this.current = id;
    this.shape();
    this.list.go(this.branches.findIndex((b) => b.id === id), quiet);
  }

  /** Left closes or goes up, right opens or goes down. @param {KeyboardEvent} e @returns {boolean} */
  key(e) {
    const b = this.branches[this.list.at];
    if (!b || e.ctrlKey || e.metaKey || e.altKey) return false;
    if (e.key === "ArrowRight" && b.open === false) this.fold(b, true);
    else if (e.key === "ArrowRight" && b.open) this.list.go(this.list.at + 1);
    else if (e.key === "ArrowLeft" && b.open) this.fold(b, false);
    else if (e.key === "ArrowLeft") {
      for (let n = this.list.at - 1; n >= 0; n--) if (this.branches[n].level < b.level) { this.list.go(n); break; }
    } else if (e.key === "*") { this.closed = new Set([RETIRED]); this.shape(); } else return this.list.key(e);
    e.preventDefault();
    return true;
  }

  /** In the find box, arrows walk through what was found. @param {KeyboardEvent} e */
  typing(e) {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); this.step(e.key === "ArrowDown" ? 1 : -1); }
    else if (e.key === "Enter") {
      e.preventDefault();
      if (this.branches[this.list.at]?.row) { this.moved(this.list.at); this.list.focus(); }
    } else if (e.key === "Escape") {
      e.preventDefault();
      e.stopPropagation();
      this.box.value = "";
      this.shape();
      this.list.show();
      this.list.focus();
    }
  }

  /** To the next row that is a code. @param {1|-1} step */
  step(step) {
    for (let n = this.list.at + step; n >= 0 && n < this.branches.length; n += step) if (this.branches[n].row) { this.list.go(n); return; }
  }

  dragging() {
    const el = this.list.el, over = (/** @type {Event} */ e) => this.branches[this.list.under(e)]?.row;
    const mark = (/** @type {Element|null|undefined} */ row) => { el.querySelectorAll(".wb-over").forEach((x) => x.classList.remove("wb-over")); row?.classList.add("wb-over"); };
    el.addEventListener("dragstart", (e) => {
      this.dragged = over(e)?.id ?? "";
      e.dataTransfer?.setData("text/plain", this.dragged);
    });
    el.addEventListener("dragover", (e) => {
      const row = over(e);
      if (!this.dragged || !row || row.id === this.dragged || row.retired) return;
      e.preventDefault();
      mark(e.target instanceof Element ? e.target.closest("[data-i]") : null);
    });
    el.addEventListener("pointercancel", () => { if (!this.dragged) this.list.release(); }); // a finger that scrolls
    el.addEventListener("dragend", () => { this.dragged = ""; mark(null); });
    el.addEventListener("drop", (e) => {
      const row = over(e), from = this.dragged;
      mark(null);
      this.dragged = "";
      if (!from || !row) return;
      e.preventDefault();
      this.acts.dropped(from, row.id);
    });
  }
}
