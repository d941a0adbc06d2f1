// What refreshes itself: numbers, last entries, on a laptop the live list (site/fragment.js, loaded after this, does the work).
//   refresh() at once · the list's chips change its filter without a reload
import { wide } from "./door.js";
import { entriesOf } from "./entries.js";
import { drawList } from "./hits.js";

const parts = ["door-numbers", wide.matches ? "door-list" : "door-recent"].map((id) => document.getElementById(id));
for (const part of parts) part.dataset.live ??= part.dataset.liveWide ?? part.dataset.liveNarrow;
wide.addEventListener("change", () => location.reload());

export function refresh(detail) {
  for (const part of parts) part.dispatchEvent(new CustomEvent("fragment:refresh", { detail }));
}

// What this device knows itself, in place of what the server would tell; refresh("anew") undoes it.
export function drawOwn(book) {
  const arrived = document.querySelector("[data-arrived]");
  if (arrived && book.isReady) arrived.textContent = book.arrived.length;
  if (book.isReady) drawLine(book.inLine);
  if (wide.matches) document.getElementById("door-list").replaceChildren(book.isReady ? drawList(book) : "");
  else document.getElementById("door-recent").replaceChildren(...entriesOf(book));
}

function drawLine(people) {
  for (const place of document.querySelectorAll("[data-in-line]")) place.hidden = !people;
  for (const place of document.querySelectorAll("[data-line]")) place.textContent = people;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-list]");
  if (!link) return;
  event.preventDefault();
  const list = document.getElementById("door-list");
  list.dataset.live = link.getAttribute("href");
  link.blur(); // a region that holds the focus is not swapped
  list.dispatchEvent(new CustomEvent("fragment:refresh"));
});
