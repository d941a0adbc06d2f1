// What waits on a desk as a file, and back from a file into a queue (docs/door-protocol.md). Pure, but for save().
//   toFile(about, acts, known) → text · fromFile(text, seminar) → {acts, strange} · {why: "broken" | "foreign" | "stale"}
// save(text, whose, moment) gives it to the person as a download
// A file is taken whole or not at all; `strange` counts entries of other seminars, which are left in it.
import { shareOf } from "./numbers.js";
import { wire } from "./wire.js";

const VERSION = 1;
const SCAN_ID = /^[\w:-]{8,48}$/;
const OUTCOMES = { undo: "undone", out: "left", walk_in: "ok" };
const KINDS = ["scan", ...Object.keys(OUTCOMES)];
const TEXTS = ["way", "hash", "code_hash", "of", "text", "said", "reason", "desk", "enterprise_name", "name", "phone"];

export function toFile(about, acts, known) {
  const queue = acts.map((act) => ({ seminar: act.seminar_id, of: act.of, ...wire(act, known) }));
  return JSON.stringify({ v: VERSION, ...about, queue }, null, 1);
}

// 2026-11-27T214746, by the clock on the wall
const stampOf = (moment) => new Date(moment).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).replace(" ", "T").replaceAll(":", "");

export function save(text, whose, moment) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  Object.assign(link, { href: address, download: `door-${whose}-${stampOf(moment)}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export function fromFile(text, seminar) {
  const file = parsed(text);
  if (file?.v > VERSION) return { why: "stale" };
  const queue = Array.isArray(file?.queue) ? file.queue : [];
  const ids = new Set(queue.map((entry) => entry?.scan_id));
  if (!queue.length || ids.size < queue.length || !queue.every(isEntry)) return { why: "broken" };
  const mine = queue.filter((entry) => entry.seminar === seminar);
  if (!mine.length) return { why: "foreign" };
  return { acts: mine.map((entry) => actOf({ desk: file.desk, ...entry })), strange: queue.length - mine.length };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isEntry(entry) {
  const { scan_id, kind, at, ahead = 0, seminar, attendee_id = 1 } = entry || {};
  if (!KINDS.includes(kind) || typeof scan_id !== "string" || !SCAN_ID.test(scan_id) || Number.isNaN(Date.parse(at))) return false;
  return [seminar, attendee_id, ahead].every(Number.isInteger) && TEXTS.every((name) => ["string", "undefined"].includes(typeof entry[name]));
}

function actOf({ seminar, said, enterprise_name, name, phone, scan_id, kind, at, ahead, attendee_id, ...entry }) {
  const texts = Object.fromEntries(TEXTS.filter((key) => entry[key]).map((key) => [key, entry[key]]));
  const guest = kind === "walk_in" ? { fields: { enterprise_name, name, phone }, number: phone ? shareOf(phone) : undefined, name, enterprise: enterprise_name } : {};
  const outcome = OUTCOMES[kind] || (said === "noted" ? "unknown" : said);
  return { way: kind, ...texts, ...guest, from_file: true, scan_id, kind, at, ahead, ...(attendee_id && { attendee_id }), outcome, seminar_id: seminar };
}
