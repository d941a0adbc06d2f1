// A phone number as it is typed, and what may be kept of it. Pure.
//   folded(phone) without what says nothing · numberOf(phone) one number, however it is typed
//   shareOf(phone) what this device may keep of a number that is sent: its remainder, which a million numbers share and which tells no digit
const SHARES = 9973;

// Full-width digits are digits; blanks, brackets and dashes say nothing, but for the one before an extension.
export const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s().]/g, "").replace(/[‐‑‒–—―－~]/g, "-");

export const numberOf = (phone) => folded(phone).replaceAll("-", "").replace(/^(\+|00)86/, "");

export const shareOf = (phone) => Number(numberOf(phone).replace(/\D/g, "")) % SHARES;
