// The last acts of this desk, as this device knows them: shown while something waits or nobody answers; otherwise the server tells.
//   entriesOf(book) → <li>s, the newest two
import { base, words } from "./door.js";
import { icon, node } from "./dom.js";
import { shortened } from "./lookup.js";
import { seconds, shortenedName } from "./told.js";

const SHOWN = 2;
const MARKS = { ok: ["came-good", "check"], already: ["came-known", "clock"], waiting: ["came-known", "clock"], unknown: ["came-known", "alert"], aside: ["came-known", "alert"], undo: ["", "undo"], out: ["", "arrow-in"] };

export function entriesOf(book) {
  return book.acts
    .slice(-SHOWN)
    .reverse()
    .map((act) => entry(book, act));
}

function entry(book, act) {
  const person = book.find(act) || book.byId.get(act.of || act.scan_id);
  const came = ["undo", "out"].includes(act.kind) ? act.kind : act.outcome;
  const [tone, mark] = MARKS[came] || ["came-stop", "cross"];
  const known = act.name || person?.name;
  const name = known && act.outcome === "already" ? shortenedName(known) : known; // as the verdict tells it
  const said = came === "ok" ? shortened(act.enterprise || person?.enterprise || "") : words.acts[came] || words.verdicts[came];
  const mayUndo = came === "ok" && person?.arrived_at && !person.left_at && !(book.isReady && book.isShut === "closed");
  return node(
    "li",
    {},
    node("span", { class: `came ${tone}` }, icon(mark)),
    node("span", { class: "who" }, node("b", {}, name || words.verdicts[act.outcome] || ""), node("small", {}, node("span", { class: "cut" }, name ? said : words.acts[came] || words.not_in), node("span", {}, ` · ${seconds(book.momentOf(act))}`))),
    act.waiting ? node("span", { class: "door-wait" }, icon("up"), words.waits) : null,
    mayUndo ? node("a", { class: "btn", href: `${base}/undo/${person.attendee_id}`, "data-sheet": true }, icon("undo"), words.undo) : null,
  );
}
