// @ts-check
// What stands around the text: who and how far, saved or not, what was just said, who else is here.
import { ago, count } from "./core.js";
import { h } from "./dom.js";

export class Frame {
  /** @param {any} head @param {{text:HTMLElement, strip:HTMLElement, panel:HTMLElement}} inner
   * @param {{keys:()=>void, retry:()=>void, discard:()=>void}} acts */
  constructor(head, inner, acts) {
    this.acts = acts;
    const { kind, round, title, source, people, seconds, coder, blind } = head;
    this.who = people.length ? people.join(", ") : title || source;
    const facts = [kind, round, seconds ? `${Math.round(seconds / 60)} min` : "", source !== this.who ? source : ""].filter(Boolean).join(" · ");
    this.bar = h("div", { class: "wb-bar", role: "progressbar", "aria-label": "Turns with a code", "aria-valuemin": "0", "aria-valuemax": "100" }, h("i"));
    this.much = h("span", { class: "wb-much" });
    this.saved = h("div", { class: "wb-saved" });
    this.saidEl = h("span", { class: "wb-say", role: "status" });
    this.presence = h("span", { class: "wb-presence" });
    this.notices = h("div", { class: "wb-notices" });
    const hint = (/** @type {string} */ keys, /** @type {string} */ words) => h("span", {}, ...keys.split(" ").map((k) => h("kbd", {}, k)), ` ${words}`);
    const help = h("button", { type: "button", class: "wb-help", onclick: acts.keys }, h("kbd", {}, "?"), " all keys");
    this.el = h("div", { class: "wb-frame" },
      h("header", { class: "wb-top" }, h("b", { title }, this.who), h("span", { class: "wb-facts" }, facts), this.bar, this.much, this.saved), this.notices,
      h("div", { class: "wb-middle" }, inner.text, inner.strip), inner.panel,
      h("footer", { class: "wb-foot" }, this.saidEl, h("span", { class: "wb-hints" }, hint("s", "sentence"), hint("t", "turn"), hint("Shift →", "extend"), hint("v", "in vivo"), hint("-", "against"), hint("j", "next uncoded"), hint("Ctrl Z", "undo")), help,
        h("span", { class: "wb-me", title: blind ? "You code blind: nobody else's codings are shown" : "" }, `${coder}${blind ? " · blind" : ""}`), this.presence));
    /** @type {any} */ this.quiet = 0;
    /** @type {any} */ this.slow = 0;
  }

  dispose() { [this.quiet, this.slow].forEach(clearTimeout); }

  /** @param {string} words */
  say(words) {
    this.saidEl.textContent = words;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => { this.saidEl.textContent = ""; }, 6000);
  }

  /** @param {{turns:number, coded:number, codings:number}} p */
  drawProgress(p) {
    const share = p.turns ? Math.round((100 * p.coded) / p.turns) : 0;
    this.bar.setAttribute("aria-valuenow", String(share));
    this.bar.setAttribute("aria-valuetext", `${p.coded} of ${p.turns} turns`);
    this.bar.title = `${p.coded} of ${p.turns} turns of participants hold a code`;
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
