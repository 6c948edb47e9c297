// @ts-check
// What stands around the text: who and how far, saved or not, what was just said, who else is here.
import { ago, count } from "./core.js";
import { h } from "./dom.js";

/** Where a widget hears its keys, whichever it has. */
const HEARS = ".wb-text,.wb-rows,.wb-passages,.wb-jgrid,.wb-bcards,.wb-adjrows,[role=tree],[role=grid],[role=listbox]";
/** A key that a button can stand for: one press, and no arrow. */
const ONE = /^(Ctrl )?[^\s←-⇿]+$/u;

/** @typedef {{who:string, facts:string[], progress:string, unit:string, hints:[string, string][]}} Words what the frame says of what is coded */

/** What opened where the window has no room beside stands below, and would be out of sight. @param {Element} el */
export function intoSight(el) {
  const { top, bottom } = el.getBoundingClientRect();
  if (top > window.innerHeight - 120 || bottom < 120) el.scrollIntoView({ block: "nearest" });
}

export class Frame {
  /** @param {{title:string, coder:string, blind:boolean}} head @param {Words} words
   * @param {{middle:HTMLElement, panel:HTMLElement}} inner @param {{keys:()=>void, retry:()=>void, discard:()=>void}} acts */
  constructor(head, words, inner, acts) {
    this.acts = acts;
    this.words = words;
    const { title, coder, blind } = head;
    const facts = words.facts.filter(Boolean).join(" · ");
    this.bar = h("div", { class: "wb-bar", role: "progressbar", "aria-label": words.progress, "aria-valuemin": "0", "aria-valuemax": "100" }, h("i"));
    this.much = h("span", { class: "wb-much" });
    this.saved = h("div", { class: "wb-saved" });
    this.saidEl = h("span", { class: "wb-say", role: "status" });
    this.presence = h("span", { class: "wb-presence" });
    this.notices = h("div", { class: "wb-notices" });
    this.hints = h("span", { class: "wb-hints" });
    this.drawHints(words.hints);
    // Undo stays, whatever else is said: it is what a mouse or a finger looks for.
    const undo = words.hints.find(([, does]) => does === "undo");
    const help = h("button", { type: "button", class: "wb-help", onclick: acts.keys }, h("kbd", {}, "?"), " all keys");
    this.me = h("span", { class: "wb-me" });
    this.drawMe(coder, blind);
    this.el = h("div", { class: "wb-frame" },
      h("header", { class: "wb-top" }, h("b", { title }, words.who), h("span", { class: "wb-facts" }, facts), this.bar, this.much, this.saved), this.notices,
      inner.middle, inner.panel,
      h("footer", { class: "wb-foot" }, this.saidEl, this.hints, undo ? this.hint(undo, "wb-help") : "", help, this.me, this.presence));
    /** @type {any} */ this.quiet = 0;
    /** @type {any} */ this.slow = 0;
  }

  /** @param {[string, string][]} hints */
  drawHints(hints) { this.hints.replaceChildren(...hints.filter(([, does]) => does !== "undo").map((one) => this.hint(one))); }

  /** A key and what it does; whoever has no keyboard presses it here. @param {[string, string]} one @param {string} [kind] */
  hint([keys, does], kind) {
    const inner = [...keys.split(" ").map((k) => h("kbd", { "aria-hidden": "true" }, k)), ` ${does}`];
    if (!ONE.test(keys)) return h("span", {}, ...inner);
    // The keyboard has the key itself: no more stops for Tab. The focus, and with it what is selected, stays where it is.
    return h("button", { type: "button", class: kind, tabindex: "-1", onpointerdown: (/** @type {Event} */ e) => e.preventDefault(), onmousedown: (/** @type {Event} */ e) => e.preventDefault(), onclick: () => this.press(keys) }, ...inner);
  }

  /** Do what a key does where the focus is, or where keys are heard first. @param {string} keys */
  press(keys) {
    const active = document.activeElement, here = active && this.el.contains(active) && !active.matches("input,textarea,select,button,a") ? active : null;
    const where = here ?? [...this.el.querySelectorAll(HEARS)].find((e) => e instanceof HTMLElement && e.offsetParent) ?? this.el;
    if (where !== active && where instanceof HTMLElement) where.focus({ preventScroll: true });
    const name = keys.replace("Ctrl ", ""), key = name === "Space" ? " " : keys === name ? name : name.toLowerCase();
    where.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey: keys !== name, bubbles: true, cancelable: true }));
  }

  dispose() { [this.quiet, this.slow].forEach(clearTimeout); }

  /** @param {string} words */
  say(words) {
    this.saidEl.textContent = words;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => { this.saidEl.textContent = ""; }, 6000);
  }

  /** @param {string} coder @param {boolean} blind */
  drawMe(coder, blind) {
    this.me.textContent = `${coder}${blind ? " · blind" : ""}`;
    this.me.title = blind ? "You code blind: nobody else's codings are shown" : "";
  }

  /** @param {{all:number, coded:number, codings:number}} p */
  drawProgress(p) {
    const share = p.all ? Math.round((100 * p.coded) / p.all) : 0;
    this.bar.setAttribute("aria-valuenow", String(share));
    this.bar.setAttribute("aria-valuetext", `${p.coded} of ${p.all} ${this.words.unit}`);
    this.bar.title = `${p.coded} of ${p.all} ${this.words.unit} hold a code`;
    /** @type {HTMLElement} */ (this.bar.firstChild).style.width = `${share}%`;
    this.much.textContent = `${share} % · ${count(p.codings, "coding")}`;
  }

  /** @param {string[]} notices */
  drawNotices(notices) { this.notices.replaceChildren(...notices.map((n) => h("p", {}, n))); }

  /** @param {import("./outbox.js").Outbox} outbox */
  drawSaved(outbox) {
    const n = outbox.waiting.length;
    const state = outbox.failed ? "failed" : outbox.refused ? "refused" : n ? "busy" : "ok";
    this.saved.className = `wb-saved wb-${state}`;
    if (outbox.failed) {
      const again = h("button", { type: "button", onclick: this.acts.retry }, "Retry"), drop = h("button", { type: "button", onclick: this.acts.discard }, "Give up");
      const why = outbox.failed.replace(/^not saved: /, "");
      this.saved.replaceChildren(h("span", { role: "alert" }, `${n > 1 ? `${n} acts not saved` : "not saved"}: ${why}`), again, drop);
    } else if (outbox.refused) this.saved.replaceChildren(h("span", { role: "alert" }, `not saved: ${outbox.refused}`));
    else if (n && !this.slow) this.slow = setTimeout(() => { this.slow = 0; if (outbox.waiting.length && !outbox.failed) this.saved.textContent = "saving…"; }, 250);
    else if (!n) this.saved.textContent = outbox.last ? `✓ Saved ${outbox.last}` : "";
  }

  /** @param {{coder:string, codings:number, last:string}[]} people */
  drawPeople(people) {
    const now = Date.now();
    this.presence.replaceChildren(...people.map((p) => {
      const when = ago(p.last, now), here = when === "now" || /^[1-4] min/.test(when);
      return h("span", { class: here ? "wb-active" : "" }, h("i", { "aria-hidden": "true" }), `${p.coder} ${here ? "is coding here too" : `was here ${when}`} · ${p.codings}`);
    }));
  }
}
