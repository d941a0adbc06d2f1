// What every part of the desk shares: the page's nodes, its words, its screen.
//   $("[data-team]")  a node of the desk · say("count", {n: 3})  a sentence with its gaps filled · deskSaid("1号台")  Desk 1 · toast(text)
export const door = document.getElementById("door");
export const { base } = door.dataset;
export const words = JSON.parse(document.getElementById("door-words").textContent);
export const wide = matchMedia("(min-width: 60em)");
export const keyboard = matchMedia("(pointer: fine)");
const USUAL = /^(?:(\d{1,3})号台|Desk (\d{1,3}))$/;
const SELF_SERVICE = "自助"; // guests who let themselves in by the poster
export const $ = (selector, within = door) => within.querySelector(selector);

export const say = (name, gaps = {}) => words[name].replace(/\{(\w+)\}/g, (gap, key) => gaps[key] ?? gap);

// A desk with one of the usual names in the reader's language; any other name as it is.
export function deskSaid(name) {
  if (name === SELF_SERVICE) return words.self_service;
  const [, zh, en] = name.match(USUAL) || [];
  return zh || en ? say("desk_n", { n: zh || en }) : name;
}

export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

let timer = null;

export function toast(text) {
  const node = document.getElementById("toast");
  node.textContent = text;
  node.hidden = !text;
  clearTimeout(timer);
  timer = setTimeout(() => (node.hidden = true), 3000);
}
