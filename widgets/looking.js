// @ts-check
// Which list is shown, and how another takes its place: at once and with its rows. Until they are here the old one stays, and
// keys act on what one sees. Nothing is done to what one is on while Python looks for where to go: it would be done elsewhere.

const BEYOND = 8;

/** @typedef {{answer?:string, passage?:string, group?:string}} Place an entry, or the heading of a group; nothing: the top */
/** @typedef {{root:HTMLElement, at:number, entries:number, anchor:number, move:(i:number)=>void, say:(words:string)=>void}} Where who shows the list, and where in it one is */
/** @typedef {{rows:any, key:"answer"|"passage", ask:(message:any, done:(m:any)=>void, failed:()=>void)=>void, asked:(look:any)=>void, refused?:(look:any, m:any)=>boolean,
 *   listed:(look:any, m:any, before:any)=>void}} LookActs `asked` hears what was asked for last, `refused` says whether Python does not understand it, `listed` draws what is not rows */

export class Looking {
  /** @param {Where} view @param {any} look what is looked at first @param {LookActs} acts */
  constructor(view, look, acts) {
    this.view = view;
    this.acts = acts;
    this.look = look; // of the list that is shown
    this.asked = look; // last
    this.number = 0; // of the list that is shown; none is at first
    /** @type {any} */ this.much = null; // what Python said of it
    /** @type {any[]} rows of a list that is about to be shown */ this.coming = [];
    /** @type {{look:any, keep?:Place}|null} */ this.wanted = null;
    this.busy = false; // Python makes a list
    this.wish = 0; // how often one was asked for: only the last one counts
    this.going = ""; // what Python looks for, to go there
    this.trip = 0;
    this.choosing = false; // which rows a selection has is being asked
    this.choice = 0;
  }

  /** Rows that one sees above and below the one that one is on. */
  get around() { return Math.ceil(this.acts.rows.view / this.acts.rows.track.row) + BEYOND; }

  /** What one is on. */
  get now() { return this.acts.rows.blocks.get(this.view.at); }

  /** The place of an entry. @param {any} entry @returns {Place} */
  place(entry) { return !entry ? {} : "id" in entry ? { [this.acts.key]: entry.id } : { group: entry.group }; }

  // Another list ------------------------------------------------------------------------------------------------------

  /** Ask for another list; while one is under way, only the last wish counts. @param {any} look @param {Place} [keep] where to be then, if not where one is */
  ask(look, keep) {
    this.asked = look;
    this.acts.asked(look);
    this.wanted = { look, keep };
    if (!this.busy) this.next();
  }

  next() {
    const { look, keep } = /** @type {any} */ (this.wanted), at = keep ?? this.place(this.now), wish = ++this.wish;
    this.wanted = null;
    this.busy = true;
    this.view.root.setAttribute("aria-busy", "true");
    this.acts.ask({ op: "look", look, ...at, around: this.around }, (m) => { if (wish === this.wish) this.came(look, m, at, !keep); }, () => { if (wish === this.wish) this.over(); });
  }

  /** Python makes no such list, or not soon: the one that is shown stays. */
  over() {
    this.rest();
    this.asked = this.look;
    this.acts.asked(this.look); // the same can be asked for again
    if (this.wanted) this.ask(this.wanted.look, this.wanted.keep);
  }

  rest() {
    this.busy = false;
    this.coming = [];
    this.view.root.removeAttribute("aria-busy");
  }

  /** A list is here, with rows around where one was: but one may have moved on. @param {any} look @param {any} m @param {Place} was @param {boolean} follow */
  came(look, m, was, follow) {
    if (this.wanted) { this.next(); return; }
    if (this.acts.refused?.(look, m)) { this.over(); return; }
    const now = this.place(this.now), same = (/** @type {Place} */ p) => JSON.stringify(p) === JSON.stringify(now);
    if (follow && this.now && !same(was)) {
      const k = m.rows.findIndex((/** @type {any} */ row) => same(this.place(row)));
      if (k < 0) { this.follow(look, m, now); return; }
      m.at = m.from + k;
    }
    this.rest();
    this.show(look, m);
  }

  /** Where in the new list is what one moved to? @param {any} look @param {any} m @param {Place} now */
  follow(look, m, now) {
    const wish = this.wish;
    this.coming = m.rows;
    this.acts.ask({ op: "seek", list: m.list, ...now, around: this.around }, (found) => { if (wish === this.wish) this.came(look, found.at == null ? m : { ...m, ...found }, now, true); },
      () => { if (wish === this.wish) this.over(); });
  }

  /** @param {any} look @param {any} m */
  show(look, m) {
    const { view, acts: { rows } } = this;
    this.number = m.list;
    this.much = m;
    view.entries = m.entries;
    view.at = Math.max(0, Math.min(view.entries - 1, m.at ?? (m.rows[0] && "group" in m.rows[0] ? 1 : 0)));
    view.anchor = -1;
    if (m.at == null) rows.track.top = 0;
    const before = this.look;
    this.look = look;
    this.acts.listed(look, m, before);
    rows.reset(view.entries, !!look.group, view.at, m);
    view.move(view.at);
  }

  // Rows of it --------------------------------------------------------------------------------------------------------

  /** @param {number} block */
  rows(block) {
    const { blocks } = this.acts.rows, list = this.number, from = block * blocks.size;
    if (!list) { blocks.asked.delete(block); return; }
    this.acts.ask({ op: "rows", list, from, to: from + blocks.size }, (m) => {
      if (m.list !== this.number) return;
      if (m.gone) { this.ask(this.asked); return; }
      this.acts.rows.blocks.put(m.from, m.rows);
      if (m.from <= this.view.at && this.view.at < m.from + m.rows.length) this.view.move(this.view.at);
      else this.acts.rows.draw();
    }, () => { if (list === this.number) blocks.asked.delete(block); });
  }

  // Going where Python says -------------------------------------------------------------------------------------------

  /** Have Python look for something, and do nothing else meanwhile. @param {string} words @param {any} message @param {(m:any) => void} done */
  wait(words, message, done) {
    const trip = ++this.trip;
    this.going = words;
    this.acts.ask(message, (m) => { if (trip === this.trip) { this.going = ""; done(m); } }, () => { if (trip === this.trip) this.going = ""; });
  }

  /** Do not go there any more: somebody went elsewhere. */
  stay() {
    this.trip += 1;
    this.going = "";
  }

  /** Look for the next answer of a kind, in the order that is shown. @param {any} what @param {(m:any) => void} done */
  seek(what, done) {
    this.wait("Still looking for the next answer", { op: "seek", list: this.number, from: this.view.at, around: this.around, ...what }, (m) => {
      if (m.list !== this.number) this.seek(what, done); // another list came first: what is next there?
      else if (m.gone) { this.view.say("The list is made anew; try again when it is here"); this.ask(this.asked); }
      else done(m);
    });
  }

  /** Go to where something was done, if one did not go on meanwhile. @param {Place} place @param {() => boolean} still */
  back(place, still) {
    this.acts.ask({ op: "seek", list: this.number, ...place, around: this.around }, (m) => { if (m.at != null && m.list === this.number && still()) this.arrive(m); }, () => {});
  }

  /** Go where Python said, with the rows it sent. @param {any} m */
  arrive(m) {
    if (m.rows) this.acts.rows.blocks.put(m.from, m.rows);
    this.view.anchor = -1;
    this.view.move(m.at);
  }

  // Selecting ---------------------------------------------------------------------------------------------------------

  /** Select what is not here. @param {number} from @param {number} to @param {(ids:[string, string][]) => void} done */
  choose(from, to, done) {
    const choice = ++this.choice, last = () => choice === this.choice;
    this.choosing = true;
    this.acts.ask({ op: "ids", list: this.number, from, to: to + 1 }, (m) => {
      if (!last()) return;
      this.choosing = false;
      if (m.gone || m.list !== this.number) this.view.say("The list is another now: nothing more was selected");
      else done(m.ids);
    }, () => { if (last()) this.choosing = false; });
  }

  /** What is selected is what is here now, not what was asked for. */
  chosen() {
    this.choice += 1;
    this.choosing = false;
  }

  /** Say that what one is about to act on is not known yet, if so. @param {string} done what was not done @param {number} selected how many are @returns {boolean} */
  waits(done, selected) {
    const coming = !selected && !this.now && (this.view.entries || !this.number);
    const why = this.going || (this.choosing ? "Still selecting" : coming ? `This ${this.acts.key} is still coming` : "");
    if (why) this.view.say(`${why}: nothing was ${done}`);
    return !!why;
  }
}
