// A hand-held scanner is a keyboard: it types fast and ends with Enter. Outside of fields all it types is ours; in a field what
// the address of a ticket is, for nobody types that by hand: then the field has again what stood in it. The search field reads tickets itself.
const GAP = 1000; // generous, for a busy phone: what counts is that nobody ends six letters typed into nothing with Enter
const SHORTEST = 6;
const FIELDS = "input:not([type=checkbox]):not([type=radio]), textarea, select";
const TICKET = /https?:\/\/[^\s/]+\/t\/[0-9a-z]{16}$/i;

export function onScanner(take) {
  let typed = "";
  let before = []; // what stood in the field, key by key
  let last = 0;
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      const field = event.target.closest?.(FIELDS);
      if (field?.type === "search") return;
      if (event.timeStamp - last > GAP) [typed, before] = ["", []];
      last = event.timeStamp;
      if (event.key.length === 1) {
        typed += event.key;
        before.push(field?.value);
      }
      if (event.key !== "Enter") return;
      const text = field ? typed.match(TICKET)?.[0] : typed;
      const stood = before[typed.length - text?.length];
      [typed, before] = ["", []];
      if (!text || text.length < SHORTEST) return;
      event.preventDefault(); // or it would press the button that has the focus
      event.stopImmediatePropagation();
      if (field) field.value = stood ?? "";
      take(text);
    },
    true,
  );
}
