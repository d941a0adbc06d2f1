// The one search field: a ticket or code is taken, anything else is looked up while it is typed.
//   const search = new Search({ onTicket }); search.open(); search.clear(); search.isOpen
import { $, base, door, keyboard, wide, words } from "./door.js";
import { node } from "./dom.js";
import { drawHits } from "./hits.js";
import { ledger } from "./ledger.js";
import { sync } from "./sync.js";
import { recognise } from "./ticket.js";

const field = document.getElementById("q");
const found = document.getElementById("door-found");
const TYPING = 80; // of the 200 ms that an answer may take
const PATIENCE = 3000;

const isTicket = (text) => text.includes("/") || text.includes(":") || /^[0-9a-z]{16}$/i.test(text) || /^(?=.*\d)[0-9a-z]{3}-?[0-9a-z]{3}-?[0-9a-z]$/i.test(text);
const isWorthAsking = (text) => !/[/:]/.test(text) && (/^\d+$/.test(text) ? text.length === 4 || text.length > 6 : /^[a-z ]*$/i.test(text) ? text.length > 1 : text.length > 0);

const isHalfNumber = (text) => /^\d{3,}$/.test(text);

// Without a server a ticket that was replaced is known by its mark alone.
const isInList = async (text) => sync.mode !== "online" && ledger.book.isReady && ledger.book.knows((await recognise(text, [], ledger.book.roster.salt)) || {});

export class Search {
  constructor({ onTicket }) {
    Object.assign(this, { onTicket, asked: 0, typing: null, drawn: "" });
    field.addEventListener("focus", () => {
      if (!wide.matches && !this.isOpen) this.open();
    });
    field.addEventListener("input", () => {
      clearTimeout(this.typing);
      if (wide.matches) door.dataset.mode = field.value ? "search" : "ready";
      found.toggleAttribute("data-stale", field.value.trim() !== this.drawn); // hits of something else are not shown
      this.typing = setTimeout(() => this.look(), TYPING);
    });
    $("[data-search]").addEventListener("submit", (event) => this.submit(event));
    $("[data-cancel]").addEventListener("click", (event) => {
      event.preventDefault();
      this.clear();
      document.dispatchEvent(new CustomEvent("door:free"));
    });
    $(".door-pad").addEventListener("click", (event) => this.pad(event.target.closest("button")));
  }

  get isOpen() {
    return door.dataset.mode === "search";
  }

  open() {
    door.dataset.mode = "search";
    if (!keyboard.matches) field.inputMode = "none"; // our own keys: most guests say the last four digits
    field.focus();
  }

  clear() {
    clearTimeout(this.typing);
    this.asked++;
    field.value = "";
    this.draw("");
    door.dataset.mode = "ready";
    door.dataset.pad = "";
    if (!wide.matches) field.blur();
  }

  async look() {
    const text = field.value.trim();
    const mine = ++this.asked;
    if (!isWorthAsking(text)) return this.draw(text, isHalfNumber(text) ? node("p", { class: "note", role: "status" }, words.more_digits) : "");
    const html = sync.mode === "online" || !ledger.book.isReady ? await this.ask(text) : null;
    if (mine !== this.asked) return;
    if (html !== null) return this.draw(text, document.createRange().createContextualFragment(html));
    const own = ledger.book.isReady ? await drawHits(ledger.book, text) : "";
    if (mine === this.asked) this.draw(text, own);
  }

  // What there is for this text, and nothing else.
  draw(text, hits = "") {
    this.drawn = text;
    found.replaceChildren(hits);
    found.removeAttribute("data-stale");
  }

  // The server's answer, or null when it gives none.
  async ask(text) {
    try {
      const limit = AbortSignal.timeout?.(PATIENCE);
      const answer = await fetch(`${base}/lookup?q=${encodeURIComponent(text)}`, { headers: { "X-Fragment": "1" }, cache: "no-store", signal: limit });
      return answer.ok && !answer.redirected ? await answer.text() : null;
    } catch {
      sync.turn("offline");
      return null;
    }
  }

  async submit(event) {
    event.preventDefault();
    clearTimeout(this.typing);
    const text = field.value.trim();
    if (isTicket(text)) return this.onTicket(text);
    const only = found.querySelectorAll("button[form=door-arrive]");
    if (only.length === 1 && found.dataset.text === text) return only[0].click();
    await this.look();
    found.dataset.text = text;
    if (found.querySelector("[data-way=code] li") || (await isInList(text))) this.onTicket(text); // a short code of letters alone
  }

  pad(key) {
    if (!key) return;
    if ("letters" in key.dataset) {
      door.dataset.pad = "off";
      field.inputMode = "text";
      field.blur();
      return field.focus();
    }
    field.value = key.dataset.digit ? field.value + key.dataset.digit : field.value.slice(0, -1);
    field.dispatchEvent(new Event("input"));
  }
}
