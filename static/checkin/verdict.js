// The verdict that is read from two metres. show(v) fills it in; green goes by itself, sun and red stay until the next guest.
//   putAway() back to the camera; on a laptop the last verdict stays in its place unless putAway(true)
import { $, base, wide } from "./door.js";
import { node } from "./dom.js";
import { signal } from "./sounds.js";

export const verdict = document.getElementById("verdict");
const GREEN = 2000;
let timer = null;

export function show(v) {
  clearTimeout(timer);
  for (const node of verdict.querySelectorAll("[data-slot]")) node.textContent = v[node.dataset.slot] || "";
  $("[data-slot=word]", verdict).dataset.size = v.size || "m";
  $("[data-slot=name]", verdict).classList.toggle("long", (v.name || "").length > 6);
  $("[data-slot-undo]", verdict).href = `${base}/undo/${v.attendee_id}`;
  const team = $("[data-slot-team]", verdict);
  team.hidden = !v.has_team;
  team.href = teamOf(v);
  wayOn(v);
  $("[data-slot-each]", verdict).replaceChildren(...(v.let_in || []).map(letInKey));
  verdict.dataset.tone = "";
  verdict.offsetWidth; // the bar runs anew
  verdict.dataset.tone = v.tone;
  verdict.hidden = false;
  signal(v.tone);
  if (v.outcome === "ok") remember(v);
  if (v.tone === "good") timer = setTimeout(putAway, GREEN);
}

export function putAway(always = false) {
  clearTimeout(timer);
  if (!wide.matches || always) verdict.hidden = true;
  document.dispatchEvent(new CustomEvent("door:free"));
}

function wayOn(v) {
  const way = $("[data-slot-way]", verdict);
  const kind = v.way_on?.kind || "";
  way.hidden = !kind;
  way.dataset.kind = kind;
  way.toggleAttribute("data-sheet", kind === "walk_in" || kind === "let_in");
  way.href = kind === "walk_in" ? `${base}/walk-in${v.attendee_id ? `?from=${v.attendee_id}` : ""}` : kind === "let_in" ? `${base}/let-in/${v.attendee_id}` : `${base}#q`;
  $("[data-way-words]", way).textContent = v.way_on?.label || "";
}

// One for each of a team who found no seat.
const letInKey = ({ attendee_id, label }) => node("a", { class: "v-btn v-way", href: `${base}/let-in/${attendee_id}`, "data-sheet": true }, label);

const teamOf = (v) => `${base}/team?${v.enterprise_id ? `enterprise=${v.enterprise_id}&` : ""}person=${v.attendee_id}`;

// The keys below the camera are about the guest who came last.
function remember(v) {
  const team = $("[data-team]");
  team.href = v.has_team ? teamOf(v) : `${base}/team`;
  const undo = $("[data-undo-last]");
  undo.hidden = false;
  undo.href = `${base}/undo/${v.attendee_id}`;
}
