// A block that repeats (attendees, questions, agenda lines) without asking the server.
//   <div data-repeat="attendees" data-max="3">
//     <fieldset data-row class="card"><legend class="vh">参会人<span data-number>1</span></legend>… name="attendees-0-name" id="attendees-0-name" … <span data-number>1</span> … <button name="remove" value="0" data-remove>移除</button></fieldset>
//     <button name="add" value="attendees" data-add>再加一位</button>  <p data-full hidden>已到上限</p>
//   </div>
// Without this module both buttons submit the form and the server adds or removes the row.
const NAMED = ["name", "id", "for", "aria-describedby", "href"];

function renumber(box) {
  const rows = [...box.querySelectorAll("[data-row]")];
  const pattern = new RegExp(`\\b${box.dataset.repeat}-\\d+`, "g");
  rows.forEach((row, index) => {
    for (const node of [row, ...row.querySelectorAll("*")]) {
      for (const name of NAMED) {
        const value = node.getAttribute(name);
        if (value?.includes(`${box.dataset.repeat}-`)) node.setAttribute(name, value.replace(pattern, `${box.dataset.repeat}-${index}`));
      }
    }
    row.querySelectorAll("[data-number]").forEach((node) => (node.textContent = index + 1));
    row.querySelectorAll("[data-remove]").forEach((button) => {
      button.value = index;
      button.hidden = index === 0;
    });
  });
  const full = rows.length >= Number(box.dataset.max || 99);
  box.querySelector("[data-add]").hidden = full;
  const said = box.querySelector("[data-full]");
  if (said) said.hidden = !full;
}

function emptied(row) {
  const fresh = row.cloneNode(true);
  fresh.querySelectorAll("input, textarea, select").forEach((control) => {
    if (["checkbox", "radio"].includes(control.type)) control.checked = false;
    else if (control.tagName === "SELECT") control.selectedIndex = 0;
    else control.value = "";
    control.removeAttribute("aria-invalid");
  });
  fresh.querySelectorAll(".msg").forEach((node) => node.remove());
  fresh.querySelectorAll(".err").forEach((node) => node.classList.remove("err"));
  fresh.querySelectorAll("details").forEach((node) => (node.open = false));
  return fresh;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add], [data-remove]");
  const box = button?.closest("[data-repeat]");
  if (!box) return;
  event.preventDefault();
  const rows = box.querySelectorAll("[data-row]");
  if (button.matches("[data-add]")) {
    const last = rows[rows.length - 1];
    const fresh = emptied(last);
    last.after(fresh);
    renumber(box);
    fresh.querySelector("input:not([type=hidden]), textarea, select").focus();
  } else if (rows.length > 1) {
    button.closest("[data-row]").remove();
    renumber(box);
    box.querySelector("[data-add]").focus();
  }
});
