// A hand-held scanner is a keyboard: it types fast and ends with Enter. Inside a field the field takes it; anywhere else we do.
const GAP = 1000; // generous, for a busy phone: what counts is that nobody ends six letters typed into nothing with Enter
const SHORTEST = 6;

export function onScanner(take) {
  let typed = "";
  let last = 0;
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
      if (event.timeStamp - last > GAP) typed = "";
      last = event.timeStamp;
      if (event.key.length === 1) typed += event.key;
      if (event.key !== "Enter" || typed.length < SHORTEST) return;
      event.preventDefault(); // or it would press the button that has the focus
      event.stopImmediatePropagation();
      take(typed);
      typed = "";
    },
    true,
  );
}
