// One act to the server, tried three times with the same id, so that a lost answer is asked for again and counts once.
//   const answer = await post(scan); throws Refused (its .verdict is to be shown) or, when nobody answers, Unreachable
import { base, door, words } from "./door.js";

const TRIES = 3;
const PATIENCE = 8000;

export class Unreachable extends Error {}

export class Refused extends Error {
  constructor(told) {
    super("refused");
    this.verdict = { tone: "stop", size: "m", word: words.signed_out, fact: words.signed_out_fact, ...(told && { word: words.failed_word, fact: told }) };
  }
}

export async function post(scan) {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      return await once(scan);
    } catch (error) {
      if (error instanceof Refused) throw error;
      await new Promise((resolve) => setTimeout(resolve, 300 * attempt));
    }
  }
  throw new Unreachable();
}

async function once(scan) {
  const body = JSON.stringify({ ...scan, sent: new Date().toISOString() });
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": door.dataset.csrf };
  const answer = await fetch(`${base}/scan`, { method: "POST", headers, body, signal: AbortSignal.timeout?.(PATIENCE) });
  const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
  if (answer.ok && isJson && !answer.redirected) return answer.json();
  if (answer.status >= 500) throw new Error(String(answer.status));
  throw new Refused(isJson ? (await answer.json()).text : "");
}
