// Walk-in, team and undo as sheets over the desk: the same pages that work without scripts, fetched with X-Fragment.
//   a[data-sheet] opens · [data-close] closes · form[data-sheet-form] is sent in place · onDone(answer) hears the JSON of a deed done
const wait = (work, ms) => {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), ms);
  };
};

export class Sheets {
  constructor({ dialog, onDone, onTrouble, onClose }) {
    Object.assign(this, { dialog, onDone, onTrouble });
    document.addEventListener("click", (event) => this.click(event));
    document.addEventListener("submit", (event) => this.submit(event));
    dialog.addEventListener("input", (event) => this.input(event));
    dialog.addEventListener("change", () => this.count());
    dialog.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("close", () => onClose());
    this.suggest = wait((field) => this.fetchNames(field), 200);
  }

  get isOpen() {
    return this.dialog.open;
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }

  async open(address) {
    try {
      const answer = await fetch(address, { headers: { "X-Fragment": "1" }, cache: "no-store" });
      await this.take(answer);
    } catch {
      this.onTrouble();
    }
  }

  async take(answer) {
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (answer.redirected || (!answer.ok && (answer.status !== 422 || isJson))) return this.onTrouble(answer.status);
    if (isJson) {
      const done = await answer.json();
      this.close();
      return this.onDone(done);
    }
    this.dialog.innerHTML = await answer.text();
    this.dialog.setAttribute("aria-labelledby", "sheet-title");
    this.dialog.querySelectorAll(".js-only").forEach((node) => (node.hidden = false));
    if (!this.dialog.open) this.dialog.showModal();
    this.count();
    const first = this.dialog.querySelector("[aria-invalid]") || [...this.dialog.querySelectorAll("form input:not([type=hidden])")].find((field) => !field.value);
    first?.focus();
  }

  click(event) {
    const node = event.target.closest?.("[data-sheet], [data-close], [data-all], [data-fill]");
    if (event.target === this.dialog) return this.close(); // beside the sheet
    if (!node || event.ctrlKey || event.metaKey) return;
    if (node.matches("[data-sheet]")) {
      event.preventDefault();
      this.open(node.href);
    } else if (node.matches("[data-close]") && this.dialog.contains(node)) {
      event.preventDefault();
      this.close();
    } else if (node.matches("[data-all]")) {
      this.dialog.querySelectorAll("[name=people]").forEach((box) => (box.checked = true));
      this.count();
    } else if (node.matches("[data-fill]")) {
      this.dialog.querySelector("[data-suggest]").value = node.dataset.fill;
      this.dialog.querySelector(".suggest").hidden = true;
      this.dialog.querySelector("[name=name]")?.focus();
    }
  }

  async submit(event) {
    const form = event.target;
    if (!form.matches("form[data-sheet-form]") || !this.dialog.contains(form)) return;
    event.preventDefault();
    const body = new FormData(form); // before the button is disabled
    const button = form.querySelector("[type=submit]");
    if (form.method === "get") return this.open(`${form.action}?${new URLSearchParams(body)}`);
    if (button.disabled) return;
    button.disabled = true;
    try {
      await this.take(await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" } }));
    } catch {
      this.onTrouble();
    }
    button.disabled = false;
  }

  // Enter goes on to the next empty field; in the last one it sends.
  key(event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type=checkbox]):not([type=radio]):not([type=search])")) return;
    const fields = [...event.target.form.querySelectorAll("input:not([type=hidden])")];
    const next = fields.slice(fields.indexOf(event.target) + 1).find((field) => !field.value);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  input(event) {
    if (event.target.matches("[data-suggest]")) this.suggest(event.target);
  }

  async fetchNames(field) {
    const list = this.dialog.querySelector(".suggest");
    const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(field.value)}`, { headers: { "X-Fragment": "1" } }).catch(() => null);
    if (!answer?.ok || answer.redirected || !list?.isConnected) return;
    list.innerHTML = await answer.text();
    list.hidden = !list.children.length || document.activeElement !== field;
  }

  count() {
    const form = this.dialog.querySelector("form[data-count]");
    const button = form?.querySelector("[type=submit]");
    if (!button) return;
    const chosen = form.querySelectorAll("[name=people]:checked").length;
    this.words ??= JSON.parse(document.getElementById("door-words").textContent);
    const said = form.querySelector(".team-in") ? this.words.count_more : this.words.count;
    button.textContent = chosen ? said.replace("{n}", chosen) : this.words.count_none;
  }
}
