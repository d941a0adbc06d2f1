// A verdict found on this device, in the words and the shape in which the server says it (staff/shown.py), so that it looks the same.
//   told(book, found, act) → what verdict.js shows · stop(word, fact) what it shows where nothing was done
import { otherDay } from "./day.js";
import { deskSaid, say, words } from "./door.js";

const TONES = { ok: "good", already: "known", waiting: "known", unknown: "known" };
const WAYS_ON = { already: ["lookup", "not_them"], cancelled: ["walk_in", "walk_in_same"], unknown: ["walk_in", "walk_in"], replaced: ["lookup", "look"], unreadable: ["lookup", "look"], waiting: ["walk_in", "walk_in_same"] };
const LONGEST_ECHO = 80;

export const clock = (moment) => new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });

export const seconds = (moment) => new Date(moment).toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai" });

export function told(book, found, act) {
  const { outcome, person } = found;
  const word = words.verdicts[outcome];
  const team = person ? book.team(person.firm) : [];
  const came = team.filter((one) => one.arrived_at).length;
  const [kind, label] = wayOn(outcome, person);
  return {
    scan_id: act.scan_id,
    outcome,
    tone: TONES[outcome] || "stop",
    word,
    size: sizeOf(word),
    fact: factOf(book, found, act),
    detail: outcome === "unreadable" ? printable(act.text) : "",
    name: person ? (outcome === "already" ? shortenedName(person.name) : person.name) : "",
    enterprise: person?.enterprise || "",
    note: noteOf(book, outcome, team.length, came),
    attendee_id: person?.attendee_id ?? null,
    firm: person?.firm,
    has_team: outcome === "ok" && team.length > came,
    way_on: { kind, label: label && words[`way_${label}`] },
    waiting: true,
  };
}

// Who is not in the list can bring no name along.
function wayOn(outcome, person) {
  const [kind, label] = WAYS_ON[outcome] || ["", ""];
  return [kind, label === "walk_in_same" && !person ? "walk_in" : label];
}

export const stop = (word, fact) => ({ tone: "stop", size: sizeOf(word), word, fact });

function factOf(book, { outcome, at, desk }, act) {
  if (outcome === "ok") return dayOf(book, act);
  if (outcome === "hall_full") return say("hall_holds", { n: book.hall.holds, m: book.hall.inside });
  if (outcome === "already") return desk ? say("in_at_desk", { time: clock(at), desk: deskSaid(desk) }) : say("in_at", { time: clock(at) });
  return words.facts[outcome] || "";
}

function dayOf({ seminar, ahead }, act) {
  const day = otherDay(seminar.starts_at, Date.parse(act.at) + ahead);
  return day && say("other_day", { day });
}

function noteOf(book, outcome, registered, came) {
  if (outcome === "already") return words.may_return;
  if (outcome === "hall_full") return words.hall_way;
  if (outcome === "ok") return registered > 1 ? say("team_place", { all: registered, n: came }) : "";
  if (!["cancelled", "waiting"].includes(outcome)) return "";
  return book.seatsLeft ? say("seats_left", { n: book.seatsLeft }) : words.no_seats;
}

// Whoever shows a ticket a second time is asked for the name, so the screen does not tell it.
export const shortenedName = (name) => (name.length < 3 ? `${name[0]}＊` : `${name[0]}＊${name[name.length - 1]}`);

// How large a word may be without wrapping on a phone.
export function sizeOf(word) {
  const width = [...word].reduce((sum, char) => sum + (char > "\u2e7f" ? 2 : 1), 0);
  return width <= 4 ? "xl" : width <= 6 ? "l" : width <= 8 ? "m" : width <= 10 ? "s" : "xs";
}

// A foreign code as text, cut short: shown, never followed.
function printable(text = "") {
  const kept = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "");
  return kept.length > LONGEST_ECHO ? `${kept.slice(0, LONGEST_ECHO)}…` : kept;
}
