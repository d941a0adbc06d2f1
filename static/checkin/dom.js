// Building pieces of the page from words that are never markup.
//   node("b", { class: "x", hidden: true, data-… }, "text", child) · icon("check") a copy of one the page holds · kept("kept-undo") a filled-in template
export function node(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null && child !== ""));
  return made;
}

export const kept = (id) => document.getElementById(id).content.cloneNode(true);

export const icon = (name) => document.getElementById("kept-icons").content.querySelector(`[data-icon=${name}]`).firstElementChild.cloneNode(true);
