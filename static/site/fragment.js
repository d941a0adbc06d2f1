// Fresh parts without a reload.
//   <div id="live" data-live="/url" data-every="5">…</div>   refetched with its ETag, and at once when the network or the reader is back; rests while hidden;
//       backs off to 60 s (data-longest); data-stale when the last try failed, which data-stale-words says above it;
//       data-spoilt after data-spoils seconds without an answer, or as many as the last one's X-Good-For says
//   <form data-target="#live" …>                             posted with X-Fragment: 1, the answer replaces the target; without this module the form posts as usual
// An event "fragment:refresh" on the region fetches it at once (detail "anew": also when the server's has not changed). A region that holds the focus is not swapped. Put aria-live on the number only.
const LONGEST = 60;

function swap(region, html) {
  if (region.contains(document.activeElement) && document.activeElement !== region) return false;
  region.innerHTML = html;
  region.dispatchEvent(new CustomEvent("fragment:swapped", { bubbles: true }));
  return true;
}

function live(region) {
  const every = Number(region.dataset.every || 5);
  const longest = Number(region.dataset.longest || LONGEST);
  let wait = every;
  let tag = null;
  let round = 0;
  let next, spoils;

  async function fetchOnce() {
    const headers = { "X-Fragment": "1", ...(tag && { "If-None-Match": tag }) };
    const answer = await fetch(region.dataset.live, { headers, cache: "no-store", signal: AbortSignal.timeout?.(10000) });
    const isFresh = answer.status !== 304;
    if (isFresh && (!answer.ok || answer.redirected)) throw new Error(String(answer.status));
    if (isFresh && swap(region, await answer.text())) tag = answer.headers.get("ETag");
    keep(answer.headers.get("X-Good-For"));
  }

  function keep(seconds) {
    clearTimeout(spoils);
    delete region.dataset.spoilt;
    if (seconds) spoils = setTimeout(() => (region.dataset.spoilt = "1"), seconds * 1000);
  }

  async function turn() {
    if (!region.isConnected) return;
    const mine = ++round;
    clearTimeout(next);
    let failed = false;
    if (!document.hidden) await fetchOnce().catch(() => (failed = true));
    if (mine !== round) return; // another turn began meanwhile
    if (failed) region.dataset.stale = "1";
    else if (!document.hidden) delete region.dataset.stale;
    wait = failed ? Math.min(wait * 2, longest) : every;
    next = setTimeout(turn, wait * 1000 * (0.8 + 0.4 * Math.random()));
  }

  function back() {
    wait = 1; // requests may fail for a moment more
    turn();
  }

  keep(region.dataset.spoils);
  next = setTimeout(turn, wait * 1000);
  window.addEventListener("online", back);
  document.addEventListener("visibilitychange", () => document.hidden || back());
  region.addEventListener("fragment:refresh", ({ detail }) => {
    if (detail === "anew") tag = null;
    fetchOnce().catch(() => {});
  });
}

async function post(form, button) {
  const body = new FormData(form); // before the button is disabled, or its name and value are lost
  if (button?.name) body.append(button.name, button.value);
  if (button) button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" } });
    if (answer.redirected || answer.status >= 500) return location.assign(answer.redirected ? answer.url : location.href);
    const region = document.querySelector(form.dataset.target);
    region.innerHTML = await answer.text();
    region.querySelector("[data-focus]")?.focus();
    region.dispatchEvent(new CustomEvent("fragment:swapped", { bubbles: true }));
    if (button) button.disabled = false;
  } catch {
    if (button) button.disabled = false;
    delete form.dataset.target; // the ordinary way
    form.requestSubmit(button);
  }
}

document.querySelectorAll("[data-live]").forEach(live);
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-target]")) return;
  event.preventDefault();
  post(event.target, event.submitter);
});
