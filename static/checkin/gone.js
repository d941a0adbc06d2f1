// A phone that is a desk no more: what waits on it goes to the organizer, who decides; then it forgets this seminar. What
// waits for another one is not this page's.
import { acts, forget } from "./store.js";
import { wire } from "./wire.js";

const BATCH = 100;

const seminar = Number(location.pathname.split("/")[2]);

async function hand(queue) {
  const body = JSON.stringify({ v: 1, sent: new Date().toISOString(), queue });
  const answer = await fetch(`/door/${seminar}/scans`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (!answer.ok) throw new Error(String(answer.status));
}

const all = await acts().catch(() => []);
const waiting = all.filter((act) => act.waiting && act.seminar_id === seminar);
for (let place = 0; place < waiting.length; place += BATCH) await hand(waiting.slice(place, place + BATCH).map((act) => wire(act, all)));
await forget(seminar);
