// The screen stays awake while a desk that takes guests is on it, with a camera or without: a dark one shows no verdict.
//   stayAwake() · letSleep()
let isWanted = false;
let lock = null;

async function hold() {
  if (!isWanted || document.hidden) return;
  lock = await navigator.wakeLock?.request("screen").catch(() => null); // a phone that saves its battery refuses
}

document.addEventListener("visibilitychange", hold); // the browser takes the lock back from a page that is hidden

export function stayAwake() {
  isWanted = true;
  return hold();
}

export function letSleep() {
  isWanted = false;
  lock?.release?.().catch(() => {});
}
