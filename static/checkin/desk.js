// The desk: every way in ends in send(), every answer in show(). The page works without this file, only slower.
import { Camera } from "./camera.js";
import { onScanner } from "./scanner.js";
import { Sheets } from "./sheets.js";
import { isMuted, mute, signal } from "./sounds.js";

const door = document.getElementById("door");
const { base, csrf, worker: workerUrl } = door.dataset;
const words = JSON.parse(document.getElementById("door-words").textContent);
const field = document.getElementById("q");
const found = document.getElementById("door-found");
const verdict = document.getElementById("verdict");
const wide = matchMedia("(min-width: 60em)");
const keyboard = matchMedia("(pointer: fine)");
const $ = (selector, within = door) => within.querySelector(selector);

const SAME_CODE = 3000;
const GREEN = 2000;
const TRIES = 3;
const PATIENCE = 8000;

// -- what refreshes itself (site/fragment.js, which is loaded after this file)

const parts = ["door-numbers", wide.matches ? "door-list" : "door-recent"].map((id) => document.getElementById(id));
for (const part of parts) part.dataset.live ??= part.dataset.liveWide ?? part.dataset.liveNarrow;
wide.addEventListener("change", () => location.reload());

function refresh() {
  for (const part of parts) part.dispatchEvent(new CustomEvent("fragment:refresh"));
}

// -- sending

let latest = 0;

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function send(seen) {
  const mine = ++latest;
  const scan = { scan_id: newId(), at: new Date().toISOString(), ...seen };
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      const answer = await post(scan);
      online(true);
      if (mine === latest) show(answer);
      return refresh();
    } catch (error) {
      if (error.final) return show({ tone: "stop", size: "m", word: words.signed_out, fact: words.signed_out_fact, ...error.final });
      await new Promise((resolve) => setTimeout(resolve, 300 * attempt));
    }
  }
  online(false);
  if (mine === latest) show({ tone: "stop", size: "l", word: words.offline, fact: words.offline_fact });
}

async function post(scan) {
  const body = JSON.stringify({ ...scan, sent: new Date().toISOString() });
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf };
  const answer = await fetch(`${base}/scan`, { method: "POST", headers, body, signal: AbortSignal.timeout?.(PATIENCE) });
  const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
  if (answer.ok && isJson && !answer.redirected) return answer.json();
  if (answer.status >= 500) throw new Error(String(answer.status));
  const told = isJson ? await answer.json() : {};
  throw Object.assign(new Error(String(answer.status)), { final: told.text ? { word: words.failed_word, fact: told.text } : {} });
}

function online(is) {
  $(".on", document).hidden = !is;
  $(".off", document).hidden = is;
}
addEventListener("online", () => online(true));
addEventListener("offline", () => online(false));

// -- the verdict

let timer = null;

function show(v) {
  clearTimeout(timer);
  sheets.close();
  for (const node of verdict.querySelectorAll("[data-slot]")) node.textContent = v[node.dataset.slot] || "";
  $("[data-slot=word]", verdict).dataset.size = v.size || "m";
  $("[data-slot=name]", verdict).classList.toggle("long", (v.name || "").length > 6);
  $("[data-slot-undo]", verdict).href = `${base}/undo/${v.attendee_id}`;
  const team = $("[data-slot-team]", verdict);
  team.hidden = !v.has_team;
  team.href = `${base}/team?enterprise=${v.enterprise_id}`;
  wayOn(v);
  verdict.dataset.tone = "";
  verdict.offsetWidth; // the bar runs anew
  verdict.dataset.tone = v.tone;
  verdict.hidden = false;
  signal(v.tone);
  if (v.outcome === "ok") remember(v);
  if (v.tone === "good") timer = setTimeout(() => ready(false), GREEN);
  clearSearch();
  settle(true);
}

function wayOn(v) {
  const way = $("[data-slot-way]", verdict);
  const kind = v.way_on?.kind || "";
  way.hidden = !kind;
  way.dataset.kind = kind;
  way.toggleAttribute("data-sheet", kind === "walk_in");
  way.href = kind === "walk_in" ? `${base}/walk-in${v.attendee_id ? `?from=${v.attendee_id}` : ""}` : `${base}#q`;
  $("[data-way-words]", way).textContent = v.way_on?.label || "";
}

function remember(v) {
  const team = $("[data-team]");
  team.href = v.has_team ? `${base}/team?enterprise=${v.enterprise_id}` : `${base}/team`;
  const undo = $("[data-undo-last]");
  undo.hidden = false;
  undo.href = `${base}/undo/${v.attendee_id}`;
}

// Back to the camera; on a laptop the last verdict stays in its place.
function ready(always = true) {
  clearTimeout(timer);
  if (!wide.matches || always) verdict.hidden = true;
  settle();
}

verdict.addEventListener("click", (event) => {
  if (event.target.closest("[data-next]")) {
    event.preventDefault();
    ready();
  } else if (event.target.closest("[data-slot-way]:not([data-sheet])")) {
    event.preventDefault();
    ready();
    search();
  }
});

function toast(text) {
  const node = document.getElementById("toast");
  node.textContent = text;
  node.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => (node.hidden = true), 3000);
}

// -- the one search field

let asked = 0;
let typing = null;

const isTicket = (text) => text.includes("/") || text.includes(":") || /^[0-9a-z]{16}$/i.test(text) || /^(?=.*\d)[0-9a-z]{3}-?[0-9a-z]{3}-?[0-9a-z]$/i.test(text);
const isWorthAsking = (text) => !/[/:]/.test(text) && (/^\d+$/.test(text) ? text.length === 4 || text.length > 6 : /^[a-z ]*$/i.test(text) ? text.length > 1 : text.length > 0);

function take(text) {
  clearTimeout(typing);
  send({ text: text.slice(0, 300), way: /[/:]/.test(text) || text.length === 16 ? "scanner" : "code" });
}

async function look() {
  const text = field.value.trim();
  const mine = ++asked;
  if (!isWorthAsking(text)) return text || (found.innerHTML = "");
  try {
    const answer = await fetch(`${base}/lookup?q=${encodeURIComponent(text)}`, { headers: { "X-Fragment": "1" }, cache: "no-store" });
    const html = answer.ok && !answer.redirected ? await answer.text() : "";
    if (mine === asked && html) found.innerHTML = html;
    online(true);
  } catch {
    online(false);
  }
}

function search() {
  door.dataset.mode = "search";
  if (!keyboard.matches) field.inputMode = "none"; // our own keys: most guests say the last four digits
  field.focus();
}

function clearSearch() {
  clearTimeout(typing);
  asked++;
  field.value = "";
  found.innerHTML = "";
  door.dataset.mode = "ready";
  door.dataset.pad = "";
  if (!wide.matches) field.blur();
}

field.addEventListener("focus", () => {
  if (!wide.matches && door.dataset.mode !== "search") search();
});
field.addEventListener("input", () => {
  clearTimeout(typing);
  if (wide.matches) door.dataset.mode = field.value ? "search" : "ready";
  typing = setTimeout(look, 180);
});
$("[data-search]").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (isTicket(text)) return take(text);
  const only = found.querySelectorAll("button[form=door-arrive]");
  clearTimeout(typing);
  if (only.length === 1 && found.dataset.text === text) return only[0].click();
  look().then(() => {
    found.dataset.text = text;
    found.querySelector("[data-way=code] button[form=door-arrive]")?.click(); // a short code of letters alone
  });
});
$("[data-cancel]").addEventListener("click", (event) => {
  event.preventDefault();
  clearSearch();
  settle();
});
$(".door-pad").addEventListener("click", (event) => {
  const key = event.target.closest("button");
  if (!key) return;
  if ("letters" in key.dataset) {
    door.dataset.pad = "off";
    field.inputMode = "text";
    field.blur();
    return field.focus();
  }
  field.value = key.dataset.digit ? field.value + key.dataset.digit : field.value.slice(0, -1);
  field.dispatchEvent(new Event("input"));
});

// A person chosen from a list or a sheet.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[form=door-arrive]");
  if (!button) return;
  event.preventDefault();
  send({ attendee_id: Number(button.value), way: button.closest("[data-way]")?.dataset.way || "name" });
});

// The live list changes its filter without a reload.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-list]");
  if (!link) return;
  event.preventDefault();
  const list = document.getElementById("door-list");
  list.dataset.live = link.getAttribute("href");
  settle(true);
  list.dispatchEvent(new CustomEvent("fragment:refresh"));
});

// -- focus and keys

// On a laptop the scan field has the focus whenever nothing else was chosen.
function settle(now = false) {
  if (!wide.matches || !keyboard.matches || sheets.isOpen) return;
  if (now || document.activeElement === document.body || !document.activeElement || verdict.contains(document.activeElement)) field.focus();
}
document.addEventListener("focusout", () => setTimeout(settle, 50));

document.addEventListener("keydown", (event) => {
  const hot = /^F[234]$/.test(event.key) && !sheets.isOpen && $(`[data-hot=${event.key}]`);
  if (hot && !hot.hidden) {
    event.preventDefault();
    hot.click();
  } else if (event.key === "Escape" && !sheets.isOpen) {
    ready();
    clearSearch();
    settle(true);
  }
});
onScanner(take);

// -- sheets

const sheets = new Sheets({
  dialog: document.getElementById("sheet"),
  onDone(done) {
    if (!done.undone) show(done);
    else {
      ready();
      $("[data-undo-last]").hidden = true;
      toast(done.text);
    }
    refresh();
  },
  onTrouble: () => toast(words.failed),
  onClose: () => settle(true),
});

// -- the camera

const cam = $("[data-cam]");
const hint = $("[data-cam-hint]");
const photo = document.getElementById("photo");
let lastText = "";
let lastSeen = 0;

const camera = new Camera({
  video: $("video"),
  workerUrl,
  onState: cameraState,
  onText(text) {
    const now = performance.now();
    const same = text === lastText && now - lastSeen < SAME_CODE;
    lastSeen = now;
    if (same || sheets.isOpen || (door.dataset.mode === "search" && !wide.matches)) return;
    lastText = text;
    send({ text: text.slice(0, 300), way: "camera" });
  },
});

async function cameraState(state) {
  const isOff = !["opening", "on"].includes(state);
  cam.dataset.state = state;
  $(".cam-off").hidden = !isOff;
  hint.hidden = isOff;
  hint.textContent = state === "opening" ? words.opening : wide.matches ? words.on : words.aim;
  $("[data-retry]").hidden = !isOff;
  $("[data-photo]").hidden = isOff;
  $("[data-torch]").hidden = !camera.hasTorch();
  $("[data-flip]").hidden = state !== "on" || !(await camera.hasAnother());
  if (!isOff) return;
  $("[data-off-title]").textContent = { refused: words.refused, slow: words.slow }[state] || words.none;
  $("[data-off-text]").textContent = { refused: words.refused_text, slow: words.slow_text, missing: words.missing_text }[state] || words.none_text;
}

$("[data-torch]").addEventListener("click", ({ currentTarget: key }) => {
  const on = key.getAttribute("aria-pressed") !== "true";
  key.setAttribute("aria-pressed", on);
  camera.torch(on);
});
$("[data-flip]").addEventListener("click", () => camera.flip());
$("[data-retry]").addEventListener("click", () => camera.start());
$("[data-mute]").addEventListener("click", ({ currentTarget: key }) => {
  mute(!isMuted());
  key.setAttribute("aria-pressed", isMuted());
});
$("[data-mute]").setAttribute("aria-pressed", isMuted());
$("[data-copy-link]").addEventListener("click", async () => {
  await navigator.clipboard?.writeText(location.href).catch(() => {});
  toast(words.copied);
});

photo.addEventListener("change", async () => {
  const [file] = photo.files;
  photo.value = "";
  if (!file) return;
  toast(words.reading);
  const text = await camera.read(file).catch(() => "");
  document.getElementById("toast").hidden = Boolean(text);
  if (text) send({ text: text.slice(0, 300), way: "photo" });
  else toast(words.no_code);
});
for (const button of document.querySelectorAll("[data-take]")) button.addEventListener("click", () => photo.click());

// -- and off

document.querySelectorAll(".js-only").forEach((node) => node.matches("[data-retry]") || (node.hidden = false));
if (door.dataset.open === "1") {
  cam.hidden = false;
  camera.start();
}
settle(true);
addEventListener("load", refresh);
