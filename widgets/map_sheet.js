// @ts-check
// A sheet over the map: what a gesture still needs to know, and why it is done. The last reasons are offered.
import { brief } from "./core.js";
import { h } from "./dom.js";

/** @typedef {{kind:string, claim?:string, stage?:string, lane?:string, under?:string, note?:string}} MapWish */
/** @typedef {{card:(id:string) => import("./map_core.js").Face|undefined, cards:() => import("./map_core.js").Face[], stages:() => import("./map_core.js").Stage[], lanes:[string, string, string][], notes:() => import("./map_core.js").Note[],
 *   reasons:() => string[], owners:() => string[], go:(message:any, words:string) => void, close:() => void}} MapSheetHost */

const GRADES = ["High", "Moderate", "Low", "Very low", "Anecdote"];
const STATES = [["open", "open"], ["acting", "acting: somebody works on it"], ["resolved", "resolved"]];
const DOES_IT = /** @type {Record<string, string>} */ ({ move: "Move it", rename: "Rename it", under: "Put it under", alone: "Let it stand alone", hide: "Hide it", show: "Show it", own: "Save", status: "Save", comment: "Comment", note: "Catch it", sort: "Sort it", sign: "Sign it", moment: "Decide", because: "Link it" });
const NO_REASON = new Set(["comment", "note", "sort", "because"]);

export class MapSheet {
  /** @param {HTMLElement} frame @param {MapWish} wish @param {string} uid @param {MapSheetHost} host */
  constructor(frame, wish, uid, host) {
    this.frame = frame;
    this.wish = { ...wish };
    this.uid = uid;
    this.host = host;
    this.card = host.card(wish.claim ?? "");
    /** @type {() => any} what is asked of Python; null while something is missing */ this.said = () => null;
    this.go = /** @type {HTMLButtonElement} */ (h("button", { type: "button", class: "wb-act wb-go", onclick: () => this.does() }, DOES_IT[this.kind()]));
    this.parts = h("div", { class: "wb-choose" });
    this.tell = h("p", { class: "wb-jhint", role: "status" });
    const close = h("button", { type: "button", onclick: () => host.close() }, "Cancel ", h("kbd", {}, "Esc"));
    this.el = h("div", { class: "wb-sheet wb-deed", role: "dialog", "aria-modal": "true", "aria-label": this.title() }, h("div", { class: "wb-sheetbar" }, h("b", { dir: "auto" }, this.title()), close), this.parts, ...this.reason(), this.tell, h("div", { class: "wb-acts" }, this.go));
    this.el.addEventListener("keydown", (e) => this.key(e));
    this.el.addEventListener("input", () => this.change());
    for (const part of frame.children) part.toggleAttribute("inert", true);
    frame.append(this.el);
    this.build();
    this.change();
    const first = /** @type {HTMLElement|null} */ (this.parts.querySelector("input:checked") ?? this.parts.querySelector("input, textarea, select") ?? this.why ?? this.go);
    first?.focus();
    if (first instanceof HTMLInputElement && first.type === "text") first.select();
  }

  dispose() {
    this.el.remove();
    for (const part of this.frame.children) part.toggleAttribute("inert", false);
  }

  /** What it is in the end: hiding what is hidden shows it. */
  kind() {
    const { kind } = this.wish;
    if (kind === "hide" && this.card?.hidden) return "show";
    if (kind === "under" && this.wish.under === "") return "alone";
    return kind;
  }

  title() {
    const name = `“${brief(this.card?.statement ?? "", 80)}”`, stage = this.host.stages().find((s) => s.id === this.wish.stage)?.label ?? "";
    return { move: `Move ${name} to…`, rename: `Other words for ${name}`, under: `Put ${name} under…`, alone: `Let ${name} stand alone`, hide: `Hide ${name}?`, show: `Show ${name} again?`, own: `Who looks after ${name}?`, status: `How far is ${name}?`, comment: `Comment on ${stage ? stage : name}`, note: "A note for the inbox",
      sort: "Where does the note belong?", sign: `Sign the grade of ${name}`, moment: `Is ${stage} a moment of truth?`, because: `${name} is there because of…` }[this.kind()] ?? "";
  }

  /** @param {string} words @param {HTMLElement} input */
  field(words, input) {
    input.id = `${this.uid}-${words.split(" ")[0].toLowerCase()}`;
    return h("div", { class: "wb-bfield" }, h("label", { class: "wb-h", for: input.id }, words), input);
  }

  /** One of several; arrows go through them. @param {string} name @param {string} words @param {string[][]} rows value and label @param {string} now */
  radios(name, words, rows, now) {
    const uid = `${this.uid}-${name}`;
    return h("fieldset", { class: "wb-jradios" }, h("legend", { class: "wb-h" }, words), h("div", {}, ...rows.map(([value, label], n) => h("label", { for: `${uid}-${n}` }, h("input", { type: "radio", id: `${uid}-${n}`, name: uid, value, checked: value === now }), h("bdi", {}, label)))));
  }

  /** @param {string} name */
  picked(name) { return /** @type {HTMLInputElement|null} */ (this.el.querySelector(`input[name="${this.uid}-${name}"]:checked`))?.value; }

  /** @param {string} kind @param {string} [value] */
  line(kind, value = "") {
    const input = /** @type {HTMLInputElement} */ (h("input", { type: "text", maxlength: "300", dir: "auto", autocomplete: "off", placeholder: kind }));
    input.value = value;
    return input;
  }

  /** @param {string} placeholder */
  area(placeholder) { return /** @type {HTMLTextAreaElement} */ (h("textarea", { rows: "3", maxlength: "4000", dir: "auto", placeholder })); }

  /** Claims by stage. @param {string} first @param {string} [now] */
  claims(first, now = "") {
    const group = (/** @type {string} */ label, /** @type {import("./map_core.js").Face[]} */ cards) => (cards.length ? h("optgroup", { label }, ...cards.map((c) => h("option", { value: c.id, selected: c.id === now }, brief(c.statement, 90)))) : "");
    const others = this.host.cards().filter((c) => c.id !== this.wish.claim).sort((a, b) => a.statement.localeCompare(b.statement)), stages = this.host.stages();
    const known = new Set(stages.map((s) => s.id)), loose = others.filter((c) => !known.has(c.stage));
    return /** @type {HTMLSelectElement} */ (h("select", {}, h("option", { value: "" }, first), ...stages.map((s) => group(s.label, others.filter((c) => c.stage === s.id))), group("no stage", loose)));
  }

  build() {
    const w = this.wish, c = this.card, stages = this.host.stages(), claim = w.claim;
    const set = (/** @type {(Node|string)[]} */ parts, /** @type {() => any} */ said) => { this.parts.replaceChildren(...parts); this.said = said; };
    const kind = this.kind();
    if (kind === "move") {
      const rows = stages.map((s) => [s.id, s.label + (s.id === c?.counted ? " (counted here)" : "")]);
      set([this.radios("stage", "Stage", rows, w.stage ?? c?.stage ?? ""), this.radios("lane", "As", this.host.lanes.map(([id, words]) => [id, words]), w.lane ?? c?.lane ?? "")], () => {
        const stage = this.picked("stage"), lane = this.picked("lane"), said = { ...(stage && stage !== c?.stage ? { stage } : {}), ...(lane && lane !== c?.lane ? { lane } : {}) };
        return Object.keys(said).length ? { op: "move", claim, ...said } : null;
      });
    } else if (kind === "rename") {
      const input = this.line("in your words; empty gives it its own again", c?.statement);
      set([this.field("Title", input)], () => (input.value.trim() === c?.statement ? null : { op: "rename", claim, title: input.value }));
    } else if (kind === "under") {
      const pick = this.claims(c?.under ? "stand alone again" : "choose a card", w.under ?? c?.under ?? "");
      set([this.field("Card", pick)], () => (pick.value || c?.under ? (pick.value === (c?.under ?? "") ? null : { op: "under", claim, under: pick.value }) : null));
    } else if (kind === "alone") set([], () => ({ op: "under", claim, under: "" }));
    else if (kind === "hide" || kind === "show") set([], () => ({ op: "hide", claim, hidden: kind === "hide" }));
    else if (kind === "own") {
      const input = this.line("a person or a team; empty: as before", c?.owner);
      input.setAttribute("list", `${this.uid}-owners`);
      set([this.field("Owner", input), h("datalist", { id: `${this.uid}-owners` }, ...this.host.owners().map((o) => h("option", { value: o })))], () => (input.value.trim() === c?.owner ? null : { op: "own", claim, owner: input.value }));
    } else if (kind === "status") set([this.radios("status", "It is", STATES, c?.status ?? "open")], () => (this.picked("status") === c?.status ? null : { op: "status", claim, status: this.picked("status") }));
    else if (kind === "sign") set([this.radios("grade", `Grade (proposed: ${c?.grade ?? ""})`, (c?.assumed ? ["ASSUMPTION"] : GRADES).map((g) => [g, g]), c?.grade ?? "")], () => ({ op: "sign", claim, grade: this.picked("grade") }));
    else if (kind === "moment") {
      const now = !!stages.find((s) => s.id === w.stage)?.moment;
      set([this.radios("moment", "It is", [["yes", "a moment of truth"], ["no", "no moment of truth"]], now ? "no" : "yes")], () => ({ op: "moment", stage: w.stage, moment: this.picked("moment") === "yes" }));
    } else if (kind === "comment") {
      const area = this.area("what do you make of it?");
      set([this.field("Comment", area)], () => (area.value.trim() ? { op: "comment", about: claim ?? w.stage, text: area.value } : null));
    } else if (kind === "note") {
      const area = this.area("just say it; it can be sorted later"), at = /** @type {HTMLSelectElement} */ (h("select", {}, h("option", { value: "" }, "no stage"), ...stages.map((s) => h("option", { value: s.id, selected: s.id === w.stage }, s.label))));
      set([this.field("Note", area), this.field("Stage", at)], () => (area.value.trim() ? { op: "capture", text: area.value, stage: at.value } : null));
    } else if (kind === "sort") {
      const pick = this.claims("put it away");
      set([h("p", { class: "wb-jline", dir: "auto" }, this.host.notes().find((n) => n.id === w.note)?.text ?? ""), this.field("Card", pick)], () => ({ op: "sort", note: w.note, claim: pick.value }));
    } else {
      const pick = this.claims("choose a card");
      set([this.field("Card", pick)], () => (pick.value ? { op: "because", claim, because: pick.value } : null));
    }
  }

  /** Why, and the last reasons. @returns {HTMLElement[]} */
  reason() {
    if (NO_REASON.has(this.wish.kind)) return [];
    this.why = /** @type {HTMLInputElement} */ (h("input", { type: "text", id: `${this.uid}-why`, maxlength: "2000", dir: "auto", autocomplete: "off", placeholder: "kept in the history" }));
    const last = this.host.reasons();
    const offers = h("div", { class: "wb-joffers", role: "group", "aria-label": "Last reasons" }, ...last.map((words) => h("button", { type: "button", class: "wb-jchip", title: words, onclick: () => { if (this.why) { this.why.value = words; this.why.focus(); this.change(); } } }, brief(words, 48))));
    return [h("div", { class: "wb-bfield" }, h("label", { class: "wb-h", for: `${this.uid}-why` }, "Why?"), this.why), ...(last.length ? [offers] : [])];
  }

  /** @returns {any} */
  message() {
    const said = this.said();
    if (!said || (this.why && !this.why.value.trim())) return null;
    return this.why ? { ...said, reason: this.why.value } : said;
  }

  change() {
    const said = this.said();
    this.go.disabled = !this.message();
    const moved = this.wish.kind === "move" && said?.stage && said.stage !== this.card?.counted;
    this.tell.textContent = !said && ["move", "rename", "own", "status"].includes(this.wish.kind) ? "That is how it is now." : moved ? "It keeps the numbers of the stage in which it is counted, and says so." : this.wish.kind === "hide" && !this.card?.hidden ? "It is listed under “hidden”, and counted as before." : this.wish.kind === "because" ? "A link is how you see it: an association, not a finding." : "";
  }

  does() {
    const message = this.message();
    if (!message) {
      if (this.said() && this.why) { this.why.focus(); this.tell.textContent = "Say why in a few words: it is kept in the history."; }
      return;
    }
    const words = { move: "Moved", rename: "Renamed", under: "Put under it", alone: "It stands alone", hide: "Hidden", show: "Shown again", own: "Saved", status: "Saved", comment: "Commented", note: "In the inbox", sort: "Sorted", sign: "Signed", moment: "Decided", because: "Linked" }[this.kind()] ?? "Saved";
    this.host.go(message, words);
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    if (e.isComposing) return;
    const area = e.target instanceof HTMLTextAreaElement;
    if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); this.host.close(); }
    else if (e.key === "Enter" && !(e.target instanceof HTMLButtonElement) && (!area || !e.shiftKey)) {
      e.preventDefault();
      e.stopPropagation();
      // From the choice to the reason, from the reason to the end.
      if (this.why && e.target !== this.why && this.said() && !this.why.value.trim()) this.why.focus();
      else this.does();
    } else if (e.key === "Tab") this.turn(e);
    else if (!(e.ctrlKey || e.metaKey)) e.stopPropagation();
  }

  /** The focus stays in the sheet. @param {KeyboardEvent} e */
  turn(e) {
    const all = /** @type {HTMLElement[]} */ ([...this.el.querySelectorAll("button, input, select, textarea")].filter((x) => !(/** @type {any} */ (x).disabled)));
    const to = e.shiftKey && e.target === all[0] ? all.at(-1) : !e.shiftKey && e.target === all.at(-1) ? all[0] : null;
    if (to) { e.preventDefault(); to.focus(); }
  }
}
