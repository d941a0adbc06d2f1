// What a search finds on this device alone, drawn like the server's answer (parts/found.html).
//   drawHits(book, text) → a fragment · drawList(book) → the live list of a laptop as this device knows it
import { base, deskSaid, say, words } from "./door.js";
import { icon, node } from "./dom.js";
import { search } from "./lookup.js";
import { clock } from "./told.js";

const MOST_ROWS = 200;
const ID = 1;

export async function drawHits(book, text) {
  const { kind, way, value, total, hits } = await search(book.rows, book.firms, text, book.roster.salt);
  const found = document.createDocumentFragment();
  const list = node("ul", { class: "door-hits", "data-way": way }, ...hits.map((hit) => drawHit(hit, book.byId.get(hit.person[ID]), book.isShut === "closed")));
  const rest = total > hits.length ? [node("p", { class: "note" }, say("found_first", { n: hits.length }))] : [];
  found.append(node("p", { class: "note", role: "status" }, ...heading(kind, kind === "initials" ? text : value, total)), list, ...rest);
  if (!book.isShut) found.append(node("p", { class: "strong" }, words.none_of_them), node("div", { class: "door-keys" }, walkInKey()));
  return found;
}

// What was looked for stands by itself, whichever way it is written.
function heading(kind, value, total) {
  if (kind === "nothing") return [words.found_none];
  const what = words[`sought_${kind}`] || words.sought;
  const said = total ? say("found_n", { what, n: total }) : say("found_no", { what });
  const [before, after] = said.split("{value}");
  return [before, node("bdi", {}, kind === "code" ? shownCode(value) : value), after];
}

const shownCode = (code) => [code.slice(0, 3), code.slice(3, 6), code.slice(6)].join("-");

const walkInKey = () => node("a", { class: "btn btn-sea", href: `${base}/walk-in`, "data-sheet": true }, icon("plus"), words.way_walk_in);

function drawHit({ name, pinyin, enterprise }, person, isShut) {
  const spoken = pinyin.length ? node("span", { class: "pinyin" }, ...pieces(pinyin)) : null;
  const out = person.left_at && node("small", {}, say("left_at", { time: clock(person.left_at) }));
  const who = node("div", { class: "hit" }, node("b", {}, ...pieces(name)), spoken, node("small", {}, ...pieces(enterprise)), out);
  return node("li", {}, who, isShut ? standOf(person) : deedOf(person, "btn btn-sea"));
}

// Of a closed door nothing but how the person stands: whatever one tapped would be refused.
function standOf(person) {
  if (person.arrived_at && !person.left_at) return node("span", { class: "hit-done" }, `✓ ${words.is_in}`, node("br"), clock(person.arrived_at));
  return node("span", { class: "hit-done hit-off" }, person.left_at ? words.acts.out : person.state === "confirmed" ? words.absent : words.verdicts[person.state] || words.pending);
}

function deedOf(person, kind) {
  if (person.arrived_at && !person.left_at) return node("a", { class: "hit-done", href: `${base}/undo/${person.attendee_id}`, "data-sheet": true }, `✓ ${words.is_in}`, node("br"), clock(person.arrived_at));
  if (!person.arrived_at && person.state !== "confirmed") return unseated(person);
  return arriveKey(person, kind);
}

// Cancelled is cancelled; who waits may be registered on the spot, where there is a seat.
function unseated(person) {
  if (person.state === "cancelled") return node("span", { class: "hit-done hit-off" }, words.off);
  const label = person.state === "waiting" ? words.verdicts.waiting : words.pending;
  return node("a", { class: "hit-done hit-off", href: `${base}/walk-in?from=${person.attendee_id}`, "data-sheet": true }, label, node("span", { class: "vh" }, ` ${person.name}`));
}

function arriveKey(person, kind) {
  const key = { type: "submit", class: kind, form: "door-arrive", name: "attendee_id", value: person.attendee_id };
  return node("button", key, words.check_in, node("span", { class: "vh" }, ` ${person.name}`));
}

export function drawList(book) {
  const came = book.arrived.sort((a, b) => Date.parse(b.arrived_at) - Date.parse(a.arrived_at));
  const absent = book.people.filter((person) => !person.arrived_at && person.state === "confirmed");
  const rows = [...came, ...absent].slice(0, MOST_ROWS).map((person) => drawRow(person, book.isShut === "closed"));
  return node("div", { class: "list-rows" }, node("table", { class: "table" }, node("tbody", {}, ...rows)));
}

function drawRow(person, isShut) {
  const undo = () => node("a", { class: "btn", href: `${base}/undo/${person.attendee_id}`, "data-sheet": true }, words.undo, node("span", { class: "vh" }, ` ${person.name}`));
  const isIn = person.arrived_at && !person.left_at;
  const said = person.left_at ? say("left_at", { time: clock(person.left_at) }) : words.absent;
  const [state, key] = isIn ? [`✓ ${clock(person.arrived_at)}`, undo()] : [said, arriveKey(person, "btn btn-sea")];
  return node("tr", {}, node("th", { scope: "row" }, person.name), node("td", {}, person.enterprise), node("td", {}, state), node("td", {}, deskSaid(person.desk)), node("td", {}, isShut ? "" : key));
}

const pieces = (list) => list.map(([text, fits]) => (fits ? node("mark", {}, text) : text));
