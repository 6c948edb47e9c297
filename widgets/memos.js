// @ts-check
// What a memo is about: the coding at the caret, its code, who speaks, the transcript. One box for all, and it says which.
import { called } from "./core.js";

/** @typedef {{key:string, kind:string, about:string, name:string, text:string}} About */

export class Memos {
  /** @param {import("./view.js").View} view */
  constructor(view) {
    this.view = view;
    this.kind = ""; // chosen here, until the caret moves or one comes from the text again; empty: the coding if there is one, else the transcript
    /** @type {{kind:string, about:string}} what the box holds now */ this.now = { kind: "source", about: view.head.source };
  }

  /** @returns {About[]} what a memo can be about here, the usual first */
  abouts() {
    const { view } = this, { store } = view, c = view.mine(), any = c ?? view.onSelection().at(-1);
    const on = (/** @type {string} */ kind, /** @type {string} */ about, /** @type {string} */ name, /** @type {string} */ text) => ({ key: `${kind}\n${about}`, kind, about, name, text });
    const kept = (/** @type {string} */ kind, /** @type {string} */ about, /** @type {string} */ name) => on(kind, about, name, store.memos.get(`${kind}\n${about}`) ?? "");
    const who = store.turns[store.place.get(view.text.now ?? -1) ?? -1]?.who ?? (view.head.people.length === 1 ? view.head.people[0] : null);
    return [
      ...(c ? [on("coding", c.id, `this coding: ${view.nameOf(c)}`, c.memo)] : []),
      kept("source", view.head.source, "this transcript"),
      ...(any ? [kept("code", any.code, `the code ${called(store.codes.get(any.code), any.code)}`)] : []),
      ...(who ? [kept("participant", who, `participant ${who}`)] : []),
    ];
  }

  /** What the panel shows. While somebody writes, the box stays about what it was. @param {boolean} writing */
  state(writing) {
    const all = this.abouts(), one = all.find((a) => a.kind === this.kind) ?? all[0];
    if (!writing) this.now = { kind: one.kind, about: one.about };
    return { memo: one.text, memoOf: one.key, abouts: all.map((a) => ({ key: a.key, words: `${a.name}${a.text ? " ✎" : ""}` })) };
  }

  /** From the text: on the usual. The browser tells late that the caret is back, maybe after the key was pressed, and what was
   * chosen for the memo before would hold for this one. */
  open() {
    this.kind = "";
    this.view.drawState();
    this.view.panel.toMemo();
  }

  /** @param {string} key */
  choose(key) {
    this.kind = key.split("\n")[0];
    this.view.drawState();
    this.view.panel.memo.focus();
  }

  /** @param {string} text */
  save(text) {
    const { view } = this, { kind, about } = this.now;
    if (kind === "coding") {
      const c = view.store.codings.get(view.store.name(about));
      if (c && text !== c.memo) view.edit(c, { memo: text });
    } else if (text !== (view.store.memos.get(`${kind}\n${about}`) ?? "")) view.act({ op: "memo", id: view.session.number(), kind, about, text });
    view.drawState();
  }
}
