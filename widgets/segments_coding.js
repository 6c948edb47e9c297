// @ts-check
// What is done to passages: codes given, taken off and turned into others, feelings, memos, undo.
import { called, count, feeling, named } from "./core.js";
import { gathered, underway } from "./segments_core.js";
import { RecodeBox } from "./segments_recode.js";

const NO_CLAIM = ["stage", "emotion"];
export const MOST_AT_ONCE_HERE = 10000;

/** The half of the view that acts; what asks and shows is built on it. */
export class SegmentsCoding {
  /** @param {import("./session.js").Session} session */
  constructor(session) {
    this.session = session;
    /** @type {Map<string, string>} passages that are selected, with their versions */ this.selected = new Map();
    /** @type {string} the code in hand: feeling, against and memo are about it, Delete removes it */ this.code_ = "";
    /** @type {number|null} */ this.nextFeeling = null;
    this.nextAgainst = false;
    /** @type {{ids:string[], was:string, passages:[string, string][]}} */ this.memoAbout = { ids: [], was: "", passages: [] };
    /** @type {RecodeBox|null} */ this.box = null;
  }

  /** @param {any} p */
  codings(p) { return underway(p, this.outbox?.waiting ?? [], this.head.coder); }

  /** Codes on what is selected, as far as it is here. */
  here() {
    const rows = this.targets().slice(0, 2000).map(([id]) => this.list.blocks.find(id)).filter((p) => !!p);
    return gathered(rows.map((p) => this.codings(p)));
  }

  /** `c`: one passage is coded at once, many are seen first. */
  code() {
    if (this.waits("coded")) return;
    if (!this.targets().length) { this.say("Move to a passage first"); return; }
    if (this.selected.size > 1) this.recode("add");
    else this.detail.open("");
  }

  /** @param {{code?:string, name?:string}} what */
  apply(what) {
    if (this.waits("coded")) { this.focus(); return; }
    const passages = this.targets();
    if (!passages.length) { this.say("Move to a passage first"); this.focus(); return; }
    if (passages.length > 1) { this.recode("add"); return; }
    const code = what.code ? this.store.codes.get(what.code) : undefined, label = code ? called(code, code.id) : what.name ?? "";
    const here = this.list.blocks.find(passages[0][0]), has = here && code && this.codings(here).find((c) => c.mine && c.code === code.id && !c.part);
    if (has) { this.remove(has); return; }
    const against = this.nextAgainst && !NO_CLAIM.includes(code?.family ?? named(what.name ?? "")[0]);
    const message = { op: "add", id: this.session.number(), ...what, passages, valence: this.nextFeeling ?? code?.valence ?? null, stance: against ? "against" : "for" };
    if (against) this.nextAgainst = false;
    this.nextFeeling = null;
    this.outbox.act(message);
    this.code_ = /** @type {any} */ (message).meant;
    this.focus();
    this.say(`Coded as ${against ? "against " : ""}${label}; the same again takes it off`);
    this.drawState();
  }

  /** @param {"add"|"swap"|"remove"} way */
  recode(way) {
    if (this.waits("recoded")) return;
    const passages = this.targets();
    if (!passages.length) { this.say("Move to a passage first"); return; }
    if (passages.length > MOST_AT_ONCE_HERE) { this.say(`More than ${MOST_AT_ONCE_HERE.toLocaleString("en-GB")} passages at once; narrow the query first`); return; }
    if (this.box) return;
    this.looking.wait("Still looking at what there is to recode", { op: "plan", way: "codes", passages }, (m) => {
      if (this.box) return;
      this.box = new RecodeBox(this.frame.el, this.session.uid, passages, m.codes, way, this.code_, {
        codes: () => [...this.store.codes.values()], codeOf: (id) => this.store.codes.get(id), plan: (ask, done) => this.question({ op: "plan", ...ask }, done), close: () => this.close(),
        go: (what, found) => {
          this.close();
          this.outbox.act({ op: "recode", id: this.session.number(), ...what });
          this.say({ add: "Coded", swap: "Recoded", remove: "Took a code off" }[/** @type {"add"|"swap"|"remove"} */ (what.way)] + ` ${count(found.changes, "passage")}; Ctrl Z takes it back`);
          this.drawState();
        },
      });
    });
  }

  close() {
    this.box?.dispose();
    this.box = null;
    this.focus();
  }

  mine() { return this.here().find((c) => c.mine && c.code === this.code_); }

  /** The code feeling and memo are about: the one in hand, or the last of mine here. */
  hand() { return this.mine() ?? this.here().filter((c) => c.mine && !c.part).at(-1) ?? this.here().filter((c) => c.mine).at(-1); }

  nextHand() {
    if (this.waits("taken in hand")) return;
    const all = this.here().filter((c) => c.mine), at = all.findIndex((c) => c.code === this.code_);
    if (!all.length) { this.say("No code of yours here"); return; }
    this.code_ = all[(at + 1) % all.length].code;
    this.say(`${this.nameOf(this.code_)} in hand: feeling, memo and Delete are about it`);
    this.list.draw();
    this.drawState();
  }

  /** @param {any} one @param {any} changes */
  edit(one, changes) {
    if (!this.within()) return;
    this.outbox.act({ op: "edit", id: this.session.number(), codings: one.ids, changes });
    this.drawState();
  }

  /** Whether all that is selected is on this page: what is not here would silently be left as it is. */
  within() {
    const all = this.targets().every(([id]) => !!this.list.blocks.find(id));
    if (!all) this.say("Some of the selected passages are not on this page: select fewer, or use r, which reaches all of them");
    return all;
  }

  /** @param {number} v */
  feel(v) {
    if (this.waits("changed")) return;
    const c = this.mine() ?? (this.here().filter((x) => x.mine).length === 1 ? this.hand() : undefined);
    if (!c) { this.nextFeeling = this.nextFeeling === v ? null : v; this.say(this.nextFeeling == null ? "No feeling for the next code" : `Feeling ${feeling(v)} for the next code; h takes one of the codes here in hand`); this.drawState(); return; }
    this.code_ = c.code;
    const next = c.valence === v ? null : v;
    this.edit(c, { valence: next });
    this.say(next == null ? `No feeling on ${this.nameOf(c.code)}` : `Feeling ${feeling(v)} on ${this.nameOf(c.code)}`);
  }

  /** @param {1|-1} step */
  feelBy(step) {
    if (this.waits("changed")) return;
    const c = this.mine(), now = c ? c.valence : this.nextFeeling, v = Math.max(-2, Math.min(2, (now ?? 0) + step));
    if (v !== now) this.feel(v);
  }

  against() {
    if (this.waits("changed")) return;
    const able = (/** @type {any} */ c) => c?.mine && !NO_CLAIM.includes(this.store.codes.get(c.code)?.family ?? "");
    const c = able(this.mine()) ? this.mine() : this.here().filter(able).at(-1);
    if (!c) { this.nextAgainst = !this.nextAgainst; this.say(this.nextAgainst ? "The next pain, need or delight is coded as contradicted by these words" : "The next code is for, as usual"); this.drawState(); return; }
    this.code_ = c.code;
    const stance = c.stance === "against" ? "for" : "against";
    this.edit(c, { stance });
    this.say(`These words speak ${stance} ${this.nameOf(c.code)}`);
  }

  /** @param {any} [one] the coding to take away; the one in hand if not given */
  remove(one = this.hand()) {
    if (this.waits("removed")) return;
    if (!one) { this.say("No code of yours here"); return; }
    if (this.selected.size > 1) { this.code_ = one.code; this.recode("remove"); return; }
    const ids = one.ids ?? [one.id];
    this.outbox.act({ op: "remove", id: this.session.number(), codings: ids });
    this.say(`Removed ${this.nameOf(one.code)}${ids.length > 1 ? ` from ${count(ids.length, "passage")}` : ""}; Ctrl Z brings it back`);
    this.code_ = "";
    this.drawState();
    this.focus();
  }

  /** @param {string} code */
  nameOf(code) { return called(this.store.codes.get(code), code); }

  /** To the memo of the code that one is on. */
  memo() { if (!this.waits("opened")) this.detail.toMemo(); }

  /** @param {string} text */
  saveMemo(text) {
    const { ids, was } = this.memoAbout;
    if (text === was) return;
    if (!this.within()) return;
    if (!ids.length) { this.say("A memo belongs to a code of yours: code these words first"); return; }
    this.memoAbout = { ...this.memoAbout, was: text };
    this.outbox.act({ op: "edit", id: this.session.number(), codings: ids, changes: { memo: text } });
    this.drawState();
  }

  /** @param {"undo"|"redo"} op */
  history(op) {
    if (this.outbox.failed) { this.say("First retry or give up what was not saved"); return; }
    const id = this.session.number();
    this.undoing.set(id, this.steps); // to where it was one goes unless one has gone on
    this.outbox.act({ op, id });
  }
}
