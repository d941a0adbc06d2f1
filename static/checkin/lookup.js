// Looking people up in the roster of a device, as seminars/checkin/rules/lookup.py and queries/lookup.py do it on the server.
//   classify(text)                            { kind: "tail" | "code" | "initials" | "text" | "nothing", value }
//   await search(people, firms, text, salt)   { kind, way, value, total, hits: [{ person, firm, name, enterprise, pinyin }] }, twenty hits at most:
//                                             person is its row of the roster, firm the full name, the others pieces [text, fits]; way is what a scan keeps
// A tail finds a stranger now and then (see tailShare): the name decides. tests/checkin/lookup-cases.json keeps page and server equal.
const MOST_HITS = 20;
const [ID, NAME, FIRM, STATE, ARRIVED, CODE, TAIL, INITIALS] = [1, 2, 3, 4, 5, 7, 8, 9];
const SEATED = "confirmed";
const UNSAID = " ·.'’-";
const UNDIVIDED = { ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ß: "ss" };
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LEGAL_FORM =
  /(?:集团)?(?:股份有限公司|有限责任公司|有限公司|股份公司)(?=$|\s*[(（])|([\p{L}\p{N})）])[,\s]*\b(?:co(?:mpany)?\.?,?\s*)?(?:ltd|limited|inc|corp|gmbh|llc)\b\.?(?=$|\s*[(（])/giu;

// What the roster tells of the last four digits: their remainder by 997, which ten or eleven tails share. The server says why.
export const tailShare = (tail) => (/^\d+$/.test(tail) ? Number(tail) % 997 : -1);

export async function fingerprint(salt, text, length) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(salt + text)));
  const base64 = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
  return base64.slice(0, length);
}

export function classify(text) {
  const typed = clean(text);
  const plain = typed.normalize("NFKC");
  const digits = plain.replace(/[ -]/g, "");
  if (/^(\d{4}|\+?\d{10,14})$/.test(digits)) return { kind: "tail", value: digits.slice(-4) };
  const code = shortCode(plain);
  if (code) return { kind: "code", value: code };
  const letters = lettersOf(plain);
  if (letters) return { kind: "initials", value: letters };
  return /[\p{L}\p{N}]/u.test(typed) ? { kind: "text", value: typed } : { kind: "nothing", value: "" };
}

export async function search(people, firms, text, salt) {
  const wanted = classify(text);
  const found = await find(people, firms, wanted, salt);
  const letters = wanted.kind === "code" && !found.total && lettersOf(clean(text).normalize("NFKC"));
  return letters ? find(people, firms, { kind: "initials", value: letters }, salt) : found; // ANTONIO could be a code, and is a name
}

async function find(people, firms, { kind, value }, salt) {
  const rank = { tail: byTail, code: byCode, initials: byLetters, text: byText, nothing: () => () => -1 }[kind];
  const fit = rank(value, kind === "initials" ? plain(firms) : folded(firms), kind === "code" ? await fingerprint(salt, value, 8) : "");
  const found = people.map((person) => ({ person, rank: fit(person) })).filter((one) => one.rank >= 0);
  found.sort(order);
  const part = kind === "initials" || kind === "text" ? value : "";
  const hits = found.slice(0, MOST_HITS).map(({ person }) => shown(person, firms[person[FIRM]], part, kind));
  return { kind, way: kind === "text" || kind === "nothing" ? "name" : kind, value, total: found.length, hits };
}

// Each way gives the rank of a person: 0 is the best fit, -1 none.
const byTail = (tail) => (person) => (person[TAIL] === tailShare(tail) ? 0 : -1);
const byCode = (_code, _firms, hash) => (person) => (person[CODE] === hash ? 0 : -1);

function byLetters(letters, firms) {
  return (person) => {
    const initials = `${person[INITIALS]}|`;
    const readings = `|${initials}`;
    const firm = firms[person[FIRM]];
    return first([
      initials.startsWith(`${letters}|`),
      readings.includes(`|${letters}|`) || firm === letters,
      initials.startsWith(letters),
      readings.includes(`|${letters}`) || firm.startsWith(letters),
      initials.includes(letters) || firm.includes(letters),
    ]);
  };
}

function byText(text, firms) {
  const said = fold(text);
  return (person) => {
    const name = fold(person[NAME]);
    const firm = firms[person[FIRM]];
    return first([name === said, firm === said, name.startsWith(said), firm.startsWith(said), name.includes(said) || firm.includes(said)]);
  };
}

const first = (fits) => fits.indexOf(true);

function order(one, other) {
  const [a, b] = [one.person, other.person];
  return (
    (a[STATE] !== SEATED) - (b[STATE] !== SEATED) ||
    Boolean(a[ARRIVED]) - Boolean(b[ARRIVED]) ||
    one.rank - other.rank ||
    compare(a[INITIALS].replaceAll("|", " "), b[INITIALS].replaceAll("|", " ")) ||
    compare(a[NAME], b[NAME]) ||
    a[ID] - b[ID]
  );
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function shown(person, firm, part, kind) {
  const spoken = kind === "initials" && /^\p{Script=Han}+$/u.test(person[NAME]);
  const reading = spoken ? person[INITIALS].split("|").find((one) => one.includes(part)) : "";
  return { person, firm, name: pieces(person[NAME], part), enterprise: pieces(shortened(firm), part), pinyin: reading ? pieces(reading, part) : [] };
}

// `text` cut where `part` occurs in it, whatever case, blanks and dots.
export function pieces(text, part) {
  const said = [...part].filter((char) => !UNSAID.includes(char)).map((char) => char.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&"));
  if (!said.length) return [[text, false]];
  const cut = text.split(new RegExp(`(${said.join("[ ·.'’-]*")})`, "iu"));
  return cut.map((piece, place) => [piece, place % 2 === 1]).filter(([piece]) => piece);
}

// The name of an enterprise without its legal form, for small screens.
export function shortened(name) {
  const short = name.replace(LEGAL_FORM, "$1").replace(/^[ ,，]+|[ ,，]+$/g, "");
  return short.length >= 3 ? short : name;
}

const clean = (text) => text.replace(/[\p{Cf}\p{Cs}]/gu, "").replace(/[\s\p{Cc}]+/gu, " ").trim().normalize("NFC");
// Without what people leave out when they say a name.
const fold = (text) => asSaid(clean(text).normalize("NFKC").toLowerCase().replace(/[•・‧∙]/g, "·").replace(/\s+/g, ""));
const asSaid = (text) => [...text].filter((char) => !UNSAID.includes(char)).join("");

let known = { firms: null, folded: [], plain: null };
function folded(firms) {
  const isKnown = known.firms === firms && known.folded.length === firms.length; // a walk-in brings an enterprise along
  if (!isKnown) known = { firms, folded: firms.map(fold), plain: null };
  return known.folded;
}

function plain(firms) {
  const names = folded(firms);
  return (known.plain ??= names.map(withoutAccents));
}

const withoutAccents = (text) => text.replace(/[łøđðþæœıß]/g, (char) => UNDIVIDED[char]).normalize("NFD").replace(/\p{M}/gu, "");

function lettersOf(text) {
  const letters = withoutAccents(asSaid(text).toLowerCase());
  return /^[a-z]+$/.test(letters) ? letters : "";
}

// Six characters and a check character over GF(32): seminars/registration/rules/short_codes.py.
function shortCode(text) {
  if (text.length > 20 || !/^[ -~]*$/.test(text)) return "";
  const code = text.toUpperCase().replace(/[ -]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  const values = [...code].map((char) => DIGITS.indexOf(char));
  if (values.length !== 7 || values.includes(-1)) return "";
  const check = values.slice(0, 6).reduce((total, value) => (((total ^ value) << 1) ^ ((total ^ value) & 16 ? 37 : 0)), 0);
  return check === values[6] ? code : "";
}
