// Keeps this device and the server of one mind, by itself: the roster every minute, waiting acts at once, on "online", every 30 s.
//   sync.start() · sync.push() · sync.pull() · sync.mode "online" | "offline" | "signed_out" | "stale" | "wiped" · event "change"
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

  start() {
    addEventListener("online", () => this.probe());
    addEventListener("offline", () => this.turn("offline"));
    document.addEventListener("visibilitychange", () => document.hidden || this.pull());
    setInterval(() => this.pull(), ROSTER_EVERY);
    setInterval(() => ledger.waiting.length && this.push(), PUSH_EVERY);
    setInterval(() => this.mode !== "online" && !document.hidden && this.probe(), PROBE_EVERY);
    prepare();
    return this.probe();
  }

  turn(mode) {
    if (this.mode === mode) return;
    this.mode = mode;
    this.dispatchEvent(new Event("change"));
  }

  async probe() {
    await this.push();
    await this.pull();
  }

  // -- the roster

  async pull() {
    if (this.isOver()) return this.wipe();
    const asked_at = Date.now();
    await this.guarded(async () => {
      const { lasts, ...fresh } = await fetchRoster(ledger.record?.etag, { "X-Queue": ledger.waiting.length, "X-Page": door.dataset.revision });
      await ledger.download({ ...ledger.record, ...fresh, asked_at, until: asked_at + lasts }).catch(() => {});
    });
  }

  // By this device's own clock, however wrong that is: so long after the last contact it forgets everything.
  isOver() {
    return Date.now() > (ledger.record?.until || Infinity);
  }

  // This device is a desk no more: what waits on it goes to the organizer first, who decides.
  async wipe() {
    await this.sendAll().catch(() => {});
    await ledger.forget();
    this.turn("wiped");
  }

  // -- the queue

  push() {
    if (!ledger.waiting.length) return Promise.resolve();
    const work = () => this.guarded(() => this.sendAll());
    if (!navigator.locks) return work();
    return navigator.locks.request("door-push", { ifAvailable: true }, (lock) => lock && work());
  }

  async sendAll() {
    let farewell = null;
    await ledger.read("acts"); // another tab may have sent some
    while (ledger.waiting.length) {
      const batch = this.batch();
      const body = { v: 1, page: door.dataset.revision, waiting: ledger.waiting.length - batch.length, queue: batch.map((act) => wire(act, ledger.known)) };
      const { answers, refresh } = await hand(batch[0].seminar_id, body, 20_000).catch((error) => {
        if (!error.answers) throw error;
        return (farewell = error); // this device is a desk no more, but what waited is taken
      });
      const heard = new Map(answers.map((answer) => [answer.scan_id, learnt(answer)]));
      if (!batch.some((act) => heard.has(act.scan_id))) return; // an answer to something else: nothing is let go
      await ledger.settle(heard);
      this.tell(batch, answers, refresh);
    }
    if (farewell) throw farewell;
  }

  // The oldest of one seminar; an undo of a guest whom the server does not know yet waits for that guest's number.
  batch() {
    const { seminar_id } = ledger.waiting[0];
    const mine = ledger.waiting.filter((act) => act.seminar_id === seminar_id).slice(0, BATCH);
    const sent = new Set(mine.map((act) => act.scan_id));
    const early = mine.findIndex((act) => sent.has(act.of));
    return early > 0 ? mine.slice(0, early) : mine;
  }

  tell(batch, answers, isOld) {
    const said = new Map(batch.map((act) => [act.scan_id, act]));
    const differs = answers.filter(({ scan_id, counts, outcome }) => counts === false || (outcome && said.get(scan_id).outcome === "ok" && outcome !== "ok")).length;
    this.sent += answers.length;
    this.dispatchEvent(new CustomEvent("sent", { detail: { differs, isOld: isOld && !ledger.waiting.length } }));
  }

  // What the server's silence or refusal means for everything that is asked in the background.
  async guarded(work) {
    try {
      await work();
      this.turn("online");
    } catch (error) {
      if (error instanceof Unreachable) this.turn("offline");
      else if (error instanceof Refused && error.wipe) await this.wipe();
      else if (error instanceof Refused && error.code === "refresh") this.turn("stale");
      else if (error instanceof Refused) this.turn("signed_out");
      else throw error;
    }
  }
}

// What an answer leaves of the act: of a guest only what the next list will say anyway.
function learnt({ kept, counts, outcome, attendee_id }) {
  if (!kept) return { scan_id: newId() }; // the id belongs to another act
  const told = counts === false ? { outcome: "aside" } : outcome ? { outcome } : {};
  return { waiting: 0, answered_at: Date.now(), fields: null, text: null, ...told, ...(attendee_id && { attendee_id }) };
}

export const sync = new Sync();
