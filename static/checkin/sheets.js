// Walk-in, team and undo as sheets over the desk: the same pages that work without scripts, fetched with X-Fragment; when no server
// answers, those of kept.js, whose deeds wait in the queue. What is half filled in when a guest's ticket is read waits behind the verdict,
// behind a sheet that the verdict leads to, and while somebody is looked up. A walk-in that was closed by hand, or left by a reload, is there
// again when it is opened anew, until it is sent or emptied.
//   a[data-sheet] opens · [data-close] closes · form[data-sheet-form] is sent in place · onDone(answer) hears the JSON of a deed done
import { door } from "./door.js";
import { Filling } from "./filling.js";
import { isOnlyKept, keptDeed, keptSheet, noteGuest } from "./kept.js";
import { ledger } from "./ledger.js";
import { draft, keepDraft } from "./store.js";
import { sync } from "./sync.js";

const PATIENCE = 5000;
const seminar = Number(door.dataset.seminar);
const asked = (more = {}) => ({ headers: { "X-Fragment": "1" }, cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE), ...more });

export class Sheets {
  aside = []; // the newest last

  constructor({ dialog, onDone, onTrouble, onClose, isHeld }) {
    Object.assign(this, { dialog, onDone, onTrouble, isHeld, filling: new Filling(dialog) });
    document.addEventListener("click", (event) => this.click(event));
    document.addEventListener("submit", (event) => this.submit(event));
    dialog.addEventListener("close", () => onClose());
    for (const change of ["input", "click"]) dialog.addEventListener(change, () => this.keepDraft());
    dialog.addEventListener("cancel", (event) => {
      if (event.target !== dialog) return; // a file that was not chosen
      event.preventDefault();
      this.leave();
    });
    document.addEventListener("door:free", () => this.resume());
  }

  get isOpen() {
    return this.dialog.open;
  }

  get isBusy() {
    return this.isOpen || this.aside.length > 0;
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }

  // By whoever has it before them: what waits behind it is next.
  leave() {
    this.keepDraft();
    this.close();
    this.resume();
  }

  giveUp() {
    this.close();
    this.aside = [];
    keepDraft(seminar, null);
    this.dialog.replaceChildren();
  }

  get typed() {
    return [...this.dialog.querySelectorAll("form[data-draft] input:not([type=hidden])")];
  }

  keepDraft() {
    const fields = this.typed;
    if (fields.length) keepDraft(seminar, fields.some((field) => field.value) ? Object.fromEntries(fields.map(({ name, value }) => [name, value])) : null);
  }

  // Only into a sheet in which nothing stands yet.
  takeDraft() {
    const [fields, before] = [this.typed, draft(seminar)];
    if (before && fields.every((field) => !field.value)) for (const field of fields) field.value = before[field.name] || "";
  }

  // For a verdict; resume() brings back what somebody has begun to fill in.
  setAside() {
    if (this.dialog.open && this.filling.isBegun) this.aside.push([...this.dialog.childNodes]);
    this.close();
  }

  resume() {
    if (!this.aside.length || this.isOpen || this.awaited || this.isHeld()) return;
    this.dialog.replaceChildren(...this.aside.pop());
    this.show();
  }

  async open(address) {
    const own = (sync.mode !== "online" || isOnlyKept(address)) && keptSheet(address);
    if (own) return this.present(own);
    if (address === this.awaited) return; // tapped twice
    this.awaited = address;
    try {
      await this.take(await fetch(address, asked()));
    } catch {
      sync.turn("offline");
      const instead = keptSheet(address);
      if (instead) this.present(instead);
      else this.onTrouble();
    }
    this.awaited = "";
    this.resume(); // where nothing came
  }

  async take(answer, sent) {
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (answer.redirected || (!answer.ok && (answer.status !== 422 || isJson))) return this.onTrouble(answer.status);
    if (isJson) return this.finish(await answer.json(), sent);
    this.present(await answer.text());
  }

  finish(done, sent) {
    if (sent) noteGuest(done, sent);
    if (this.typed.length) keepDraft(seminar, null);
    this.close();
    this.onDone(done);
  }

  // Markup of the server, or nodes of our own.
  present(sheet) {
    if (typeof sheet === "string") this.dialog.innerHTML = sheet;
    else this.dialog.replaceChildren(sheet);
    this.dialog.querySelector("h2").id ||= "sheet-title";
    this.dialog.setAttribute("aria-labelledby", "sheet-title");
    this.dialog.querySelectorAll(".js-only").forEach((node) => (node.hidden = false));
    this.takeDraft();
    this.show();
  }

  show() {
    if (!this.dialog.open) this.dialog.showModal();
    this.filling.begin();
  }

  click(event) {
    if (event.target === this.dialog) return this.leave(); // beside the sheet
    const node = event.target.closest?.("[data-sheet], [data-close]");
    if (!node || event.ctrlKey || event.metaKey) return;
    const opens = node.matches("[data-sheet]");
    if (!opens && !this.dialog.contains(node)) return;
    event.preventDefault();
    if (opens) this.open(node.href);
    else this.leave();
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
      if (form.dataset.sheetForm) await this.keep(form, body);
      else await this.take(await fetch(form.action, asked({ method: "POST", body })), body);
    } catch {
      await this.instead(form, body);
    }
    button.disabled = false;
  }

  // The net went while the sheet was open: what was filled in is kept here, under the same id, so that it counts once.
  async instead(form, body) {
    if (form.dataset.sheetForm) return this.onTrouble("full");
    sync.turn("offline");
    if (ledger.book.isReady) await this.keep(form, body).catch(() => this.onTrouble("full"));
    else this.onTrouble();
  }

  async keep(form, body) {
    const done = await keptDeed(form.action, body);
    if (done.problems) return this.filling.blame(form, done.problems);
    this.finish(done);
    if (sync.mode === "online") sync.push();
  }
}
