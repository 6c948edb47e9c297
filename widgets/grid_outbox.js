// @ts-check
// The outbox of the grid: acts name answers and a code, and are drawn over what the disk says until it says so itself.
import { Outbox } from "./outbox.js";

export class GridOutbox extends Outbox {
  /** @param {any} message */
  wire(message) {
    const { has, how, meant, before, changes, guessed, ...rest } = message;
    return { ...rest, ...changes };
  }

  /** @param {any} m @param {"pending"|"failed"} how */
  show(m, how) {
    m.how = how;
    m.has ??= new Set((m.answers ?? []).map((/** @type {[string, string]} */ [id]) => id));
    if (m.op === "add") m.meant = this.codeOf(m);
    else m.meant ??= m.code; // of a suggestion it is known, also where none is meant
    if (m.op === "memo") {
      m.before ??= this.store.memo;
      this.store.memo = m.text;
    }
    this.host.redraw([], m.op === "add" || m.op === "remove");
  }

  settle() { this.host.redraw([], false); }

  /** @param {any} m */
  takeBack(m) {
    this.forget(m.guessed);
    if (m.op === "memo") this.store.memo = m.before;
    this.host.redraw([], true);
  }
}
