// Keyboard of the staff pages; never inside a field, never with Ctrl, Alt or Cmd. Off with the cookie keys=off (WCAG 2.1.4), which /staff/keys sets.
//   /  [data-key="/"] search    F  the list's own filter    J K  next and previous [data-item]    X  tick it    Enter  open it    Esc  back or clear
//   ?  the list of keys
//   any other letter presses the visible control with that data-key
let at = -1;

function items() {
  return [...document.querySelectorAll("[data-item]")];
}

function move(step) {
  const all = items();
  if (!all.length) return;
  all[at]?.classList.remove("here");
  at = Math.max(0, Math.min(all.length - 1, at + step));
  all[at].classList.add("here");
  all[at].scrollIntoView({ block: "nearest" });
  (all[at].querySelector("a[href]") ?? all[at]).focus({ preventScroll: true });
}

function press(key) {
  const control = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}" i]`)].find((node) => node.offsetParent);
  if (!control) return false;
  if (control.matches("input, select, textarea")) control.focus();
  else control.click();
  return true;
}

const deeds = {
  j: () => move(1),
  k: () => move(-1),
  x: () => items()[at]?.querySelector("input[type=checkbox]")?.click(),
  enter: () => items()[at]?.querySelector("a[href]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || /(^|; )keys=off/.test(document.cookie)) return;
  const key = event.key.toLowerCase();
  if (event.target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]")) {
    if (key === "escape") event.target.blur();
    return;
  }
  if (key === "enter" && event.target.closest("a, button, summary")) return;
  const done = press(key) || (deeds[key] && (deeds[key](), true));
  if (done) event.preventDefault();
});
