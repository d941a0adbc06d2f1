// The service worker of the desk: keeps its page and files, so that it opens with the server dead. The server writes two lines before this:
//   const CACHE = "door-<revision of all files>"; const FILES = ["/assets/…", …];
// The page comes from the network first, files from the cache first. Never kept: what names guests (/roster, /scans …), and what was
// redirected (a sign-in page). A page is kept as its shell, /door/<id>/shell: no guest, no token. {keep: "/door/5"} asks for one, {kept: true} is the answer.
const SLOW = 4000;
const SHELL = /^\/door\/\d+\/shell$/;

const shellOf = (path) => `${path.match(/^\/door\/\d+/)[0]}/shell`;
const isWhole = (answer) => answer.ok && !answer.redirected;

async function keepShell(cache, path) {
  const answer = await fetch(path, { credentials: "same-origin", cache: "no-store" });
  if (isWhole(answer)) await cache.put(path, answer);
  else if (answer.status >= 500) throw new Error("later");
  return isWhole(answer);
}

// A new release takes over only with all its files and every page that the old one could open.
async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES);
  for (const old of await caches.keys()) {
    const kept = old === CACHE ? [] : await (await caches.open(old)).keys();
    for (const { url } of kept) {
      const path = new URL(url).pathname;
      if (SHELL.test(path)) await keepShell(cache, path);
    }
  }
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith("door-") && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

async function page(request, path) {
  const shell = await caches.match(shellOf(path));
  if (!shell) return fetch(request);
  try {
    const late = new Promise((_, reject) => setTimeout(reject, SLOW, new Error("slow")));
    const answer = await Promise.race([fetch(request), late]);
    return answer.status >= 500 ? shell : answer;
  } catch {
    return shell;
  }
}

async function keep(page) {
  const cache = await caches.open(CACHE);
  if (!(await cache.match(FILES[0]))) await cache.addAll(FILES); // all was wiped since
  await keepShell(cache, shellOf(page)).catch(() => {}); // without a network what is here stays
  return Boolean(await cache.match(shellOf(page)));
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => event.data.keep && event.waitUntil(keep(event.data.keep).then((kept) => event.source.postMessage({ kept }), () => {})));
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (event.request.mode === "navigate" && /^\/door\/\d+/.test(pathname)) event.respondWith(page(event.request, pathname));
  else if (FILES.includes(pathname)) event.respondWith(caches.match(pathname).then((kept) => kept || fetch(event.request)));
});
