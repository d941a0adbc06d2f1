// On every page for staff: signing out is refused while acts of the door wait on this device; else it forgets the door first.
//   <form data-leave …><p role="alert" hidden>… <a>…</a></p></form>
import { acts, forget } from "./store.js";

const form = document.querySelector("form[data-leave]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const waiting = await acts().then((all) => all.filter((act) => act.waiting), () => []);
  if (!waiting.length) {
    await forget();
    return form.submit();
  }
  const said = form.querySelector("[role=alert]");
  said.hidden = false;
  said.querySelector("a").href = `/door/${waiting.at(-1).seminar_id}`; // an older one may be of a seminar that is closed to them
});
