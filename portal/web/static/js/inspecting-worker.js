// The inspector's pages open without a network: their shell comes from here, their data from the device.
// The server puts VERSION, FILES and SHELL in front of this text.

const CACHE = `inspecting-${VERSION}`;
const PAGE = /^\/inspections\/(\d+\/inspect|mine)$/;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...FILES, ...SHELL]);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("inspecting-") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (event.request.mode === "navigate" && PAGE.test(address.pathname)) event.respondWith(page(event.request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(file(event.request));
  else if (/^\/defects\/\d+\/picture/.test(address.pathname)) event.respondWith(file(event.request));
});

const PATIENCE = 4000;

async function page(request) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    const language = await kept();
    const cache = await caches.open(CACHE);
    return (await cache.match(SHELL.find((path) => path.endsWith(`/${language}`)) || SHELL[0])) || Response.error();
  }
}

// The language of the page that was opened last, told by the page itself.
async function kept() {
  const answer = await (await caches.open("inspecting-language")).match("/language");
  return answer ? answer.text() : "";
}

async function file(request) {
  const known = await caches.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}
