// @ts-check
// One code in full: each field is saved when it is left, one act each, and what was typed stays until the disk has it.
import { colour, feeling } from "./core.js";
import { several, when } from "./editor_core.js";
import { shape } from "./editor_tree.js";
import { h } from "./dom.js";

const AREAS = /** @type {[string, string, string][]} */ ([
  ["definition", "Definition", "What it means, so that a colleague would give it to the same words"],
  ["include", "Use it when", "What must be said for it"],
  ["exclude", "Not when", "What looks like it, and which code that is instead"],
]);
const RULES = new Set(AREAS.map(([name]) => name));

/** @typedef {{drafts:import("./editor_core.js").Drafts, save:(code:string, field:string, value:any, reason:string) => void, who:(code:string, field:string) => void,
 *   deed:(kind:string) => void, choose:(id:string) => void, unexample:(id:string) => void, label:(id:string) => string, quotes:() => void, changed:() => void}} FormActs */

export class EditorForm {
  /** @param {{stages:[string,string][], palette:[string,string][], families:[string,string][]}} known @param {string} uid @param {FormActs} acts */
  constructor(known, uid, acts) {
    this.known = known;
    this.uid = uid;
    this.acts = acts;
    /** @type {any} what Python said of the code */ this.code = null;
    /** @type {any} its row in the tree */ this.row = null;
    /** @type {Map<string, {box:HTMLElement, input:any, note:HTMLElement, why:HTMLInputElement|null}>} */ this.fields = new Map();
    this.el = h("div", { class: "wb-form" });
  }

  // Shown ---------------------------------------------------------------------------------------------------------------

  /** @param {string} family @param {string} name @param {import("./editor_core.js").EditorRow[]} rows */
  family(family, name, rows) {
    this.code = this.row = null;
    this.fields.clear();
    const live = rows.filter((r) => !r.retired), unmeant = live.filter((r) => r.codings && !r.meant && r.family !== "emotion");
    const say = family === "retired" ? "Codes that are offered no more. What was coded with them stays coded." : `${several(live.length, "code")}, ${several(live.reduce((n, r) => n + r.codings, 0), "coding")}.`;
    this.el.replaceChildren(h("h3", { class: "wb-title" }, name), h("p", { class: "wb-hint" }, say),
      ...(unmeant.length && family !== "retired" ? [h("p", { class: "wb-hint" }, `${several(unmeant.length, "code is", "codes are")} used and ${unmeant.length === 1 ? "has" : "have"} no definition:`),
        h("ul", { class: "wb-links" }, ...unmeant.slice(0, 12).map((r) => h("li", {}, h("button", { type: "button", onclick: () => this.acts.choose(r.id) }, shape(r), h("bdi", {}, r.label)))))] : []));
  }

  /** @param {any} code @param {any} row */
  show(code, row) {
    const same = this.code?.code === code.code && this.code.fixed === code.fixed && this.code.retired === code.retired && this.code.merged === code.merged;
    this.code = code;
    this.row = row;
    for (const field of this.acts.drafts.meet(code.code, code.fields)) this.acts.who(code.code, field);
    if (!same) this.build();
    this.draw();
  }

  build() {
    const c = this.code, off = c.retired;
    this.fields.clear();
    this.facts = h("div", { class: "wb-facts2" });
    this.acting = h("div", { class: "wb-acts", role: "group", "aria-label": "What can be done to this code" });
    this.examples = h("div", { class: "wb-examples" });
    this.mark = h("span", { class: "wb-mark2" });
    const label = this.field("label", "Label", h("textarea", { rows: "1", class: "wb-label", readonly: off || c.fixed, spellcheck: "true", dir: "auto" }), "wb-f-label");
    const areas = AREAS.map(([name, words, hint]) => this.field(name, words, h("textarea", { rows: name === "definition" ? "3" : "2", placeholder: hint, readonly: off, dir: "auto" }), `wb-f-${name}`));
    const more = [c.family === "stage" ? "" : this.stage(), this.valence(), this.key(), this.owner(), this.latent()];
    this.el.replaceChildren(
      h("div", { class: "wb-head2" }, this.mark, label), this.facts, this.acting,
      areas[0], h("div", { class: "wb-pair" }, areas[1], areas[2]), this.examples,
      h("div", { class: "wb-small" }, ...more), this.colours(),
      this.field("memo", "Memo on this code", h("textarea", { rows: "2", placeholder: "What you wonder about it; for yourselves, not part of the rule", dir: "auto" }), "wb-f-memo"),
    );
  }

  /** A field with its name, its input, and room for what goes wrong. @param {string} name @param {string} words @param {any} input @param {string} kind */
  field(name, words, input, kind) {
    const id = `${this.uid}-${name}`, note = h("div", { class: "wb-note", id: `${id}-note` });
    input.id = id;
    input.setAttribute("aria-describedby", `${id}-note`);
    const why = RULES.has(name) ? /** @type {HTMLInputElement} */ (h("input", { class: "wb-why", "aria-label": `Why ${words.toLowerCase()} changes (optional)`, placeholder: "why? (optional; who coded by the old rule will read it)", hidden: true, maxlength: "2000" })) : null;
    const many = input.getAttribute("role") === "group";
    if (many) input.setAttribute("aria-label", words);
    const box = h("div", { class: `wb-field2 ${kind}` }, many ? h("div", { class: "wb-h", "aria-hidden": "true" }, words) : h("label", { class: "wb-h", for: id }, words), input, why ?? "", note);
    this.fields.set(name, { box, input, note, why });
    if (!input.readOnly) {
      input.addEventListener("input", () => { this.typed(name); if (input.matches("textarea")) grow(input); });
      box.addEventListener("focusout", (e) => { if (!(e.relatedTarget instanceof Node && box.contains(e.relatedTarget))) this.leave(name); });
      box.addEventListener("keydown", (e) => this.key_(name, e));
    }
    return box;
  }

  /** @param {string} name @param {KeyboardEvent} e */
  key_(name, e) {
    const draft = this.acts.drafts.get(this.code?.code, name);
    if (e.isComposing) return;
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey || name === "label" || name === "key" || name === "owner" || e.target === this.fields.get(name)?.why)) {
      e.preventDefault();
      e.stopPropagation();
      if (e.target !== this.fields.get(name)?.input) this.fields.get(name)?.input.focus?.(); // what is about to be hidden must not keep the focus
      this.leave(name);
    } else if (e.key === "Escape" && draft && !draft.sent) {
      e.preventDefault();
      e.stopPropagation();
      this.acts.drafts.drop(this.code.code, name);
      this.draw();
      this.acts.changed();
    }
  }

  stage() {
    const input = h("select", { disabled: this.code.retired }, h("option", { value: "" }, "none"), ...this.known.stages.map(([id, label]) => h("option", { value: id }, label)));
    input.addEventListener("change", () => this.leave("stage"));
    return this.field("stage", "Stage", input, "wb-f-short");
  }

  key() { return this.field("key", "Key in the coder", h("input", { class: "wb-keybox", maxlength: "4", autocomplete: "off", readonly: this.code.retired, placeholder: "–" }), "wb-f-short"); }

  owner() { return this.field("owner", "Owner", h("input", { autocomplete: "off", readonly: this.code.retired, dir: "auto", maxlength: "300" }), "wb-f-short"); }

  latent() {
    const input = h("select", { disabled: this.code.retired }, h("option", { value: "" }, "said openly"), h("option", { value: "1" }, "latent: read between the lines"));
    input.addEventListener("change", () => this.leave("latent"));
    return this.field("latent", "How it shows", input, "wb-f-short");
  }

  valence() {
    const group = h("div", { class: "wb-feel", role: "group" }, ...[-2, -1, 0, 1, 2].map((v) => h("button", { type: "button", "data-v": v, "aria-label": `Usual feeling ${feeling(v)}`, disabled: this.code.retired,
      onclick: () => this.pick("valence", this.value("valence") === v ? null : v) }, feeling(v))));
    return this.field("valence", "Usual feeling", Object.assign(group, { readOnly: true }), "wb-f-short");
  }

  colours() {
    const group = h("div", { class: "wb-palette", role: "group" });
    group.append(...[["", "by family"], ...this.known.palette].map(([value, name], n) => h("button", { type: "button", "data-c": value, tabindex: n ? "-1" : "0", "aria-label": `Colour ${name}`, title: name, disabled: this.code.retired,
      "--c": value || "transparent", class: value ? "" : "wb-nocolour", onclick: () => this.pick("colour", value) }, value ? "" : "by family")));
    group.addEventListener("keydown", (e) => {
      const all = /** @type {HTMLElement[]} */ ([...group.querySelectorAll("button")]), at = all.indexOf(/** @type {any} */ (e.target));
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
      if (!step || at < 0) return;
      e.preventDefault();
      const next = all[(at + step + all.length) % all.length];
      all.forEach((b) => { b.tabIndex = b === next ? 0 : -1; });
      next.focus();
    });
    return this.field("colour", "Colour: told apart under every common colour blindness, and the shape says the family", Object.assign(group, { readOnly: true }), "wb-f-colour");
  }

  draw() {
    const c = this.code;
    if (!c) return;
    this.mark?.replaceChildren(this.row ? shape(this.row, "wb-big") : "");
    this.drawFacts();
    this.drawActs();
    this.drawExamples();
    for (const name of this.fields.keys()) this.drawField(name);
  }

  drawFacts() {
    const c = this.code, r = this.row, family = this.known.families.find(([f]) => f === c.family)?.[1] ?? c.family;
    const up = (/** @type {string} */ id) => h("button", { type: "button", class: "wb-link", onclick: () => this.acts.choose(id) }, h("bdi", {}, this.acts.label(id)));
    const used = r?.codings ? `${several(r.codings, "coding")} of ${several(r.people, "person", "people")}` : "not used yet";
    this.facts?.replaceChildren(h("span", {}, family), ...(c.parent && !c.retired ? [h("span", {}, "below ", up(c.parent))] : []), h("code", { title: "its id never changes" }, c.code),
      r?.codings ? h("button", { type: "button", class: "wb-link", onclick: () => this.acts.quotes() }, used) : h("span", {}, used),
      ...(c.coders.length > 1 ? [h("span", {}, c.coders.slice(0, 4).map((/** @type {[string, number]} */ [who, n]) => `${who} ${n}`).join(", ") + (c.coders.length > 4 ? ` and ${c.coders.length - 4} more` : ""))] : []),
      ...(c.need ? [h("span", {}, "in the ledger of needs")] : []));
  }

  drawActs() {
    const c = this.code, act = (/** @type {string} */ key, /** @type {string} */ words, /** @type {string} */ kind) => h("button", { type: "button", class: "wb-act", onclick: () => this.acts.deed(kind) }, h("kbd", { "aria-hidden": "true" }, key), ` ${words}`);
    if (c.merged) this.acting?.replaceChildren(h("span", { class: "wb-hint" }, "It was merged into "), h("button", { type: "button", class: "wb-link", onclick: () => this.acts.choose(c.merged) }, h("bdi", {}, this.acts.label(c.merged))), h("span", { class: "wb-hint" }, ". What was coded with it counts there."));
    else if (c.retired) this.acting?.replaceChildren(act("b", "Bring back", "restore"), h("span", { class: "wb-hint" }, "It is retired: offered no more, and what was coded with it stays."));
    else if (c.fixed) this.acting?.replaceChildren(h("span", { class: "wb-hint" }, "A stage of the study: its name and order are set in study.toml."));
    else this.acting?.replaceChildren(act("g", "Merge into…", "merge"), act("s", "Split…", "split"), act("p", "Move…", "move"), act("⇧N", "New below…", "child"), act("Del", "Retire…", "retire"));
  }

  drawExamples() {
    const c = this.code, of = (/** @type {string} */ stance) => c.examples.filter((/** @type {any} */ e) => e.stance === stance);
    const list = (/** @type {string} */ words, /** @type {any[]} */ all, /** @type {string} */ kind) => all.length ? [h("div", { class: "wb-h" }, words), ...all.map((e) => h("figure", { class: `wb-shown ${kind}` },
      h("blockquote", { dir: "auto" }, e.here ? e.quote : "(its passage is not here any more)"), h("figcaption", {}, [e.who, e.where, `named by ${e.coder}`].filter(Boolean).join(" · ")),
      c.retired ? "" : h("button", { type: "button", class: "wb-x", "aria-label": `Remove this example: ${e.quote.slice(0, 60)}`, title: "Remove", onclick: () => this.acts.unexample(e.id) }, "×")))] : [];
    const inner = [...list("For example", of("for"), "wb-yes"), ...list("Looks like it and is not", of("against"), "wb-no"), ...(c.hidden ? [h("p", { class: "wb-hint" }, `${several(c.hidden, "more example")} are not listed`)] : [])];
    this.examples?.replaceChildren(...(inner.length ? inner : c.passages && !c.retired ? [h("p", { class: "wb-hint" }, "No examples yet. Among its ", h("button", { type: "button", class: "wb-link", onclick: () => this.acts.quotes() }, several(c.passages, "quote")),
      ", ", h("kbd", {}, "e"), " names one that shows it, ", h("kbd", {}, "x"), " one that looks like it and is not.")] : []));
  }

  /** @param {string} name */
  drawField(name) {
    const f = this.fields.get(name), c = this.code;
    if (!f || !c) return;
    const draft = this.acts.drafts.get(c.code, name), value = draft ? draft.value : c.fields[name];
    if (name === "valence") for (const b of f.input.children) b.setAttribute("aria-pressed", String(value != null && Number(b.dataset.v) === value));
    else if (name === "colour") {
      for (const b of f.input.children) b.setAttribute("aria-pressed", String((b.dataset.c ?? "") === (value ?? "").toLowerCase()));
      const own = value && !this.known.palette.some(([p]) => p === value.toLowerCase());
      f.input.querySelector(".wb-own")?.remove();
      if (own) f.input.append(h("span", { class: "wb-own", "--c": colour(value), title: "a colour of its own" }, value));
    } else if (name === "latent") f.input.value = value ? "1" : "";
    else if (f.input.value !== (value ?? "")) { f.input.value = value ?? ""; if (f.input.matches("textarea")) grow(f.input); }
    f.box.classList.toggle("wb-dirty", !!draft);
    f.box.classList.toggle("wb-wrong", !!draft?.error || !!draft?.theirs);
    if (f.why) f.why.hidden = !draft || draft.sent;
    f.input.setAttribute("aria-invalid", String(!!draft?.error));
    this.drawNote(name, f.note, draft, value);
  }

  /** @param {string} name @param {HTMLElement} note @param {import("./editor_core.js").Draft|undefined} draft @param {any} value */
  drawNote(name, note, draft, value) {
    const c = this.code;
    if (draft?.theirs) {
      const { by, at, value: theirs } = draft.theirs;
      const said = theirs === "" || theirs == null ? "(nothing)" : theirs === true ? "latent" : theirs === false ? "said openly" : String(theirs);
      note.replaceChildren(h("div", { class: "wb-met", role: "alert" }, h("b", {}, `${by} changed this meanwhile${at ? `, ${when(at)}` : ""}: `), h("q", { dir: "auto" }, said), h("div", {},
        h("button", { type: "button", class: "wb-act", onclick: () => this.mine(name) }, "Keep mine"), h("button", { type: "button", class: "wb-act", onclick: () => this.theirs(name) }, "Take theirs"))));
    } else if (draft?.error) note.replaceChildren(h("div", { class: "wb-err", role: "alert" }, draft.error));
    else if (draft && name === "label" && value !== c.fields.label) note.replaceChildren(h("div", { class: "wb-hint" }, `${this.row?.codings ? `${several(this.row.codings, "coding")} of ${several(this.row.people, "person", "people")} will be called that. ` : ""}Its id stays ${c.code}. `, h("kbd", {}, "Enter"), " saves, ", h("kbd", {}, "Esc"), " takes it back."));
    else if (draft && RULES.has(name) && c.passages) note.replaceChildren(h("div", { class: "wb-hint" }, `${several(c.passages, "coding")} made under the old rule will be listed under Look again. `, h("kbd", {}, "Ctrl Enter"), " saves."));
    else note.replaceChildren();
  }

  // Typed ---------------------------------------------------------------------------------------------------------------

  /** What a field shows. @param {string} name */
  value(name) {
    const draft = this.acts.drafts.get(this.code.code, name);
    return draft ? draft.value : this.code.fields[name];
  }

  /** @param {string} name */
  typed(name) {
    const f = this.fields.get(name), c = this.code;
    if (!f || !c) return;
    const value = name === "latent" ? f.input.value === "1" : f.input.value;
    const fresh = !this.acts.drafts.get(c.code, name);
    this.acts.drafts.type(c.code, name, value, c.fields[name]);
    const draft = this.acts.drafts.get(c.code, name);
    if (draft && f.why) { f.why.hidden = false; }
    f.box.classList.toggle("wb-dirty", !!draft);
    f.box.classList.remove("wb-wrong");
    if (draft) this.drawNote(name, f.note, draft, value);
    if (fresh) this.acts.changed();
  }

  /** The field is left, or Ctrl+Enter was pressed: save what it says, unless somebody else was met. @param {string} name */
  leave(name) {
    const f = this.fields.get(name), c = this.code;
    if (!f || !c || !this.el.isConnected) return;
    if (["stage", "latent"].includes(name)) this.typed(name);
    const draft = this.acts.drafts.get(c.code, name);
    if (!draft || draft.sent || draft.theirs) return;
    if (draft.value === c.fields[name] && !draft.error) { this.acts.drafts.drop(c.code, name); this.draw(); this.acts.changed(); return; }
    this.acts.save(c.code, name, draft.value, f.why?.value ?? "");
    if (f.why) f.why.value = "";
  }

  /** A button that is a value. @param {string} name @param {any} value */
  pick(name, value) {
    this.acts.drafts.type(this.code.code, name, value, this.code.fields[name]);
    const draft = this.acts.drafts.get(this.code.code, name);
    if (draft && !draft.sent) this.acts.save(this.code.code, name, value, "");
    this.drawField(name);
  }

  /** @param {string} name */
  mine(name) {
    const c = this.code, draft = this.acts.drafts.get(c.code, name);
    if (!draft?.theirs) return;
    draft.base = c.fields[name] = draft.theirs.value;
    draft.theirs = null;
    draft.error = "";
    this.acts.save(c.code, name, draft.value, "");
    this.fields.get(name)?.input.focus?.();
  }

  /** @param {string} name */
  theirs(name) {
    const c = this.code, draft = this.acts.drafts.get(c.code, name);
    if (draft?.theirs) c.fields[name] = draft.theirs.value;
    this.acts.drafts.drop(c.code, name);
    this.draw();
    this.acts.changed();
    this.fields.get(name)?.input.focus?.();
  }

  /** @param {string} name @param {string} [typed] what was typed for it before it was here */
  focus(name, typed = "") {
    const f = this.fields.get(name);
    if (!f) return;
    f.input.focus();
    if (name === "label") f.input.select?.();
    f.box.scrollIntoView({ block: "nearest" });
    if (!typed || f.input.readOnly) return;
    f.input.setRangeText?.(typed, f.input.selectionStart, f.input.selectionEnd, "end");
    f.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Save what is being typed, as when the field is left. */
  settle() {
    for (const name of this.fields.keys()) this.leave(name);
  }
}

/** As tall as its words. @param {HTMLTextAreaElement} area */
function grow(area) {
  area.style.height = "";
  if (area.scrollHeight > area.clientHeight) area.style.height = `${Math.min(360, area.scrollHeight + 2)}px`;
}
