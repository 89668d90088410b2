// The kiosk's service worker: with it a tablet that is reloaded without a network still shows the kiosk. It keeps pages and
// files that the kiosk's page names, which hold no answer and no secret; it never sees a POST. The network comes first: what is
// kept is used only where the network does not answer. Its address carries the version, and each version has a store of its own.
const STORE = "kiosk-" + new URL(self.location).searchParams.get("v");
const PATIENCE = 4000; // a network that is there and does not answer is as good as none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data && Array.isArray(event.data.keep)) event.waitUntil(keep(event.data.keep));
});
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && new URL(url).origin === self.location.origin) event.respondWith(answer(event.request));
});

// All or nothing, so that a page is never kept without what it needs; what older versions kept goes only then.
async function keep(addresses) {
  const store = await caches.open(STORE);
  await store.addAll(addresses.map((address) => new Request(address, { credentials: "omit", cache: "no-cache" })));
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("kiosk-") && name !== STORE).map((name) => caches.delete(name)));
}

async function answer(request) {
  const kept = await findKept(request);
  if (!kept) return fetch(request);
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: clock.signal });
  } catch (lost) {
    return kept;
  } finally {
    clearTimeout(timer);
  }
}

async function findKept(request) {
  const own = await (await caches.open(STORE)).match(request, { ignoreVary: true });
  return own || caches.match(request, { ignoreVary: true });
}
