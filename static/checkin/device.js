// The sheet about this device: how it stands, what waits, send now, out to a file and back from one, sign out. Opened by [data-net].
//   new Device({ sheets })
import { base, door, say, words } from "./door.js";
import { kept, node } from "./dom.js";
import { fromFile, save, toFile } from "./handover.js";
import { ledger } from "./ledger.js";
import { ableSaid } from "./net.js";
import { showReach } from "./reach.js";
import { freshToken, Refused } from "./send.js";
import { sync } from "./sync.js";
import { clock, seconds } from "./told.js";

const MOST_SHOWN = 50;
const LARGEST = 5_000_000; // bytes of a file; a longer one is none of ours

export class Device {
  exported = new Set(); // scan ids
  read = new Map(); // of a file: what became of each scan id, "" before the server has said it

  constructor({ sheets }) {
    this.dialog = sheets.dialog;
    document.addEventListener("click", (event) => {
      if (!event.target.closest?.("[data-net]")) return;
      event.preventDefault();
      sheets.present(this.fill(kept("kept-net")));
    });
    this.dialog.addEventListener("click", ({ target }) => this.click(target.closest("[data-push], [data-export], [data-import], [data-drop], [data-leave]")));
    this.dialog.addEventListener("change", ({ target }) => target.matches("[data-file]") && this.import(target));
    sync.addEventListener("sent", ({ detail }) => this.heard(detail.answers));
    for (const source of [ledger, sync]) source.addEventListener("change", () => this.dialog.querySelector("[data-others]") && this.fill(this.dialog));
  }

  click(key) {
    if (!key) return;
    if ("push" in key.dataset) sync.probe();
    if ("export" in key.dataset) this.export(Number(key.dataset.export));
    if ("import" in key.dataset) this.dialog.querySelector("[data-file]").click();
    if ("drop" in key.dataset) this.drop(Number(key.dataset.drop));
    if ("leave" in key.dataset) this.leave(key.dataset);
  }

  fill(sheet) {
    const { book } = ledger;
    const { waiting } = book;
    const said = {
      mode: { online: words.mode_online, signed_out: words.expired, barred: words.barred, stale: words.stale, wiped: words.wiped }[sync.mode] || (!book.isReady ? words.no_list : navigator.onLine ? words.no_server : words.no_net),
      list: book.isReady ? say("list_of", { time: clock(book.asked_at), n: book.downloaded }) : words.unable,
      able: ableSaid(),
      waits: waiting.length || words.none_waits,
    };
    for (const place of sheet.querySelectorAll("[data-said]")) place.textContent = said[place.dataset.said];
    const rows = waiting.slice(-MOST_SHOWN).map((act) => node("li", {}, [seconds(book.momentOf(act)), words.acts[act.kind] || words.verdicts[act.outcome], act.name || book.find(act)?.name || act.text].filter(Boolean).join(" · ")));
    sheet.querySelector(".door-waits").replaceChildren(...rows);
    sheet.querySelector("[data-push]").disabled = !ledger.waiting.length;
    sheet.querySelector("[data-export]").disabled = !waiting.length;
    sheet.querySelector("[data-others]").replaceChildren(...this.ownWayOut(), ...ledger.others.map((id) => this.other(id)));
    showReach(sheet);
    return sheet;
  }

  // Whether all that waits there is in a file.
  isExported(id) {
    return ledger.waitingOf(id).every((act) => this.exported.has(act.scan_id));
  }

  // What waits for this seminar may go once it is in a file, where no server takes it.
  ownWayOut() {
    const isLast = sync.mode !== "online" && ledger.book.waiting.length > 0 && this.isExported(ledger.id);
    return isLast ? [node("li", { class: "notice notice-warn gap-top" }, node("p", {}, words.drop_own), dropKey(ledger.id))] : [];
  }

  async drop(id) {
    if (id !== ledger.id) return ledger.forget(id);
    await ledger.drop(new Set(ledger.waitingOf(id).map((act) => act.scan_id)));
    this.dialog.querySelector("[data-refusal]").hidden = true;
  }

  // What waits for another seminar: it may be saved, and then removed, where this browser may not enter there any more.
  other(id) {
    const isRefused = sync.refused.has(id);
    const title = say("others_wait", { seminar: ledger.nameOf(id), n: ledger.waitingOf(id).length });
    return node(
      "li",
      { class: "notice notice-warn gap-top" },
      node("div", {}, node("b", {}, title), isRefused ? node("p", {}, words.refused_other) : null),
      node("button", { type: "button", class: "btn", "data-export": id }, words.export),
      isRefused && this.isExported(id) ? dropKey(id) : null,
    );
  }

  // The last resort: what waits, as it would be sent, in a file that any desk of that seminar reads.
  export(id) {
    const exported = new Date().toISOString();
    const text = toFile({ seminar: id, desk: door.dataset.desk, page: door.dataset.revision, exported }, ledger.waitingOf(id), ledger.known);
    save(text, id, exported);
    for (const act of ledger.waitingOf(id)) this.exported.add(act.scan_id);
    this.fill(this.dialog);
  }

  async import(field) {
    const [file] = field.files;
    if (!file) return;
    const text = file.size > LARGEST ? "" : await file.text().catch(() => "");
    field.value = "";
    this.tell(await this.take(fromFile(text, ledger.id)));
    sync.push();
  }

  tell(said) {
    const place = this.dialog.querySelector("[data-read]");
    if (place) Object.assign(place, { hidden: false, textContent: said });
  }

  // What became of the entries of a file, once all of them are answered.
  heard(answers) {
    const mine = answers.filter(({ scan_id }) => this.read.has(scan_id));
    for (const { scan_id, counts, code } of mine) this.read.set(scan_id, counts ? "counts" : code === "dropped" ? "dropped" : "aside");
    const became = [...this.read.values()];
    if (!mine.length || became.includes("")) return;
    const parts = ["counts", "aside", "dropped"].map((fate) => [fate, became.filter((one) => one === fate).length]);
    this.tell(parts.filter(([, n]) => n).map(([fate, n]) => say(`read_${fate}`, { n })).join(" "));
  }

  async take({ acts, strange, why }) {
    if (why) return why === "stale" ? words.stale : words[`read_${why}`];
    try {
      this.read = new Map(acts.map(({ scan_id }) => [scan_id, ""]));
      const fresh = await ledger.take(acts);
      const counts = { read_n: fresh, read_known: acts.length - fresh, read_strange: strange };
      return Object.keys(counts).filter((name) => counts[name]).map((name) => say(name, { n: counts[name] })).join(" ");
    } catch {
      return words.read_full;
    }
  }

  async leave({ leave: address, elsewhere }) {
    const refusal = this.dialog.querySelector("[data-refusal]");
    const refuse = (said) => Object.assign(refusal, { hidden: false, textContent: said });
    if (ledger.waiting.length) return refuse(say("still_waiting", { n: ledger.waiting.length }));
    try {
      const form = node("form", { method: "post", action: address }, node("input", { type: "hidden", name: "csrf_token", value: await freshToken() }));
      await ledger.forget();
      document.body.append(form);
      form.submit();
    } catch (error) {
      if (!(error instanceof Refused)) return refuse(words.no_leaving);
      if (error.status === 401) return location.assign(base); // signed out already
      await ledger.forget(); // no more of this door: the way out is on another page
      location.assign(elsewhere);
    }
  }
}

const dropKey = (id) => node("button", { type: "button", class: "btn btn-danger", "data-drop": id }, words.drop);
