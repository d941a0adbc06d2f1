// On every page for staff: signing out is refused while acts of the door wait on this device; else it forgets the door first.
// Whoever may enter no desk any more saves them to a file here, and may go then.
//   <form data-leave …><p role="alert" hidden>… <a>…</a> <button data-save> <button data-anyway hidden></p></form>
import { save, toFile } from "./handover.js";
import { acts, forget } from "./store.js";

const form = document.querySelector("form[data-leave]");
const said = form?.querySelector("[role=alert]");
const known = () => acts().catch(() => []);
const waiting = (all) => all.filter((act) => act.waiting);

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const queue = waiting(await known());
  if (!queue.length) return leave();
  said.hidden = false;
  said.querySelector("a").href = `/door/${queue.at(-1).seminar_id}`; // an older one may be of a seminar that is closed to them
});

said?.querySelector("[data-save]").addEventListener("click", async () => {
  const all = await known();
  const exported = new Date().toISOString();
  save(toFile({ exported }, waiting(all), all), "all", exported);
  said.querySelector("[data-anyway]").hidden = false;
});

said?.querySelector("[data-anyway]").addEventListener("click", leave);

async function leave() {
  await forget();
  document.cookie = "door-waiting=0; path=/door; max-age=0"; // or the next desk would miss them
  form.submit();
}
