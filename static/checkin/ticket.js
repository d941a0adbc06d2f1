// What a scanned or typed text means, exactly as the server reads it (rules.parse_scanned); never followed, only compared.
//   await recognise(text, hosts, salt) → {hash} of a ticket, {code_hash} of a short code, or null: not one of our tickets
import { classify, fingerprint } from "./lookup.js";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LINK = /^https?:\/\/([^/?#]*)\/t\/([0-9a-z]{16})$/i;
const PRINTABLE = /^[\x20-\x7e]+$/;
const LONGEST = 200;

const isCrockford = (text) => [...text].every((char) => ALPHABET.includes(char));

const normal = (text) => text.toUpperCase().replace(/[ -]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");

export function parseScanned(text, hosts) {
  const typed = text.trim();
  if (!PRINTABLE.test(typed) || typed.length > LONGEST) return null;
  if (!/[:/]/.test(typed)) return asToken(typed);
  const [, host, token] = typed.match(LINK) || [];
  return token && hosts.includes(host.toLowerCase()) ? asToken(token) : null;
}

function asToken(typed) {
  const token = normal(typed);
  return token.length === 16 && isCrockford(token) ? token : null;
}

export async function recognise(text, hosts, salt) {
  const token = parseScanned(text, hosts);
  if (token) return { hash: await fingerprint(salt, token, 11) };
  const { kind, value } = classify(text);
  return kind === "code" ? { code_hash: await fingerprint(salt, value, 8) } : null;
}
