// The desk: every way in ends in send(), every answer in show(). The page works without this file, only slower.
import { letSleep, stayAwake } from "./awake.js";
import { onDay } from "./day.js";
import { Device } from "./device.js";
import { $, door, toast, wide, words } from "./door.js";
import { Eye } from "./eye.js";
import { onKeys } from "./keys.js";
import { ledger } from "./ledger.js";
import { refresh } from "./live.js";
import { keepPage, onNet } from "./net.js";
import { onReach } from "./reach.js";
import { Search } from "./search.js";
import { Sheets } from "./sheets.js";
import { sync } from "./sync.js";
import { take } from "./take.js";
import { putAway, show as showVerdict, verdict } from "./verdict.js";

const LONGEST = 300;
let isOld = false;
let sent = 0;
let shown = 0;

async function send(seen) {
  if (sync.mode === "wiped") return;
  const mine = ++sent;
  const told = await take(seen);
  if (sync.mode === "online") refresh();
  if (mine > shown) show(told);
  else toast([told.word, told.name].filter(Boolean).join(" "));
  shown = Math.max(shown, mine);
}

function show(told) {
  sheets.setAside();
  showVerdict(told);
  search.clear();
  settle(true);
}

const takeText = (text, way) => send({ text: text.slice(0, LONGEST), way });
const takeTyped = (text) => takeText(text, /[/:]/.test(text) || text.length === 16 ? "scanner" : "code");

const search = new Search({ onTicket: takeTyped });
const sheets = new Sheets({
  dialog: document.getElementById("sheet"),
  onDone(done) {
    if (!done.undone) show(done);
    else {
      search.clear();
      putAway(true);
      $("[data-undo-last]").hidden = true;
      toast(done.text);
    }
    if (sync.mode !== "online") return;
    refresh();
    sync.pull();
  },
  onTrouble: (why) => toast(why === "full" ? words.facts.not_kept : words.failed),
  isHeld: () => search.isOpen,
  onClose() {
    settle(true);
    renew();
  },
});
const settle = onKeys({
  isBusy: () => sheets.isOpen,
  onEscape() {
    search.clear();
    putAway(true);
  },
  onScan: takeTyped,
});
const eye = new Eye({ onText: takeText, isBlind: () => sheets.isOpen || (search.isOpen && !wide.matches) });

verdict.addEventListener("click", (event) => {
  const isNext = event.target.closest("[data-next]");
  if (!isNext && !event.target.closest("[data-slot-way]:not([data-sheet])")) return;
  event.preventDefault();
  if (!isNext) search.open(); // first: what waits behind the verdict waits for the search as well
  putAway(true);
});

// A person chosen from a list or a sheet.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[form=door-arrive]");
  if (!button) return;
  event.preventDefault();
  send({ attendee_id: Number(button.value), way: button.closest("[data-way]")?.dataset.way || "name" });
});

document.querySelectorAll(".js-only").forEach((node) => node.matches("[data-retry]") || (node.hidden = false));
if (door.dataset.open === "1") {
  eye.open();
  stayAwake();
}
settle(true);
new Device({ sheets });
addEventListener("load", () => refresh());

// The door was shut, or opened, after this page came; only a list that is younger than the page knows.
const isOtherDoor = () => ledger.book.isReady && ledger.book.kept_at > performance.timeOrigin && Boolean(ledger.book.isShut) === (door.dataset.open === "1");

// A newer page is there, and nothing waits here: once for each release and state of the door, and never under somebody's hands.
function renew() {
  const which = `${door.dataset.revision} ${ledger.book.isReady ? ledger.book.isShut : ""}`;
  const isBusy = sheets.isBusy || search.isOpen || (!verdict.hidden && !wide.matches);
  if (!(isOld || isOtherDoor()) || isBusy || sync.pending.length || sessionStorage.getItem("door-renewed") === which) return;
  sessionStorage.setItem("door-renewed", which);
  location.reload();
}

// From here on the desk needs no server: the list, the queue, and the page itself are kept in this browser.
await ledger.open(Number(door.dataset.seminar));
onNet();
onDay();
onReach();
sync.start();
document.addEventListener("door:free", renew);
ledger.addEventListener("change", renew);
document.getElementById("door-numbers").addEventListener("fragment:swapped", ({ currentTarget }) => {
  const { state } = $("[data-state]", currentTarget).dataset;
  if (ledger.book.isReady && ledger.book.seminar.state !== state) sync.pull();
});
let wasWiped = false;
sync.addEventListener("change", () => {
  if (wasWiped && sync.mode === "online") return location.reload();
  if (wasWiped || sync.mode !== "wiped") return;
  wasWiped = true;
  sheets.giveUp();
  eye.close();
  letSleep();
});
sync.addEventListener("sent", ({ detail }) => {
  ({ isOld } = detail);
  renew();
});
keepPage();
