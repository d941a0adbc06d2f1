// One scan: to the server while it answers soon, else judged from the list on this device and kept until it can be sent.
//   const told = await take({ text | attendee_id, way })  →  the verdict to show; it never throws, and never shows what was not kept as done
import { door, newId, words } from "./door.js";
import { ledger } from "./ledger.js";
import { ask, Refused } from "./send.js";
import { sync } from "./sync.js";
import { recognise } from "./ticket.js";
import { stop, told } from "./told.js";

const SOON = 2500; // a guest waits no longer for a server when the list is here
const PATIENCE = 8000;
const TRIES = 3;
const canJudge = () => ledger.book.isReady && Boolean(globalThis.crypto?.subtle); // only over https
const hosts = [door.dataset.host.toLowerCase(), location.host];

export async function take(seen) {
  const act = { scan_id: newId(), at: new Date().toISOString(), kind: "scan", desk: door.dataset.desk, ...seen };
  if (sync.mode === "online" || !canJudge()) {
    try {
      return heard(act, await asked(act));
    } catch (error) {
      if (error instanceof Refused && ![401, 403, 404].includes(error.status)) return stop(words.failed_word, error.text || words.failed);
      await sync.guarded(() => Promise.reject(error));
    }
  }
  if (sync.mode === "barred") return stop(words.failed_word, words.barred);
  if (canJudge()) return judgeHere(act);
  if (sync.mode === "wiped") return stop(words.failed_word, words.wiped);
  if (sync.mode === "signed_out") return stop(words.signed_out, words.signed_out_fact);
  return stop(words.offline, ledger.book.isReady ? words.offline_fact : words.no_list_fact);
}

async function asked(act) {
  const tries = canJudge() ? 1 : TRIES;
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask("/scan", act, tries === 1 ? SOON : PATIENCE);
    } catch (error) {
      if (error instanceof Refused || attempt === tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, 300 * attempt));
    }
  }
}

function heard({ text, ...act }, answer) {
  const { outcome, attendee_id, name, enterprise } = answer;
  ledger.note({ ...act, outcome, attendee_id, name, enterprise });
  return answer;
}

async function judgeHere({ text, ...act }) {
  const book = ledger.book;
  const seen = act.attendee_id ? act : await recognise(text, hosts, book.roster.salt);
  const found = seen ? book.judge(seen) : { outcome: "unreadable" };
  if (found.outcome === "closed") return told(book, found, act);
  const what = seen?.hash ? { hash: seen.hash } : seen?.code_hash ? { code_hash: seen.code_hash } : act.attendee_id ? {} : { text }; // of a ticket only what cannot be shown at another door
  try {
    await ledger.keep({ ...act, ...what, outcome: found.outcome, attendee_id: found.person?.attendee_id, name: found.person?.name, enterprise: found.person?.enterprise });
  } catch {
    return stop(words.verdicts.not_kept, words.facts.not_kept);
  }
  return told(ledger.book, { ...found, person: found.person && ledger.book.byId.get(found.person.attendee_id) }, { ...act, text });
}
