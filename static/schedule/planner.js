// The plan of a year: a township dragged onto another month opens the exchange of the two; one dragged from the list of
// waits opens its placing there. By mouse, pen or finger; nothing is changed before it is confirmed on the page. Dropped on
// a row that is no draft, it says there why nothing is done.
//   [data-planner="/address/of/the/plan"]  tr[data-month=id] takes a drop   [data-grip=id]  [data-township=id] are dragged
//   [data-planner-no="why a row that is no draft takes no drop"]
const panel = document.querySelector("[data-planner]");
const FAR = 6; // px before a press is a drag
const EDGE = 60; // px from the edge where the page scrolls along, also while the finger rests there
const STEP = 10; // px a frame
const READ = 5000; // ms for a message

let drag = null;

function monthAt(event) {
  return document.elementFromPoint(event.clientX, event.clientY)?.closest("tr[data-month]") ?? null;
}

function rowAt(event) {
  return document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-planner] tbody tr") ?? null;
}

function ghost(words, kind = "info") {
  const label = document.createElement("span");
  label.className = `tag tag-${kind}`;
  label.textContent = words;
  Object.assign(label.style, { position: "fixed", zIndex: 9, pointerEvents: "none" });
  document.body.append(label);
  return label;
}

function put(label, at) {
  const right = innerWidth - label.offsetWidth - 12;
  label.style.left = `${Math.max(Math.min(at.clientX + 12, right), 0)}px`;
  label.style.top = `${at.clientY + 12}px`;
}

function refuse(at) {
  const label = ghost(panel.dataset.plannerNo, "warn");
  label.setAttribute("role", "status");
  put(label, at);
  setTimeout(() => label.remove(), READ);
}

function follow() {
  const { at, label } = drag;
  put(label, at);
  const row = monthAt(at);
  if (row === drag.over) return;
  drag.over?.classList.remove("here");
  drag.over = row;
  row?.classList.add("here");
}

function scrollAlong() {
  if (!drag?.label) return;
  const { clientY } = drag.at;
  if (clientY < EDGE) scrollBy({ top: -STEP, behavior: "instant" });
  if (clientY > innerHeight - EDGE) scrollBy({ top: STEP, behavior: "instant" });
  follow();
  requestAnimationFrame(scrollAlong);
}

function end() {
  drag?.label?.remove();
  drag?.over?.classList.remove("here");
  drag = null;
}

function drop() {
  const { grip, over, at } = drag;
  const month = over?.dataset.month;
  end();
  if (!month && rowAt(at)) refuse(at);
  if (!month || month === grip.dataset.grip) return;
  const wish = new URLSearchParams(
    grip.dataset.grip ? [["swap", grip.dataset.grip], ["swap", month]] : [["township", grip.dataset.township], ["into", month]],
  );
  location.assign(`${panel.dataset.planner}?${wish}#${grip.dataset.grip ? "swap" : "place"}`);
}

for (const grip of panel ? document.querySelectorAll("[data-grip], [data-township]") : []) {
  Object.assign(grip.style, { touchAction: "none", cursor: "grab", userSelect: "none" });
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    grip.setPointerCapture(event.pointerId);
    drag = { grip, x: event.clientX, y: event.clientY, at: event, label: null, over: null };
  });
  grip.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.label && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    drag.at = event;
    if (drag.label) return follow();
    drag.label = ghost(grip.textContent);
    scrollAlong();
  });
  grip.addEventListener("pointerup", () => (drag?.label ? drop() : end()));
  grip.addEventListener("pointercancel", end);
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") end();
});
