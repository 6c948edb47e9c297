// @ts-check
// The outbox of the codebook editor: what was typed stays in its field until the disk has it, whatever happens between.
import { Outbox } from "./outbox.js";

export class EditorOutbox extends Outbox {
  /** @param {any} message */
  wire(message) {
    const { how, refusal, words, wish, ...rest } = message;
    return rest;
  }

  /** @param {any} m */
  answered(m) {
    const message = this.waiting.find((x) => x.id === m.id);
    if (message && !m.saved && !m.keep) message.refusal = m;
    return super.answered(m);
  }

  /** @param {any} m @param {"pending"|"failed"} how */
  show(m, how) {
    m.how = how;
    this.host.redraw([], false);
  }

  /** @param {any} message @param {any} m */
  settle(message, m) { /** @type {any} */ (this.host).settled(message, m); }

  /** @param {any} m */
  takeBack(m) { /** @type {any} */ (this.host).back(m, m.refusal); }
}
