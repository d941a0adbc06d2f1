// The sheets that this device fills in itself when no server answers, and what is done with them: acts that wait in the queue.
//   noteGuest(answer, data) one whom the server has registered is known here too when the net goes
//   keptSheet(address) → a filled sheet, or null without a list · await keptDeed(address, data) → what onDone of the sheets hears, or {problems} by field
import { base, deskSaid, door, newId, say, words } from "./door.js";
import { icon, kept, node } from "./dom.js";
import { refused } from "./guest.js";
import { ledger } from "./ledger.js";
import { numberOf, shareOf } from "./numbers.js";
import { clock, told } from "./told.js";

const MOST_NAMES = 3;
const parts = (address) => {
  const url = new URL(address, location.href);
  const [, kind, id] = url.pathname.slice(base.length).split("/");
  return { kind, person: idOf(id || url.searchParams.get("person") || url.searchParams.get("from") || ""), firm: url.searchParams.get("firm") };
};
const idOf = (text) => (/^\d+$/.test(text) ? Number(text) : text);

// A team that this device alone has a number for: the server knows it by another.
export const isOnlyKept = (address) => /[?&](firm|person)=/.test(address) && !address.includes("enterprise=");

export function keptSheet(address) {
  if (!ledger.book.isReady) return null;
  const { kind, person: id, firm } = parts(address);
  const person = ledger.book.byId.get(id);
  const sheet = { "walk-in": () => walkIn(person), undo: () => undo(person), team: () => (firm || person ? team(Number(firm ?? person.firm)) : firms()) }[kind]?.();
  sheet?.querySelector("form")?.setAttribute("action", address);
  sheet?.querySelector("[data-sheet-form=out]")?.setAttribute("action", address.replace("/undo/", "/out/"));
  return sheet;
}

// `person`: who waits for a seat, or had one; the phone they say themselves.
function walkIn(person) {
  const sheet = kept("kept-walk-in");
  const form = sheet.querySelector("form");
  form.toggleAttribute("data-draft", !person);
  if (person) [form.elements.enterprise_name.value, form.elements.name.value] = [person.enterprise, person.name];
  for (const note of sheet.querySelectorAll("[data-state]")) note.hidden = note.dataset.state !== person?.state;
  const left = ledger.book.seatsLeft;
  const isMine = mayOverride(form);
  const why = ledger.book.shutFor(Date.now()) || (left ? "" : "full");
  const stops = why && !(why === "full" && isMine);
  sheet.querySelector("[data-seats]").textContent = why ? words.verdicts[why] : say("seats_n", { n: left });
  const stopped = sheet.querySelector("[data-stopped]");
  stopped.hidden = !stops;
  stopped.textContent = stops ? words.facts[why] : "";
  sheet.querySelector("[data-reason]").hidden = why !== "full" || !isMine;
  form.hidden = Boolean(stops);
  return sheet;
}

// Somebody of the staff whom the log can name; a device is nobody.
const mayOverride = (form) => form.dataset.override === "1";

function undo(person) {
  if (!person) return null;
  const sheet = kept("kept-undo");
  const facts = [person.enterprise, person.arrived_at && clock(person.arrived_at)].filter(Boolean);
  sheet.querySelector("[data-who]").append(node("bdi", {}, person.name), ...facts.flatMap((fact) => [" · ", node("bdi", {}, fact)]));
  return sheet;
}

function team(firm) {
  const members = ledger.book.team(firm);
  const came = members.filter((one) => one.arrived_at);
  const absent = members.filter((one) => !one.arrived_at);
  const sheet = kept("kept-team");
  sheet.querySelector("[data-title]").textContent = came.length ? words.who_else : words.who_came;
  sheet.querySelector("[data-who]").append(node("bdi", {}, ledger.book.firms[firm]), ` · ${say("registered_n", { n: members.length })}`);
  const list = sheet.querySelector(".team-in");
  if (came.length) list.append(...came.map(cameLine));
  else list.remove(); // the button counts "another n" only when somebody is in
  list.hidden = false;
  sheet.querySelector("[data-all-in]").hidden = absent.length > 0;
  sheet.querySelector("[type=submit]").hidden = !absent.length;
  const all = sheet.querySelector("[data-all]");
  all.hidden = absent.length < 2;
  all.textContent = say("all_came", { n: absent.length });
  const boxes = absent.map((one) => node("label", {}, node("input", { type: "checkbox", name: "people", value: one.attendee_id }), node("span", {}, node("b", {}, one.name))));
  sheet.querySelector("fieldset").append(...boxes);
  return sheet;
}

function cameLine({ name, arrived_at, desk }) {
  const facts = [clock(arrived_at), deskSaid(desk)].filter(Boolean).join(" · ");
  return node("li", { class: "notice notice-ok" }, icon("check"), node("b", {}, say("name_in", { name })), node("small", {}, facts));
}

function firms() {
  const sheet = kept("kept-firms");
  const list = sheet.querySelector(".firms");
  const draw = (text) => list.replaceChildren(...ledger.book.teams(text).slice(0, 20).map(firmKey));
  sheet.querySelector("[data-firm-text]").addEventListener("input", ({ target }) => draw(target.value));
  draw("");
  return sheet;
}

function firmKey({ name, firm, all, arrived }) {
  const count = say("firm_count", { all: all.length, n: arrived });
  return node("li", {}, node("a", { class: "btn", href: `${base}/team?firm=${firm}`, "data-sheet": true }, node("span", {}, name), node("small", {}, count)));
}

// -- deeds

export async function keptDeed(address, data) {
  const { kind, person } = parts(address);
  const act = { scan_id: data.get("scan_id") || data.get("leaving-scan_id") || newId(), at: new Date().toISOString(), desk: door.dataset.desk };
  if (kind === "walk-in") return register({ ...act, from: person }, Object.fromEntries(data));
  // in the order in which the server lets a team in, for a hall that fills up
  if (kind === "team") return arriveTogether(act, data.getAll("people").map(Number).sort((a, b) => a - b));
  const guest = ledger.book.byId.get(person);
  return kind === "out" ? goOut(act, guest) : takeBack(act, guest, data.get("reason"));
}

async function register(act, { enterprise_name = "", name = "", phone = "", override_reason }) {
  const fields = { enterprise_name: enterprise_name.trim(), name: name.trim(), phone: phone.trim() };
  const reason = override_reason?.trim();
  const shut = ledger.book.shutFor(Date.now());
  if (shut) return told(ledger.book, { outcome: shut }, act);
  const problems = refused(fields);
  if (!problems.phone && isTaken(fields.phone)) problems.phone = words.known_phone;
  const canSayWhy = override_reason !== undefined && mayOverride(kept("kept-walk-in").querySelector("form"));
  if (!ledger.book.seatsLeft && !canSayWhy) return told(ledger.book, { outcome: ledger.book.hall.isFull ? "hall_full" : "full" }, act);
  if (!ledger.book.seatsLeft && !reason) problems.override_reason = words.unsaid_reason;
  if (Object.keys(problems).length) return { problems };
  await ledger.keep({ ...act, kind: "walk_in", way: "walk_in", fields, number: shareOf(fields.phone), ...(reason && { reason }), name: fields.name, enterprise: fields.enterprise_name, outcome: "ok" });
  return told(ledger.book, { outcome: "ok", person: ledger.book.byId.get(act.scan_id) }, act);
}

// By a guest of this desk: the whole number is here while it waits to be sent, later only its share.
const isTaken = (phone) => ledger.book.acts.some((act) => (act.fields?.phone ? numberOf(act.fields.phone) === numberOf(phone) : act.number === shareOf(phone)));

export function noteGuest({ outcome, attendee_id, name, enterprise }, data) {
  if (outcome !== "ok" || !data.get("phone")) return;
  const act = { scan_id: data.get("scan_id"), at: new Date().toISOString(), desk: door.dataset.desk, kind: "walk_in", way: "walk_in" };
  ledger.note({ ...act, number: shareOf(data.get("phone")), outcome, attendee_id, name, enterprise });
}

async function arriveTogether(act, people) {
  if (!people.length) return { problems: { people: words.nobody } };
  const came = [];
  const outside = [];
  for (const attendee_id of people) {
    const found = ledger.book.judge({ attendee_id });
    await ledger.keep({ ...act, scan_id: `${act.scan_id}:${attendee_id}`, kind: "scan", way: "team", attendee_id, outcome: found.outcome, name: found.person?.name, enterprise: found.person?.enterprise });
    if (found.outcome === "ok") came.push(found.person.name);
    if (found.outcome === "hall_full") outside.push(found.person.name);
  }
  const person = ledger.book.byId.get(people[people.length - 1]);
  if (outside.length) return { ...told(ledger.book, { outcome: "hall_full", person }, act), name: namesOf(outside) };
  const all = ledger.book.team(person.firm);
  const note = say("team_in", { all: all.length, n: all.filter((one) => one.arrived_at).length });
  return { ...told(ledger.book, { outcome: "ok", person }, act), name: namesOf(came), note };
}

function namesOf(all) {
  const names = all.slice(0, MOST_NAMES).join(words.and);
  return all.length > MOST_NAMES ? say("and_more", { names, n: all.length }) : names;
}

async function takeBack(act, person, reason) {
  if (!reason) return { problems: { reason: words.required } };
  await ledger.keep({ ...act, kind: "undo", way: "undo", reason, ...whom(person), outcome: "undone" });
  return { undone: true, text: say("undone", { name: person.name }) };
}

async function goOut(act, person) {
  await ledger.keep({ ...act, kind: "out", way: "out", ...whom(person), outcome: "left" });
  return { undone: true, text: say("went", { name: person.name }) };
}

// A guest whom the server has no number for yet is known by the act that registered them here.
const whom = ({ attendee_id, name, enterprise }) => ({ ...(typeof attendee_id === "number" ? { attendee_id } : { of: attendee_id }), name, enterprise });
