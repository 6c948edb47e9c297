// @ts-check
// Questions to Python that change nothing. Each waits for its answer, and somebody is told where none comes.

const EVER_SHOWN = ["look", "rows"]; // what is shown when it comes, however late

/** @typedef {{done:(m:any)=>void, failed?:()=>void, timer:any}} Ask */

export class Asks {
  /** @param {{number:()=>string, send:(message:any)=>void}} session @param {number} patience in milliseconds @param {(why:string)=>void} trouble */
  constructor(session, patience, trouble) {
    this.session = session;
    this.patience = patience;
    this.trouble = trouble;
    /** @type {Map<string, Ask>} */ this.open = new Map();
  }

  dispose() { for (const { timer } of this.open.values()) clearTimeout(timer); }

  /** @param {any} message @param {(m:any) => void} done @param {() => void} [failed] */
  ask(message, done, failed) {
    const id = this.session.number();
    const lost = () => {
      if (!EVER_SHOWN.includes(message.op)) this.open.delete(id);
      failed?.();
      this.trouble("The kernel has not answered; it is busy or gone");
    };
    this.open.set(id, { done, failed, timer: setTimeout(lost, this.patience) });
    try { this.session.send({ ...message, id }); } catch { this.settled(id); lost(); }
  }

  /** The question of that number, which waits no more; nothing if it is none of ours. @param {string} id @returns {Ask|undefined} */
  settled(id) {
    const ask = this.open.get(id);
    clearTimeout(ask?.timer);
    this.open.delete(id);
    return ask;
  }

  /** Python refuses something. @param {{id:string, why:string}} m @returns {boolean} whether that was a question of ours */
  refused(m) {
    const ask = this.settled(m.id);
    if (!ask) return false;
    ask.failed?.();
    this.trouble(m.why);
    return true;
  }
}
