// The sheet about this device: how it stands, what waits, send now, export to a file, sign out. Opened by [data-net].
//   new Device({ sheets })
import { base, door, say, words } from "./door.js";
import { kept, node } from "./dom.js";
import { ledger } from "./ledger.js";
import { canStay, isAble } from "./net.js";
import { freshToken, Refused } from "./send.js";
import { sync } from "./sync.js";
import { clock, seconds } from "./told.js";
import { wire } from "./wire.js";

const MOST_SHOWN = 50;

export class Device {
  constructor({ sheets }) {
    document.addEventListener("click", (event) => {
      if (!event.target.closest?.("[data-net]")) return;
      event.preventDefault();
      sheets.present(this.sheet());
    });
    sheets.dialog.addEventListener("click", ({ target }) => {
      const key = target.closest("[data-push], [data-export], [data-leave]");
      if (key?.matches("[data-push]")) this.push(sheets);
      if (key?.matches("[data-export]")) this.export();
      if (key?.matches("[data-leave]")) this.leave(sheets.dialog, key.dataset.leave);
    });
  }

  sheet() {
    const sheet = kept("kept-net");
    const { book, waiting, record } = ledger;
    const said = {
      mode: sync.mode === "online" ? words.mode_online : navigator.onLine ? words.no_server : words.no_net,
      list: book.isReady ? say("list_of", { time: clock(record.asked_at), n: book.people.length }) : words.unable,
      able: !canStay ? words.no_worker : ledger.trouble === "denied" ? words.denied_text : isAble() ? words.able : words.unable,
      waits: waiting.length || words.none_waits,
    };
    for (const place of sheet.querySelectorAll("[data-said]")) place.textContent = said[place.dataset.said];
    const rows = waiting.slice(-MOST_SHOWN).map((act) => node("li", {}, `${seconds(act.at)} · ${words.acts[act.kind] || words.verdicts[act.outcome] || ""} · ${act.name || act.text || ""}`));
    sheet.querySelector(".door-waits").append(...rows);
    for (const key of sheet.querySelectorAll("[data-push], [data-export]")) key.disabled = !waiting.length;
    return sheet;
  }

  async push(sheets) {
    await sync.probe();
    sheets.present(this.sheet());
  }

  // The last resort: what waits, as it would be sent, in a file that an organizer can take.
  export() {
    const whole = { v: 1, seminar: ledger.id, desk: door.dataset.desk, page: door.dataset.revision, exported: new Date().toISOString(), queue: ledger.waiting.map((act) => ({ seminar: act.seminar_id, ...wire(act, ledger.known) })) };
    const address = URL.createObjectURL(new Blob([JSON.stringify(whole, null, 1)], { type: "application/json" }));
    const link = node("a", { href: address, download: `door-${ledger.id}-${whole.exported.slice(0, 19).replaceAll(":", "")}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  async leave(dialog, address) {
    const refusal = dialog.querySelector("[data-refusal]");
    const refuse = (said) => Object.assign(refusal, { hidden: false, textContent: said });
    if (ledger.waiting.length) return refuse(say("still_waiting", { n: ledger.waiting.length }));
    try {
      const form = node("form", { method: "post", action: address }, node("input", { type: "hidden", name: "csrf_token", value: await freshToken() }));
      await ledger.forget();
      document.body.append(form);
      form.submit();
    } catch (error) {
      if (error instanceof Refused) location.assign(base); // signed out already
      else refuse(words.no_leaving);
    }
  }
}
