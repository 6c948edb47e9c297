// @ts-check
// A sheet over the editor: what is about to be done to codes, shown before it happens, with a reason if one wants.
import { brief, find, named } from "./core.js";
import { shape } from "./editor_tree.js";
import { h } from "./dom.js";

const MOST_LISTED = 60;
const TITLES = /** @type {Record<string, (name:string) => string>} */ ({
  merge: (n) => `Merge “${n}” into…`, move: (n) => `Move “${n}”`, split: (n) => `Split “${n}”`, retire: (n) => `Retire “${n}”?`, restore: (n) => `Bring back “${n}”?`, new: () => "New code", recode: () => "Recode as…",
});
const DOES = /** @type {Record<string, string>} */ ({ merge: "Merge", move: "Move", split: "Split", retire: "Retire", restore: "Bring back", new: "Make it", recode: "Recode" });

/** @typedef {{kind:string, code?:string, into?:string, codings?:string[], family?:string, parent?:string, either?:boolean}} Wish */
/** @typedef {{ask:(message:any, done:(m:any) => void) => void, rows:() => Map<string, any>, order:() => string[], families:[string, string][],
 *   go:(deed:any, token:string, reason:string) => void, close:() => void}} DeedHost */

/** Choose a code by typing. */
class Pick {
  /** @param {string} words @param {any[]} rows @param {string} uid @param {(row:any) => void} chosen @param {() => void} enter */
  constructor(words, rows, uid, chosen, enter) {
    this.rows = rows;
    this.uid = uid;
    this.chosen = chosen;
    this.at = 0;
    /** @type {any} */ this.row = null;
    this.box = /** @type {HTMLInputElement} */ (h("input", { class: "wb-find", role: "combobox", "aria-label": words, placeholder: words, "aria-expanded": "true", "aria-controls": `${uid}-pick`, "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", maxlength: "200" }));
    this.list = h("div", { class: "wb-picks", id: `${uid}-pick`, role: "listbox", "aria-label": words });
    this.box.addEventListener("input", () => { this.at = 0; this.row = null; this.chosen(null); this.draw(); });
    this.box.addEventListener("keydown", (e) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (step) {
        e.preventDefault();
        this.at = (this.at + step + this.options.length) % Math.max(1, this.options.length);
        this.take(this.options[this.at]);
      } else if (e.key === "Enter") {
        e.preventDefault();
        e.stopPropagation();
        if (this.row) enter();
        else if (this.options[this.at]) this.take(this.options[this.at]);
      }
    });
    this.list.addEventListener("mousedown", (e) => {
      const el = e.target instanceof Element ? e.target.closest("[data-n]") : null;
      e.preventDefault();
      if (el) { this.at = Number(el.getAttribute("data-n")); this.take(this.options[this.at]); }
    });
    this.draw();
  }

  /** @param {any} row */
  take(row) {
    if (!row) return;
    this.row = row;
    this.chosen(row);
    this.draw();
  }

  draw() {
    const typed = this.box.value.trim();
    const hits = typed ? find(this.rows.map((r) => ({ ...r, definition: "", retired: false })), typed).map((c) => this.rows.find((r) => r.id === c.id)) : this.rows;
    this.options = hits.slice(0, MOST_LISTED);
    this.at = Math.min(this.at, Math.max(0, this.options.length - 1));
    this.list.replaceChildren(...this.options.map((r, n) => h("div", { role: "option", id: `${this.uid}-o${n}`, "data-n": n, "aria-selected": String(this.row === r), class: `wb-pickrow${n === this.at ? " wb-now" : ""}` },
      r.id ? shape(r) : "", h("span", { class: "wb-name" }, h("bdi", {}, r.label)), h("small", {}, r.id ? r.family : ""))));
    this.list.hidden = !this.options.length;
    this.box.setAttribute("aria-expanded", String(!!this.options.length));
    if (this.options.length) this.box.setAttribute("aria-activedescendant", `${this.uid}-o${this.at}`); else this.box.removeAttribute("aria-activedescendant");
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
  }
}

export class EditorDeed {
  /** @param {HTMLElement} frame @param {Wish} wish @param {string} uid @param {DeedHost} host */
  constructor(frame, wish, uid, host) {
    this.frame = frame;
    this.wish = { ...wish };
    this.uid = uid;
    this.host = host;
    this.token = "";
    this.asked = 0;
    /** @type {Pick|null} */ this.pick = null;
    this.plan = h("ul", { class: "wb-plan" });
    this.go = /** @type {HTMLButtonElement} */ (h("button", { type: "button", class: "wb-act wb-go", disabled: true, onclick: () => this.does() }));
    this.why = /** @type {HTMLInputElement} */ (h("input", { id: `${uid}-why`, maxlength: "2000", dir: "auto", placeholder: "kept in the history" }));
    const close = h("button", { type: "button", onclick: () => host.close() }, "Cancel ", h("kbd", {}, "Esc"));
    this.title = h("b", {});
    this.choices = h("div", { class: "wb-choose" });
    this.el = h("div", { class: "wb-sheet wb-deed", role: "dialog", "aria-modal": "true", "aria-label": DOES[wish.kind] }, h("div", { class: "wb-sheetbar" }, this.title, close), this.choices, h("div", { role: "status", class: "wb-told", "aria-label": "What would happen" }, this.plan),
      h("div", { class: "wb-whyrow" }, h("label", { class: "wb-h", for: `${uid}-why` }, "Why? (optional)"), this.why), h("div", { class: "wb-acts" }, this.go));
    this.el.addEventListener("keydown", (e) => this.key(e));
    for (const part of frame.children) part.toggleAttribute("inert", true);
    frame.append(this.el);
    this.build();
  }

  dispose() {
    this.el.remove();
    for (const part of this.frame.children) part.toggleAttribute("inert", false);
  }

  /** @param {string} id */
  name(id) { return this.host.rows().get(id)?.label ?? id; }

  build() {
    const w = this.wish, live = this.host.order().map((id) => this.host.rows().get(id)).filter((r) => r && !r.retired && r.id !== w.code), mine = this.host.rows().get(w.code ?? "");
    this.title.textContent = TITLES[w.kind](brief(this.name(w.code ?? ""), 90));
    this.go.textContent = DOES[w.kind];
    this.pick = null;
    const parts = [];
    if (w.either) parts.push(h("div", { class: "wb-either", role: "group", "aria-label": "What to do" }, ...["merge", "move"].map((kind) => h("button", { type: "button", class: "wb-act", "aria-pressed": String(w.kind === kind),
      onclick: () => { w.kind = kind; this.build(); } }, kind === "merge" ? `Merge into “${brief(this.name(w.into ?? ""), 60)}”` : `Move below “${brief(this.name(w.into ?? ""), 60)}”`))));
    else if (w.kind === "merge" || w.kind === "recode") {
      // The likeliest first: those of the same family.
      const first = live.filter((r) => r.family === mine?.family), rest = live.filter((r) => r.family !== mine?.family && (r.family === "stage") === (mine?.family === "stage" && w.kind === "merge"));
      this.chooser("the code that stays", w.kind === "recode" ? live : [...first, ...rest], (r) => { w.into = r?.id; }, w.into);
    } else if (w.kind === "move") {
      const own = live.filter((r) => r.family !== "stage");
      const tops = this.host.families.filter(([f]) => f !== "stage").map(([f, n]) => ({ id: "", family: f, label: f === mine?.family ? `the top of ${n}` : `to ${n}`, colour: "" }));
      this.chooser("below which code, or to which family", [...own.filter((r) => r.family === mine?.family), ...tops, ...own.filter((r) => r.family !== mine?.family)], (r) => { w.into = r ? r.id : undefined; w.family = r?.family; }, "");
    } else if (w.kind === "split" || w.kind === "new") parts.push(...this.naming());
    if (this.pick) parts.push(/** @type {Pick} */ (this.pick).box, /** @type {Pick} */ (this.pick).list);
    this.choices.replaceChildren(...parts);
    this.change();
    /** @type {HTMLElement} */ (this.el.querySelector(".wb-choose input") ?? this.el.querySelector(".wb-either [aria-pressed=true]") ?? this.why).focus();
  }

  /** @param {string} words @param {any[]} rows @param {(row:any) => void} take @param {string} [there] */
  chooser(words, rows, take, there) {
    this.pick = new Pick(words, rows, this.uid, (r) => { take(r); this.change(); }, () => this.does());
    const row = there ? rows.find((r) => r.id === there) : null;
    if (row) { this.pick.box.value = row.label; this.pick.draw(); this.pick.at = Math.max(0, this.pick.options.indexOf(row)); this.pick.take(row); }
  }

  naming() {
    const w = this.wish;
    const label = /** @type {HTMLInputElement} */ (h("input", { class: "wb-newlabel", "aria-label": "Label of the new code", placeholder: w.kind === "new" ? "label, or “pain: typing names in”" : "label of the new code", dir: "auto", autocomplete: "off" }));
    this.label = label;
    label.addEventListener("input", () => this.change());
    const parts = [h("div", { class: "wb-namerow" }, label)];
    if (w.kind === "new" && w.parent) parts.push(h("p", { class: "wb-hint" }, "below ", h("bdi", {}, this.name(w.parent))));
    else if (w.kind === "new") {
      const family = (this.familyOf = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Family" }, ...this.host.families.filter(([f]) => f !== "stage").map(([f, n]) => h("option", { value: f }, n)))));
      family.value = w.family && w.family !== "stage" && w.family !== "retired" ? w.family : "pain";
      family.addEventListener("change", () => this.change());
      parts[0].append(family);
    }
    return parts;
  }

  /** What would be asked of Python; null while something is still to be chosen. */
  deed() {
    const w = this.wish;
    if (w.kind === "merge") return w.into ? { kind: "merge", codes: [w.code], into: w.into } : null;
    if (w.kind === "move") return w.into == null ? null : w.into ? { kind: "move", code: w.code, parent: w.into } : { kind: "move", code: w.code, family: w.family, parent: "" };
    if (w.kind === "split") return this.label?.value.trim() ? { kind: "split", code: w.code, label: this.label.value, codings: w.codings } : null;
    if (w.kind === "new") {
      const [family, words] = named(this.label?.value ?? "");
      const typed = /:/.test(this.label?.value ?? "") && family !== "free";
      if (!words.trim()) return null;
      return { kind: "new", family: w.parent ? this.host.rows().get(w.parent)?.family : typed ? family : this.familyOf?.value, label: typed && !w.parent ? words : this.label?.value, parent: w.parent ?? "" };
    }
    if (w.kind === "recode") return w.into ? { kind: "recode", code: w.into, codings: w.codings } : null;
    return { kind: w.kind, code: w.code };
  }

  change() {
    const deed = this.deed(), asked = ++this.asked;
    this.token = "";
    this.go.disabled = true;
    clearTimeout(this.soon);
    if (!deed) { this.plan.replaceChildren(); return; }
    if (deed.kind === "recode") {
      const n = this.wish.codings?.length ?? 0;
      this.lines([`${n === 1 ? "1 coding gets" : `${n} codings get`} the code “${this.name(this.wish.into ?? "")}” instead.`], "recode");
      return;
    }
    const ask = () => this.host.ask({ op: "plan", deed }, (m) => {
      if (asked !== this.asked) return;
      if (m.why) this.refused(m.why);
      else this.lines(m.lines, m.nothing ? "" : m.token);
    });
    if (this.label) this.soon = setTimeout(ask, 140); else ask();
  }

  /** @type {any} */ soon = 0;

  /** @param {string[]} lines @param {string} token */
  lines(lines, token) {
    this.token = token;
    this.go.disabled = !token;
    this.plan.classList.remove("wb-err");
    this.plan.replaceChildren(...lines.map((line) => h("li", { dir: "auto" }, line)));
    if (this.wanted && token) this.does();
    this.wanted = false;
  }

  /** @param {string} why */
  refused(why) {
    this.wanted = false;
    this.plan.classList.add("wb-err");
    this.plan.replaceChildren(h("li", { dir: "auto" }, why));
  }

  does() {
    const deed = this.deed();
    if (!deed) return;
    if (!this.token) {
      this.wanted = !!this.label; // Enter came before the answer: of a name that was typed it counts when the answer is there
      if (!this.plan.children.length) this.plan.replaceChildren(h("li", {}, "Looking what would happen…"));
      return;
    }
    this.host.go(deed, this.token, this.why.value);
  }

  wanted = false;

  /** @param {KeyboardEvent} e */
  key(e) {
    if (e.isComposing) return;
    if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); this.host.close(); }
    else if (e.key === "Enter" && e.target instanceof HTMLInputElement) { e.preventDefault(); e.stopPropagation(); this.does(); }
    else if (!(e.ctrlKey || e.metaKey)) e.stopPropagation();
  }
}
