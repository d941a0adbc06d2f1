// <section data-remember>: who registers stays on this device and fills the empty fields next time; [data-forget] clears it.
// A broker writes for another firm each time: of its form, its own name and mailbox stay. Names and phones of people are never kept.
const KEY = "enterprise";
const FIELDS = ["enterprise_name", "uscc", "email", "agent"];
const OF_BROKER = ["email", "agent"];
const box = document.querySelector("[data-remember]");
const fields = FIELDS.map((name) => document.getElementById(name));
const agent = document.getElementById("agent");
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
  if (agent.value) agent.closest("details").open = true;
  note.hidden = !before.enterprise_name && !before.agent;
  box.closest("form").addEventListener("submit", () => {
    const stays = agent.value.trim() ? fields.filter((field) => OF_BROKER.includes(field.id)) : fields;
    try {
      localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(stays.map((field) => [field.id, field.value.trim()]))));
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
