// A phone that is a desk no more: its list goes at once, and what waits on it goes to the organizer, who decides. Until the server has
// all of it, the page says how much is left, tries again, and gives it out as a file. What waits for another seminar is not this page's.
import { save, toFile } from "./handover.js";
import { acts, dropActs, expire, forget } from "./store.js";
import { wire } from "./wire.js";

const BATCH = 100;
const AGAIN = 30_000;

const seminar = Number(location.pathname.split("/")[2]);
const unsent = document.querySelector("[data-unsent]");
const isMine = (act) => act.waiting && act.seminar_id === seminar;

const known = () => acts().catch(() => []);

// The ids of those that the server has: none where nobody answers, or somebody else does.
async function hand(queue) {
  const body = JSON.stringify({ v: 1, sent: new Date().toISOString(), queue });
  const answer = await fetch(`/door/${seminar}/scans`, { method: "POST", headers: { "Content-Type": "application/json" }, body }).catch(() => null);
  const told = answer?.ok ? await answer.json().catch(() => null) : null;
  return new Set((told?.answers || []).filter(({ kept }) => kept).map(({ scan_id }) => scan_id));
}

async function handOver() {
  const all = await known();
  const waiting = all.filter(isMine);
  for (let place = 0; place < waiting.length; place += BATCH) {
    await dropActs(await hand(waiting.slice(place, place + BATCH).map((act) => wire(act, all))));
  }
  await tell();
}

async function tell() {
  const left = (await known()).filter(isMine).length;
  unsent.hidden = !left;
  unsent.querySelector("b").textContent = unsent.dataset.unsent.replace("{n}", left);
  if (!left) await forget(seminar);
}

unsent.querySelector("[data-save]").addEventListener("click", async () => {
  const all = await known();
  const exported = new Date().toISOString();
  save(toFile({ seminar, exported }, all.filter(isMine), all), seminar, exported);
});

addEventListener("online", handOver);
setInterval(handOver, AGAIN);
await expire([seminar]).catch(() => {});
await handOver();
