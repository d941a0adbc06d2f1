// <section data-remember>: what describes the enterprise stays on this device and fills the empty fields next time; [data-forget] clears it.
// Names and phones of people are never kept.
const KEY = "enterprise";
const FIELDS = ["enterprise_name", "uscc", "email"];
const box = document.querySelector("[data-remember]");
const fields = FIELDS.map((name) => document.getElementById(name));
const note = box?.querySelector("[data-remembered]");

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || {};
  } catch {
    return {}; // switched off, or not ours
  }
}

if (box) {
  const before = kept();
  const untouched = fields.every((field) => !field.value);
  if (untouched) for (const field of fields) field.value = before[field.id] || "";
  note.hidden = !before.enterprise_name;
  box.closest("form").addEventListener("submit", () => {
    try {
      localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(fields.map((field) => [field.id, field.value.trim()]))));
    } catch {
      // nothing is lost: next time it is typed again
    }
  });
  note.querySelector("[data-forget]").addEventListener("click", (event) => {
    event.preventDefault();
    localStorage.removeItem(KEY);
    for (const field of fields) field.value = "";
    note.hidden = true;
    fields[0].focus();
  });
}
