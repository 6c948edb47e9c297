// @ts-check
// The outbox of the segments browser: acts name passages or codings, and are drawn over what the disk says until it says so.
import { Outbox } from "./outbox.js";

export class SegmentsOutbox extends Outbox {
  /** @param {any} message */
  wire(message) {
    const { has, on, how, meant, before, changes, guessed, ...rest } = message;
    return { ...rest, ...changes };
  }

  /** @param {any} m @param {"pending"|"failed"} how */
  show(m, how) {
    m.how = how;
    if (m.passages) m.has ??= new Set(m.passages.map((/** @type {[string, string]} */ [id]) => id));
    if (m.codings) m.on ??= new Set(m.codings);
    if (m.code || m.name) m.meant = this.codeOf(m);
    this.host.redraw([], m.op !== "memo" && m.op !== "edit");
  }

  settle() { this.host.redraw([], false); }

  /** @param {any} m */
  takeBack(m) {
    this.forget(m.guessed);
    this.host.redraw([], true);
  }
}
