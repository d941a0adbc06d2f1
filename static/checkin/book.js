// The list of the door as this device knows it: the roster it has downloaded, with its own acts on top. Pure: no page, no store.
//   const book = new Book(record, acts)    record {id, roster, asked_at, ahead} of the store, or nothing yet
//   book.shutFor(moment)  →  why no guest is registered here then: "seminar_off" | "closed" | "past" | ""
//   book.momentOf(act) · book.asked_at  when an act happened, and when the list was asked for, by the server's clock as far as this device has heard it
//   book.judge({hash} | {code_hash} | {attendee_id})  →  {outcome, person, at, desk}, in the server's words (rules.Outcome)
const CLOSED = "closed";
const OFF = "cancelled";
const STATES = ["cancelled", "confirmed", "waiting", "pending"];
const LETS_IN = ["ok", "unknown"]; // who is in no list is noted, and let in

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const markOf = (seen) => seen.hash || seen.code_hash;

export class Book {
  sameAs = new Map(); // guests who were registered twice, by the id of the second act

  constructor(record, acts = []) {
    const roster = record?.roster;
    Object.assign(this, { id: record?.id, roster, seminar: roster?.seminar, firms: [...(roster?.firms || [])], kept_at: record?.asked_at || 0, ahead: record?.ahead || 0 });
    this.people = (roster?.people || []).map((row) => this.listed(row));
    this.gone = new Map(roster?.gone || []);
    this.acts = acts.filter((act) => act.seminar_id === this.id);
    this.index();
    for (const act of this.acts) if (act.waiting || act.answered_at >= this.kept_at) this.apply(act);
  }

  get isReady() {
    return Boolean(this.roster);
  }

  // How many the list had that was downloaded; `people` has the guests of this door as well.
  get downloaded() {
    return this.roster?.people.length || 0;
  }

  get asked_at() {
    return this.kept_at + this.ahead;
  }

  momentOf({ at, ahead = this.ahead }) {
    return new Date(Date.parse(at) + ahead).toISOString();
  }

  get waiting() {
    return this.acts.filter((act) => act.waiting);
  }

  // -- asked at the door

  judge(seen) {
    if (this.isShut) return { outcome: this.isShut };
    const found = this.told(seen);
    return this.hall.isFull && LETS_IN.includes(found.outcome) ? { ...found, outcome: "hall_full" } : found;
  }

  get isShut() {
    if (this.seminar.state === OFF) return "seminar_off";
    return this.seminar.is_open ? "" : CLOSED;
  }

  // By the server's clock, which is `ahead` of this device's.
  shutFor(moment) {
    return this.isShut || (moment + this.ahead >= Date.parse(this.seminar.ends_at) ? "past" : "");
  }

  // Whoever the hall has room for.
  told(seen) {
    const person = this.find(seen);
    if (!person) return { outcome: this.gone.get(markOf(seen)) || "unknown" };
    if (person.arrived_at) return person.left_at ? { outcome: "ok", person } : { outcome: "already", person, at: person.arrived_at, desk: person.desk };
    const outcome = { confirmed: "ok", waiting: "waiting", pending: "unknown" }[person.state] || "cancelled";
    return { outcome, person };
  }

  find(seen) {
    if (seen.attendee_id) return this.byId.get(seen.attendee_id);
    return this.byMark.get(markOf(seen));
  }

  // Whether a ticket with this mark is or was of this seminar.
  knows(seen) {
    return Boolean(this.find(seen)) || this.gone.has(markOf(seen));
  }

  team(firm) {
    const all = this.people.filter((person) => person.firm === firm && person.state === "confirmed");
    return all.sort((a, b) => compare(a.initials.replaceAll("|", " "), b.initials.replaceAll("|", " ")) || compare(a.name, b.name));
  }

  // Enterprises with somebody still absent, the largest first; `text` is part of a name.
  teams(text = "") {
    const fits = this.firms.map((name, firm) => ({ name, firm, all: this.team(firm) })).filter((one) => one.name.includes(text.trim()));
    const counted = fits.map((one) => ({ ...one, arrived: one.all.filter((person) => person.arrived_at).length }));
    return counted.filter((one) => one.arrived < one.all.length).sort((a, b) => b.all.length - a.all.length);
  }

  get arrived() {
    return this.people.filter((person) => person.arrived_at);
  }

  // How many the hall holds (0: nobody has said), and how many are in it as far as this device knows.
  get hall() {
    const holds = this.seminar.hard_limit || 0;
    const noted = new Set(this.waiting.filter((act) => act.kind === "scan" && act.outcome === "unknown").map((act) => act.attendee_id || markOf(act)));
    const inside = this.people.filter((person) => person.arrived_at && !person.left_at).length + noted.size;
    return { holds, inside, isFull: holds > 0 && inside >= holds };
  }

  // Of the places given out, or of the hall where that holds fewer.
  get seatsLeft() {
    const left = this.seminar.seats_left - this.waiting.filter((act) => act.kind === "walk_in").length;
    const { holds, inside } = this.hall;
    const seated = this.people.filter((person) => person.state === "confirmed").length;
    return Math.max(holds ? Math.min(left, holds - Math.max(seated, inside)) : left, 0);
  }

  get inLine() {
    return this.people.filter((person) => person.state === "waiting").length;
  }

  // As the roster has them, with what this device knows better: for lookup.js.
  get rows() {
    return this.people.map(({ hash, attendee_id, name, firm, state, arrived_at, desk, code, tail, initials }) => [hash, attendee_id, name, firm, state, arrived_at, desk, code, tail, initials]);
  }

  // -- what this device did itself

  apply(act) {
    const person = this.find(act) || this.byId.get(act.of);
    if (act.kind === "undo" && person) person.arrived_at = null;
    if (act.kind === "out" && person) person.left_at = this.momentOf(act);
    if (act.kind === "walk_in" && act.outcome === "ok" && !this.byId.has(act.attendee_id)) this.welcome(act);
    else if (act.outcome === "ok" && person) this.arrive(person, act);
  }

  arrive(person, act) {
    person.left_at = null;
    person.arrived_at ||= this.momentOf(act);
    person.desk ||= act.desk;
  }

  // A guest registered at this door, whom no roster has yet; `from` is the place they had in the line.
  // Registered at two desks with one number, they are one person.
  welcome(act) {
    const { scan_id, attendee_id, name, enterprise, desk, from, number } = act;
    const before = this.byId.get(from);
    if (before) before.state = "cancelled";
    const same = number !== undefined && this.people.find((person) => person.number === number && person.name === name);
    if (same) {
      this.sameAs.set(scan_id, same);
      this.byId.set(scan_id, same);
      return this.arrive(same, act);
    }
    let firm = this.firms.indexOf(enterprise);
    if (firm < 0) firm = this.firms.push(enterprise) - 1;
    this.people.push({ hash: "", attendee_id: attendee_id || scan_id, name, firm, enterprise, state: "confirmed", arrived_at: this.momentOf(act), desk, number, code: "", tail: "", initials: "" });
    this.index();
  }

  // A row of the roster: moments are seconds after the beginning, desks and firms places in lists; `left` only of who is out.
  listed([hash, attendee_id, name, firm, state, arrived, desk, code, tail, initials, left = ""]) {
    const moment = (seconds) => (seconds === "" ? null : new Date(Date.parse(this.seminar.starts_at) + seconds * 1000).toISOString());
    const arrived_at = moment(arrived);
    return { hash, attendee_id, name, firm, enterprise: this.firms[firm], state: STATES[state], arrived_at, left_at: moment(left), desk: arrived_at ? this.roster.desks[desk] || "" : "", code, tail, initials };
  }

  index() {
    this.byId = new Map([...this.people.map((person) => [person.attendee_id, person]), ...this.sameAs]);
    this.byMark = new Map(this.people.flatMap((person) => [person.hash, person.code].map((mark) => [mark, person])));
    for (const [mark, attendee_id] of this.roster?.also || []) this.byMark.set(mark, this.byId.get(attendee_id));
    this.byMark.delete(""); // somebody without a ticket
  }
}
