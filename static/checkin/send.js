// Talking to the server of the door: JSON with the token of this moment (none lies in a page that is kept for later).
//   await ask("/scan", body, patience) → the JSON of the answer; throws Refused (the server said no) or Unreachable (nobody answered)
//   await hand(seminar, body, patience) the same for a queue
import { base } from "./door.js";

export class Unreachable extends Error {}

export class Refused extends Error {
  constructor(status, told) {
    super(told.text || `${status}`);
    Object.assign(this, { status, code: told.code || "", text: told.text || "", wipe: Boolean(told.wipe) });
  }
}

let token = null;

async function reach(path, options, patience) {
  const limit = AbortSignal.timeout?.(patience);
  const answer = await fetch(`${base}${path}`, { cache: "no-store", signal: limit, ...options }).catch(() => {
    throw new Unreachable(path);
  });
  if (answer.status >= 500 || answer.status === 429) throw new Unreachable(String(answer.status));
  return answer;
}

async function told(answer) {
  if (answer.redirected) throw new Refused(401, { code: "signed_out" });
  const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
  const body = isJson ? await answer.json().catch(() => ({})) : {};
  if (answer.ok && !isJson) throw new Unreachable("somebody else answers"); // as a hotel's network does before one signs in
  if (answer.ok) return body;
  throw new Refused(answer.status, body);
}

export async function freshToken(patience = 8000) {
  const { token: fresh } = await told(await reach("/token", { headers: { Accept: "application/json" } }, patience));
  return fresh;
}

// So that the first guest does not wait for it.
export const prepare = () => freshToken().then((fresh) => (token ??= fresh)).catch(() => {});

async function post(path, body, patience, signed = {}) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", ...signed };
  const sent = JSON.stringify({ ...body, sent: new Date().toISOString() });
  return told(await reach(path, { method: "POST", headers, body: sent }, patience));
}

export async function ask(path, body, patience) {
  const isOld = token !== null;
  token ??= await freshToken(patience);
  try {
    return await post(path, body, patience, { "X-CSRFToken": token });
  } catch (error) {
    if (!(error instanceof Refused && error.status === 400 && !error.code && isOld)) throw error;
    token = null; // too old: once more with a new one
    return ask(path, body, patience);
  }
}

// A page from a cache sends what waited: this door asks for no token. An answer that tells of no entry is none of ours.
export async function hand(seminar, body, patience) {
  const heard = await post(`/../${seminar}/scans`, body, patience);
  if (!Array.isArray(heard.answers)) throw new Unreachable("somebody else answers");
  return heard;
}

// {lasts} milliseconds until this device must forget its list, {ahead} by how much the server's clock is ahead of this one, and
// {roster, etag} when it has changed since `etag`.
export async function fetchRoster(etag, about, patience = 15000) {
  const headers = { Accept: "application/json", ...about, ...(etag && { "If-None-Match": etag }) };
  const answer = await reach("/roster", { headers }, patience);
  const until = (name) => Date.parse(answer.headers.get(name));
  const times = { lasts: until("X-Until") - until("X-Now"), ahead: until("X-Now") - Date.now() };
  const list = answer.status === 304 ? {} : { roster: await told(answer), etag: answer.headers.get("ETag") };
  if (Number.isNaN(times.lasts)) throw new Unreachable("somebody else answers");
  return { ...list, ...times };
}
