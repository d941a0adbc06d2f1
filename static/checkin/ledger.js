// What this device knows and has done, shared by all tabs: the store, and the book made of it.
//   await ledger.open(id) · ledger.book · ledger.waiting (every seminar's) · ledger.waitingOf(id) · ledger.others the ids of other seminars for which acts wait
//   ledger.nameOf(id) · ledger.trouble "" | "denied" | "full" | "restored" · ledger.keep(act) throws when the disk refuses · ledger.take(acts) of a file, as well
//   ledger.note(act) one that is answered · ledger.settle(answers) · ledger.download(record) · ledger.drop(scan ids) · ledger.forget(id) one seminar's, or everything
//   ledger.expire() lists whose time has passed · ledger.isOver the own one has gone so · ledger.leftOf(record) milliseconds that one may stay
//   ledger.lostInAll acts that this browser has cleared before they were sent · ledger.lostCount of these, what nobody has confirmed · ledger.confirmLoss()
//   ledger.hear(ahead) by how much the server's clock is ahead of this device's · ledger.ahead as it was last heard
// An event "change" follows each change, also one made in another tab.
import { Book } from "./book.js";
import { say } from "./door.js";
import * as store from "./store.js";

// These outlive a storage that the browser has cleared.
const COOKIE = "door-waiting";
const LOST = "door-lost"; // of this seminar: how many in all, and how many of these somebody has confirmed
const LOST_KEPT = 3 * 86400;
const KEPT_WITHIN = 30_000;

// What only setting it anew changes: the clock on the wall less one that only runs.
const skew = () => Date.now() - performance.now();

class Ledger extends EventTarget {
  book = new Book();
  known = [];
  waiting = [];
  seminars = new Map();
  trouble = "";
  isOver = false;
  lostInAll = 0;
  lostCount = 0;
  missed = new Set();

  async open(id) {
    this.id = id;
    this.tabs = self.BroadcastChannel && new BroadcastChannel("door");
    if (this.tabs) this.tabs.onmessage = ({ data: what }) => this.read(what);
    const [, all = 0, confirmed = 0] = document.cookie.match(/door-lost=(\d+)\.(\d+)/) || [];
    [this.lostInAll, this.lostCount] = [Number(all), all - confirmed];
    const promised = Number(document.cookie.match(/door-waiting=(\d+)/)?.[1] || 0);
    await this.read();
    if (promised > this.waiting.length && this.trouble !== "denied") this.lost(promised - this.waiting.length);
    navigator.storage?.persist?.().catch(() => {});
  }

  async read(what = "roster") {
    if (what === "forgotten") this.waiting = [];
    try {
      await this.mend();
      if (what !== "acts") await this.readRosters();
      const acts = await store.acts();
      this.book = new Book(this.record, acts);
      this.known = acts;
      this.waiting = acts.filter((act) => act.waiting);
      if (this.trouble === "restored" && !this.waiting.length) this.trouble = "";
    } catch {
      this.trouble = "denied";
    }
    this.remember();
    this.dispatchEvent(new Event("change"));
  }

  // A storage that was cleared under this page has neither its list nor what waits: both are still here, and go back.
  async mend() {
    if (!this.waiting.length || !this.record?.roster) return;
    const kept = new Set((await store.acts()).map((act) => act.scan_id));
    const gone = this.waiting.filter((act) => !kept.has(act.scan_id));
    if (!gone.length || (await store.rosters()).some(({ id }) => id === this.id)) return;
    try {
      await store.addActs(gone.map(({ seq, ...act }) => act));
      await store.putRoster(this.record);
      Object.assign(this, { trouble: "restored", restoredCount: gone.length });
    } catch {
      const missed = gone.filter((act) => !this.missed.has(act.scan_id));
      for (const act of missed) this.missed.add(act.scan_id);
      this.lost(missed.length);
    }
  }

  async readRosters() {
    const all = await store.rosters();
    const before = this.record;
    this.record = all.find((record) => record.id === this.id) || { id: this.id };
    this.isOver = !this.record.roster && (this.isOver || Boolean(before?.roster && this.leftOf(before) < 0));
    this.seminars = new Map(all.map(({ id, roster }) => [id, roster?.seminar]));
  }

  waitingOf(id) {
    return this.waiting.filter((act) => act.seminar_id === id);
  }

  get others() {
    return [...new Set(this.waiting.map((act) => act.seminar_id))].filter((id) => id !== this.id);
  }

  nameOf(id) {
    const { issue_no, title } = this.seminars.get(id) || {};
    return [issue_no && say("issue", { n: issue_no }), title].filter(Boolean).join(" ") || say("nameless", { n: id });
  }

  keep(act) {
    return this.take([{ seminar_id: this.id, ...(this.isClockKept && { ahead: Math.round(this.ahead) }), ...act }]);
  }

  hear(ahead) {
    Object.assign(this, { ahead, heardAt: skew() });
  }

  // Whether this device's clock runs as it did when the server's was heard. One that slept meanwhile may look set anew: then nothing is said.
  get isClockKept() {
    return this.heardAt !== undefined && Math.abs(skew() - this.heardAt) < KEPT_WITHIN;
  }

  // How many of them are new here.
  async take(acts) {
    let fresh = 0;
    try {
      await this.mend();
      fresh = await store.addActs(acts.map((act) => ({ waiting: 1, ...act })));
    } catch (error) {
      this.trouble = "full";
      this.dispatchEvent(new Event("change"));
      throw error;
    }
    if (this.trouble === "full") this.trouble = "";
    await this.changed("acts");
    return fresh;
  }

  // What the server has answered at once: not to be sent, but to be known here when the net goes.
  note(act) {
    if (this.isForgotten) return null;
    return store.addActs([{ seminar_id: this.id, waiting: 0, answered_at: Date.now(), ...act }]).then(() => this.changed("acts"), () => {});
  }

  async settle(answers) {
    await store.settle(answers, this.record?.asked_at || 0);
    await this.changed("acts");
  }

  async download(record) {
    await this.mend();
    if (this.isForgotten) return;
    await store.putRoster({ ...record, id: this.id });
    await store.settle(new Map(), record.asked_at);
    await this.changed("roster");
  }

  async drop(ids) {
    await store.dropActs(ids);
    this.waiting = this.waiting.filter((act) => !ids.has(act.scan_id));
    await this.changed("acts");
  }

  // What was asked for before comes too late to be written after.
  async forget(id) {
    this.isForgotten ||= !id || id === this.id;
    this.waiting = [];
    await store.forget(id);
    this.trouble = "";
    await this.changed("forgotten");
  }

  // By the server's clock: this device's own may have been put right, or wrong, since the list came.
  leftOf({ until, ahead = 0 }) {
    return until + ahead - (Date.now() + (this.ahead ?? ahead));
  }

  async expire() {
    const all = await store.rosters().catch(() => []);
    const old = all.filter((record) => this.leftOf(record) < 0).map((record) => record.id);
    if (!old.length) return;
    await store.expire(old);
    await this.changed("roster");
  }

  // The own list goes before its time; what waits stays.
  async giveUp() {
    this.isForgotten = true;
    await store.expire([this.id]);
    await this.changed("roster");
  }

  async changed(what) {
    await this.read(what);
    this.tabs?.postMessage(what);
  }

  lost(count) {
    this.lostInAll += count;
    this.lostCount += count;
    this.rememberLoss();
  }

  confirmLoss() {
    this.lostCount = 0;
    this.rememberLoss();
  }

  rememberLoss() {
    document.cookie = `${LOST}=${this.lostInAll}.${this.lostInAll - this.lostCount}; path=/door/${this.id}; max-age=${LOST_KEPT}; samesite=lax`;
    this.dispatchEvent(new Event("change"));
  }

  remember() {
    const forgets = this.waiting.length ? 86400 : 0;
    document.cookie = `${COOKIE}=${this.waiting.length}; path=/door; max-age=${forgets}; samesite=lax`;
  }
}

export const ledger = new Ledger();
