// What every part of the desk shares: the page's nodes, its words, its screen.
//   $("[data-team]")  a node of the desk · say("count", {n: 3})  a sentence with its gaps filled · toast(text)
export const door = document.getElementById("door");
export const { base } = door.dataset;
export const words = JSON.parse(document.getElementById("door-words").textContent);
export const wide = matchMedia("(min-width: 60em)");
export const keyboard = matchMedia("(pointer: fine)");
export const $ = (selector, within = door) => within.querySelector(selector);

export const say = (name, gaps = {}) => words[name].replace(/\{(\w+)\}/g, (gap, key) => gaps[key] ?? gap);

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
