// How the desk stands, in plain words: the strip below the bar, the number that waits, and what the top bar shows without a server.
//   onNet()  from then on it follows ledger and sync by itself · keepPage() asks for the page itself to be kept in this browser · ableSaid()
import { base, door, say, toast, words } from "./door.js";
import { ledger } from "./ledger.js";
import { drawOwn, refresh } from "./live.js";
import { sync } from "./sync.js";
import { clock } from "./told.js";

const strip = document.getElementById("strip");
const above = [strip, document.getElementById("door-day")];
const LAST_HOURS = 2 * 3_600_000;
const SCARCE = 5_000_000; // bytes left
const SENT_SHOWN = 3000;
let isScarce = false;
let sentUntil = 0;

const canStay = "serviceWorker" in navigator;
let isPageKept = false;

// Whether this desk needs no server any more: its page and its list are here.
const isAble = () => isPageKept && ledger.book.isReady && ledger.trouble !== "denied";

// What this desk can do when the network goes.
export function ableSaid() {
  if (!canStay) return words.no_worker;
  if (ledger.trouble === "denied") return words.denied_text;
  if (!ledger.book.isReady) return words.unable;
  return isPageKept ? words.able : words.unkept;
}

export async function keepPage() {
  if (!canStay) return;
  const { ready } = navigator.serviceWorker;
  const registration = await navigator.serviceWorker.register(door.dataset.sw, { scope: "/door/" }).catch(() => ready);
  const worker = registration.active || (await activated(registration));
  worker.postMessage({ keep: base });
}

// Asked of the registration itself: once a browser has cleared the old one, `ready` gives that for as long as the page is open.
function activated({ installing, waiting }) {
  const worker = installing || waiting;
  return new Promise((resolve) => worker?.addEventListener("statechange", () => worker.state === "activated" && resolve(worker)));
}

// A storage that was cleared under this page is given the page again, as long as this is a desk.
async function look() {
  noteKept(await self.caches?.match(`${base}/shell`).catch(() => null));
  if (!isPageKept && sync.mode === "online" && !ledger.isForgotten) keepPage();
}

function noteKept(page) {
  if (Boolean(page) === isPageKept) return;
  isPageKept = Boolean(page);
  ledger.dispatchEvent(new Event("change"));
}

const hasNoList = () => sync.mode === "offline" && !ledger.book.isReady;
const isLossSaid = () => sync.mode !== "wiped" && ledger.lostCount > 0;

// [title, text, address of the way out, its words]
function standing() {
  const { mode } = sync;
  const plain = (name) => [words[name], words[`${name}_text`]];
  if (mode === "wiped") return ledger.book.waiting.length ? unsent() : [words.wiped, wipedSaid()];
  if (isLossSaid()) return [say("lost", { n: ledger.lostCount }), hasNoList() ? words.no_list_text : words.lost_text];
  if (ledger.trouble === "full") return plain("full");
  if (ledger.trouble === "restored") return [say("restored", { n: ledger.restoredCount }), words.scarce_text];
  if (mode === "stale") return [...plain("stale"), location.href, words.reload];
  if (mode === "barred") return plain("barred");
  if (mode === "signed_out") return [...plain("expired"), location.href, words.sign_in];
  if (isScarce) return plain("scarce");
  if (ledger.waiting.length && ledger.record && ledger.leftOf(ledger.record) < LAST_HOURS) return [say("ends", { time: clock(ledger.record.until + (ledger.record.ahead || 0)) }), ""];
  if (mode === "offline" && ledger.book.isReady) return [navigator.onLine ? words.no_server : words.no_net, isPageKept ? listSaid() : words.unkept];
  if (mode === "offline") return ledger.book.waiting.length ? unsent() : plain("no_list");
  if (sync.refused.size) return refusedSaid();
  if (!canStay) return plain("no_worker");
  if (ledger.trouble === "denied") return plain("denied");
  if (sync.pending.length) return [words.sending, ""];
  const late = ledger.book.acts.filter((act) => act.why === "late").length;
  if (late) return [say("late_n", { n: late }), ""];
  return Date.now() < sentUntil ? [words.all_sent, ""] : null;
}

const wipedSaid = () => (sync.handedOver ? say("handed_over", { n: sync.handedOver }) : sync.isDismissed ? words.wiped_text : words.unheard_text);

// Without a list there is nothing but what waits.
const unsent = () => [say("unsent_n", { n: ledger.book.waiting.length }), words.unsent_text];

function refusedSaid() {
  const [id] = sync.refused;
  return [say("refused_n", { n: ledger.waitingOf(id).length }), ledger.nameOf(id)];
}

const listSaid = () => say("kept_here", { time: clock(ledger.book.asked_at), n: ledger.book.downloaded });

function draw() {
  const said = standing();
  const isUp = sync.mode === "online";
  const isWiped = sync.mode === "wiped";
  document.documentElement.toggleAttribute("data-wiped", isWiped);
  document.querySelector(".door-bar").inert = isWiped;
  strip.hidden = !said;
  const [title, text, href, way] = said || [];
  strip.querySelector(".on").hidden = !isUp;
  strip.querySelector(".off").hidden = isUp;
  strip.querySelector("[data-strip-title]").textContent = title || "";
  strip.querySelector("[data-strip-text]").textContent = text || "";
  const link = strip.querySelector("[data-strip-way]");
  link.hidden = !href;
  link.href = href || "";
  link.textContent = way || "";
  strip.querySelector("[data-strip-done]").hidden = !isLossSaid();
  const pill = strip.querySelector("[data-waits]");
  pill.hidden = !ledger.waiting.length;
  pill.textContent = say("waits_n", { n: ledger.waiting.length });
  document.documentElement.dataset.able = isAble() ? ledger.book.people.length : "";
  document.querySelector(".door-net .on").hidden = !isUp;
  document.querySelector(".door-net .off").hidden = isUp;
}

let wasOwn = false;

function follow() {
  const isOwn = sync.mode !== "online" || ledger.book.waiting.length > 0;
  if (wasOwn && !ledger.waiting.length && sync.sent) {
    sync.sent = 0;
    sentUntil = Date.now() + SENT_SHOWN;
    setTimeout(draw, SENT_SHOWN + 100);
  }
  draw();
  if (isOwn) drawOwn(ledger.book);
  else if (wasOwn) refresh("anew");
  wasOwn = isOwn;
}

async function measure() {
  const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => null)) || {};
  isScarce = quota - usage < SCARCE;
  draw();
}

// The camera and the verdict begin below the strip and the line about the day, however high they are.
const makeRoom = () => document.documentElement.style.setProperty("--strip", `${above.reduce((sum, part) => sum + part.getBoundingClientRect().height, 0)}px`);

export function onNet() {
  ledger.addEventListener("change", follow);
  sync.addEventListener("change", follow);
  sync.addEventListener("sent", ({ detail }) => detail.differs && toast(say("differs", { n: detail.differs })));
  navigator.serviceWorker?.addEventListener("message", ({ data }) => noteKept(data.kept));
  sync.addEventListener("pulled", look);
  strip.querySelector("[data-strip-done]").addEventListener("click", () => ledger.confirmLoss());
  const room = new ResizeObserver(makeRoom);
  above.forEach((part) => room.observe(part));
  setInterval(measure, 60_000);
  measure();
  look();
  follow();
}
