// Links that lead away from the desk: without a server they are off, and say why when they are tapped.
//   <a data-online="没有网络，现在不能…"> · showReach(within) marks them as they stand now · onReach()
import { toast } from "./door.js";
import { sync } from "./sync.js";

const isCutOff = () => sync.mode === "offline";

export function showReach(within = document) {
  for (const link of within.querySelectorAll("a[data-online]")) {
    if (isCutOff()) link.setAttribute("aria-disabled", "true");
    else link.removeAttribute("aria-disabled");
  }
}

export function onReach() {
  sync.addEventListener("change", () => showReach());
  showReach();
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-online]");
    if (!link || !isCutOff()) return;
    event.preventDefault();
    const place = link.closest("dialog")?.querySelector("[data-refusal]"); // a toast would lie under the sheet
    if (place) Object.assign(place, { hidden: false, textContent: link.dataset.online });
    else toast(link.dataset.online);
  });
}
