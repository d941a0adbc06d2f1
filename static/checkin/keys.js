// Focus and keys. On a laptop the scan field has the focus whenever nothing else was chosen; F2 F3 F4 open sheets, Esc clears.
//   const settle = onKeys({ isBusy, onEscape, onScan }); settle() gives the focus back, settle(true) takes it
import { $, keyboard, wide } from "./door.js";
import { onScanner } from "./scanner.js";
import { verdict } from "./verdict.js";

const field = document.getElementById("q");

export function onKeys({ isBusy, onEscape, onScan }) {
  function settle(now = false) {
    if (!wide.matches || !keyboard.matches || isBusy()) return;
    const at = document.activeElement;
    if (now || !at || at === document.body || verdict.contains(at)) field.focus();
  }
  document.addEventListener("focusout", () => setTimeout(settle, 50));
  document.addEventListener("door:free", () => settle());
  document.addEventListener("keydown", (event) => {
    if (isBusy()) return;
    const hot = /^F[234]$/.test(event.key) && $(`[data-hot=${event.key}]`);
    if (hot && !hot.hidden) {
      event.preventDefault();
      hot.click();
    } else if (event.key === "Escape") {
      onEscape();
      settle(true);
    }
  });
  onScanner(onScan);
  return settle;
}
