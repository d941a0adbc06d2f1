// What the server would refuse of a guest, as far as a desk without it can tell; it need not be all, the server judges in the end.
//   refused({ enterprise_name, name, phone }) → {} or what is wrong with each field, in words
import { say, words } from "./door.js";
import { folded } from "./numbers.js";

const LONGEST = { enterprise_name: 100, name: 50 };
const NAME = /^\p{L}[\p{L}\p{M} ·•・‧∙･.。．'’-]*$/u;
const EXTENSION = /(?:转|分机|ext\.?|x|#)(?:分机)?:?\d{1,6}号?$/;
const NUMBER = /^(1[3-9]\d{9}|0\d{2,3}\d{7,8}|[48]00\d{7}|(\+|00)\d{6,14})(-\d{1,6})?$/;

function isNumber(text) {
  const main = folded(text).replace(EXTENSION, "").replace(/-$/, "");
  return NUMBER.test(main.replaceAll("-", "")) || NUMBER.test(main.replace(/^(\+?\d{1,4})-/, "$1"));
}

export function refused(fields) {
  const problems = {};
  for (const [field, text] of Object.entries(fields)) {
    if (!text) problems[field] = words.required;
    else if ([...text].length > LONGEST[field]) problems[field] = say(`long_${field}`, { n: LONGEST[field] });
    else if (field === "name" && !NAME.test(text.normalize("NFC"))) problems[field] = words.no_name;
    else if (field === "phone" && !isNumber(text)) problems[field] = words.no_phone;
  }
  return problems;
}
