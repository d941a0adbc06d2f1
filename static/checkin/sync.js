// Keeps this device and the server of one mind, by itself: the roster every minute, waiting acts at once, on "online", every 30 s.
//   sync.start() · sync.push() · sync.pull() · sync.mode "online" | "offline" | "signed_out" | "barred" | "stale" | "wiped" · events "change", "pulled" after each look for the list
//   sync.isDismissed  the server says that this device is a desk no more; else a wiped one only heard nothing for too long
//   sync.handedOver  how many acts of such a device were given to the organizer, since the page was opened
//   sync.refused  ids of other seminars whose queue was not taken: this browser may not enter there (any more)
// Several tabs share one queue: the one that holds the lock sends it.
import { door, newId } from "./door.js";
import { ledger } from "./ledger.js";
import { fetchRoster, hand, prepare, Refused, Unreachable } from "./send.js";
import { wire } from "./wire.js";

const ROSTER_EVERY = 60_000;
const PUSH_EVERY = 30_000;
const PROBE_EVERY = 8_000;
const BATCH = 100;

class Sync extends EventTarget {
  mode = navigator.onLine ? "online" : "offline";
  sent = 0;
  isDismissed = false;
  handed = new Set();
  refused = new Set();

  start() {
    addEventListener("online", () => this.probe());
    addEventListener("offline", () => this.turn("offline"));
    document.addEventListener("visibilitychange", () => document.hidden || this.pull());
    setInterval(() => this.pull(), ROSTER_EVERY);
    setInterval(() => ledger.waiting.length && this.push(), PUSH_EVERY);
    setInterval(() => this.isInDoubt && !document.hidden && this.probe(), PROBE_EVERY);
    prepare();
    return this.probe();
  }

  turn(mode) {
    if (this.mode === mode || (this.mode === "wiped" && mode === "offline")) return; // nobody who is silent gives it back
    this.mode = mode;
    this.dispatchEvent(new Event("change"));
  }

  // An answer may come after the network went: while the browser says that it is cut off, one is not taken for a minute.
  get isInDoubt() {
    return this.mode !== "online" || !navigator.onLine;
  }

  async probe() {
    await this.push();
    await this.pull();
  }

  // -- the roster

  // The server is asked first: a list goes by this device's clock only where nobody else can say that its time is over.
  async pull() {
    const asked_at = Date.now();
    await this.guarded(async () => {
      const { lasts, ...fresh } = await fetchRoster(ledger.record?.etag, { "X-Queue": ledger.waitingOf(ledger.id).length, "X-Page": door.dataset.revision, "X-Lost": ledger.lostInAll });
      ledger.hear(fresh.ahead);
      await ledger.download({ ...ledger.record, ...fresh, asked_at, until: asked_at + lasts }).catch(() => {});
      return this.mode !== "stale"; // the list came, the queue is still refused
    });
    await ledger.expire().catch(() => {});
    if (ledger.isOver && this.mode === "offline") this.turn("wiped");
    this.dispatchEvent(new Event("pulled"));
  }

  // This device is a desk no more: its list goes, and all else once the organizer has what waits here.
  async wipe() {
    this.isDismissed = true;
    await this.sendOf(ledger.id).catch(() => {});
    if (ledger.waitingOf(ledger.id).length) await ledger.giveUp();
    else await ledger.forget(ledger.id);
    this.turn("wiped");
  }

  // -- the queue

  get handedOver() {
    return this.handed.size;
  }

  // What waits and may still be taken.
  get pending() {
    return ledger.waiting.filter((act) => !this.refused.has(act.seminar_id));
  }

  push() {
    if (!ledger.waiting.length) return Promise.resolve();
    const work = () => this.guarded(() => this.sendAll());
    if (!navigator.locks) return work();
    return navigator.locks.request("door-push", { ifAvailable: true }, (lock) => lock && work());
  }

  // The queue of each seminar by itself: what happens to one stops no other, and only this desk's own says how this desk stands.
  async sendAll() {
    await ledger.read("acts"); // another tab may have sent some
    const isHeard = ledger.waitingOf(ledger.id).length > 0;
    const own = await this.sendOf(ledger.id).then((isOver) => isOver && new Refused(403, { wipe: true }), (error) => error);
    for (const id of ledger.others) await this.sendOther(id);
    for (const id of this.refused) if (!ledger.waitingOf(id).length) this.refused.delete(id);
    if (own) throw own;
    return isHeard;
  }

  async sendOther(id) {
    try {
      if (await this.sendOf(id)) await ledger.forget(id);
      this.refused.delete(id);
    } catch (error) {
      if (error.code === "refresh") this.turn("stale");
      else if (error instanceof Refused) this.refused.add(id);
      else if (!(error instanceof Unreachable)) throw error;
    }
    this.dispatchEvent(new Event("change"));
  }

  // Whether this device is told that it is a desk of that seminar no more; what waited is taken all the same.
  async sendOf(id) {
    let isOver = false;
    while (ledger.waitingOf(id).length) {
      const batch = this.batch(id);
      const body = { v: 1, page: door.dataset.revision, waiting: ledger.waitingOf(id).length - batch.length, queue: batch.map((act) => wire(act, ledger.known)) };
      const { now, answers, refresh, wipe } = await hand(id, body, 20_000);
      ledger.hear(Date.parse(now) - Date.now());
      const heard = new Map(answers.map((answer) => [answer.scan_id, learnt(answer)]));
      if (!batch.some((act) => heard.has(act.scan_id))) return false; // an answer to something else: nothing is let go
      await ledger.settle(heard);
      this.tell(batch, answers, refresh);
      isOver = Boolean(wipe);
      if (isOver && id === ledger.id) for (const { scan_id } of batch) if (heard.has(scan_id)) this.handed.add(scan_id);
    }
    return isOver;
  }

  // The oldest; an undo of a guest whom the server does not know yet waits for that guest's number.
  batch(id) {
    const mine = ledger.waitingOf(id).slice(0, BATCH);
    const sent = new Set(mine.map((act) => act.scan_id));
    const early = mine.findIndex((act) => sent.has(act.of));
    return early > 0 ? mine.slice(0, early) : mine;
  }

  tell(batch, answers, isOld) {
    const said = new Map(batch.map((act) => [act.scan_id, act]));
    const differs = answers.filter(({ scan_id, counts, outcome }) => counts === false || (outcome && said.get(scan_id).outcome === "ok" && outcome !== "ok")).length;
    this.sent += answers.length;
    this.dispatchEvent(new CustomEvent("sent", { detail: { differs, isOld, answers } }));
  }

  // What the server's silence or refusal means for everything that is asked in the background. `work` says whether it answered for this desk.
  async guarded(work) {
    try {
      if (await work()) this.turn("online");
    } catch (error) {
      if (error instanceof Unreachable) this.turn("offline");
      else if (error instanceof Refused && error.wipe) await this.wipe();
      else if (error instanceof Refused && error.code === "refresh") this.turn("stale");
      else if (error instanceof Refused) this.turn([403, 404].includes(error.status) ? "barred" : "signed_out");
      else throw error;
    }
  }
}

// What an answer leaves of the act: of a guest only what the next list will say anyway.
function learnt({ kept, counts, code, outcome, attendee_id }) {
  if (!kept) return { scan_id: newId() }; // the id belongs to another act
  const told = counts === false ? { outcome: "aside", why: code } : outcome ? { outcome } : {};
  return { waiting: 0, answered_at: Date.now(), fields: null, text: null, ...told, ...(attendee_id && { attendee_id }) };
}

export const sync = new Sync();
