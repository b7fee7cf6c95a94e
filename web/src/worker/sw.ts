/**
 * The service worker: opens the client when the server cannot be reached, and does nothing else.
 *
 * It keeps the page and the files of one build. Pages come from the server whenever it answers, so
 * an upgrade shows at once; files are named by their content and never change. Answers of the
 * server (`api/`, `sync/`) never pass through here.
 */

export {};
declare const self: ServiceWorkerGlobalScope;

/** The build's files, put here when it is made. */
const FILES = "__FILES__".split(" ");
const PAGE = self.registration.scope;
const PREFIX = `atelier ${PAGE} `;
const CACHE = PREFIX + "__BUILD__";
/** The build before this one stays, for tabs that still show it. */
const KEPT_BUILDS = 2;
/** A server that has not begun to answer by then is away. */
const PATIENCE_MS = 5_000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepFiles().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(removeOldBuilds().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = request.url.startsWith(PAGE) ? request.url.slice(PAGE.length) : null;
  if (request.method !== "GET" || path === null || /^(api|sync)\//.test(path)) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (path.startsWith("assets/")) event.respondWith(file(request));
});

async function keepFiles(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, ...FILES.map((name) => PAGE + name)]);
}

async function removeOldBuilds(): Promise<void> {
  const builds = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const old = builds.filter((name) => name !== CACHE).slice(0, 1 - KEPT_BUILDS);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function page(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    // Something in between answers for a server that is away.
    if (answer.status < 502 || answer.status > 504) return answer;
    return (await keptPage()) ?? answer;
  } catch (error) {
    const kept = await keptPage();
    if (kept) return kept;
    throw error;
  }
}

async function keptPage(): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(PAGE);
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}
