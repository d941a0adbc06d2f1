// Help while a sheet is filled in: Enter goes on, names of enterprises are suggested, the button counts, what is missing is marked.
//   const filling = new Filling(dialog); filling.begin() when a sheet is shown · filling.blame(form, {phone: "why"})
import { say, words } from "./door.js";
import { node } from "./dom.js";
import { ledger } from "./ledger.js";

const MOST_NAMES = 5;
const wait = (work, ms) => {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), ms);
  };
};

export class Filling {
  constructor(dialog) {
    this.dialog = dialog;
    this.suggest = wait((field) => this.fetchNames(field), 200);
    dialog.addEventListener("input", ({ target }) => target.matches("[data-suggest], [data-firms]") && this.suggest(target));
    dialog.addEventListener("change", () => this.count());
    dialog.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("click", ({ target }) => {
      const key = target.closest("[data-all], [data-fill], [data-clear]");
      if (key?.matches("[data-all]")) this.tickAll();
      else if (key?.matches("[data-clear]")) this.clear(key.form);
      else if (key) this.fill(key.dataset.fill);
    });
  }

  begin() {
    this.count();
    const empty = [...this.dialog.querySelectorAll("form input:not([type=hidden])")].find((field) => !field.value);
    (this.dialog.querySelector("[aria-invalid]") || empty)?.focus();
    this.showWhy();
  }

  showWhy() {
    this.dialog.querySelector(".msg:not([hidden])")?.scrollIntoView({ block: "center" });
  }

  get isBegun() {
    return [...this.dialog.querySelectorAll("form :is(input, textarea)")].some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
  }

  tickAll() {
    this.dialog.querySelectorAll("[name=people]").forEach((box) => (box.checked = true));
    this.count();
  }

  fill(name) {
    this.dialog.querySelector("[data-suggest], [data-firms]").value = name;
    this.dialog.querySelector(".suggest").hidden = true;
    this.dialog.querySelector("[name=name]")?.focus();
  }

  clear(form) {
    this.unblame(form);
    for (const field of form.querySelectorAll("input:not([type=hidden])")) field.value = "";
    form.querySelector("input:not([type=hidden])").focus();
  }

  // Enter goes on to the next empty field; in the last one it sends.
  key(event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("form input:not([type=checkbox]):not([type=radio]):not([type=search])")) return;
    const fields = [...event.target.form.querySelectorAll("input:not([type=hidden])")];
    const next = fields.slice(fields.indexOf(event.target) + 1).find((field) => !field.value && field.offsetParent);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  async fetchNames(field) {
    const list = this.dialog.querySelector(".suggest");
    if (field.dataset.firms) list.replaceChildren(...namesLike(field.value.trim()));
    else {
      const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(field.value)}`, { headers: { "X-Fragment": "1" } }).catch(() => null);
      if (!answer?.ok || answer.redirected || !list?.isConnected) return;
      list.innerHTML = await answer.text();
    }
    list.hidden = !list.children.length || document.activeElement !== field;
  }

  count() {
    const form = this.dialog.querySelector("form[data-count]");
    const button = form?.querySelector("[type=submit]");
    if (!button) return;
    const n = form.querySelectorAll("[name=people]:checked").length;
    button.textContent = n ? say(form.querySelector(".team-in") ? "count_more" : "count", { n }) : words.count_none;
  }

  unblame(form) {
    form.querySelectorAll(".msg").forEach((message) => message.remove());
    form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
  }

  blame(form, problems) {
    this.unblame(form);
    for (const [name, why] of Object.entries(problems)) {
      const field = form.querySelector(`[name=${name}]`);
      field.closest("[data-reason]")?.removeAttribute("hidden");
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", `${name}-msg`);
      field.closest(".f, fieldset")?.querySelector("label, legend").after(node("p", { class: "msg", id: `${name}-msg` }, why));
    }
    form.querySelector("[aria-invalid]")?.focus();
    this.showWhy();
  }
}

function namesLike(text) {
  const found = text.length > 1 ? ledger.book.firms.filter((name) => name.includes(text)) : [];
  return found.slice(0, MOST_NAMES).map((name) => node("li", {}, node("button", { type: "button", class: "btn", "data-fill": name }, node("span", {}, name))));
}
