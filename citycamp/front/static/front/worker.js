// Keeps what was read at a camp for when the network fails: the camp's page, its board, what is "For me", opened sessions.
// Only pages whose answer says whose they are (citycamp/keeping.py), in caches that bear that name; never two persons'.

const KEPT_FOR = "X-Kept-For";
const KEPT_AT = "X-Kept-At";
const SIZE = "X-Kept-Size";
const LIMIT = 5 * 1024 * 1024; // bytes of one camp
const PATIENCE = 1000; // then a kept page is shown
const PAGE = /^\/events\/([-\w]+)\/(board\/(sessions\/[0-9A-Za-z]{6}\/)?)?$/;
const SHOWS = ["", "?show=now", "?show=next", "?show=mine"];
const FILE = /^\/(static\/|accent-[0-9a-f]+\.css)/;
const HASHED = /\.[0-9a-f]{12}\.\w+$/; // names that never mean anything else
const NOT_KEPT = "/events/not-kept.html";
const AWAY = [502, 503, 504]; // a proxy answers, the site does not

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(request.method === "GET" ? read(event, url) : send(event));
  else if (request.method === "GET" && FILE.test(url.pathname)) event.respondWith(file(request, url));
});

self.addEventListener("message", (event) => event.waitUntil(learn(event.data)));

function campOf(url) {
  return SHOWS.includes(url.search) ? PAGE.exec(url.pathname)?.[1] : undefined;
}

async function ours() {
  return (await caches.keys()).filter((name) => name.startsWith("kept-"));
}

// Another person's pages go before anything is kept for this one.
async function makeRoomFor(owner) {
  for (const name of await ours()) if (!name.startsWith(`kept-${owner}-`)) await caches.delete(name);
}

async function find(url) {
  const camp = campOf(url);
  if (!camp) return undefined;
  const names = await ours();
  const owners = new Set(names.map((name) => name.split("-")[1]));
  if (owners.size > 1) {
    await makeRoomFor("");
    return undefined;
  }
  const name = names.find((each) => each === `kept-${[...owners][0]}-${camp}`);
  return name && (await caches.open(name)).match(url.href, { ignoreVary: true });
}

async function read(event, url) {
  let shown = null; // the kept answer that was given, if one was
  const network = fetch(event.request);
  const kept = await find(url);
  const done = network
    .then(async (answer) => {
      const copy = answer.clone();
      const owner = answer.headers.get(KEPT_FOR);
      await keep(copy, url);
      if (shown) await tell(event.resultingClientId, { newer: url.href, other: owner !== shown.headers.get(KEPT_FOR) });
    })
    .catch(() => {});
  event.waitUntil(done);
  const old = (slow) => {
    shown = kept;
    return aged(kept, slow);
  };
  if (!kept) return network.catch(notKept);
  return Promise.race([
    network.then((answer) => (AWAY.includes(answer.status) ? old(false) : answer), () => old(false)),
    new Promise((resolve) => setTimeout(resolve, PATIENCE)).then(() => null),
  ]).then((answer) => answer ?? old(true));
}

// A kept page says when it was fetched; offline.js puts it into words.
async function aged(kept, slow) {
  const mark = `<html data-kept="${kept.headers.get(KEPT_AT)}"${slow ? " data-kept-slow" : ""} `;
  const html = (await kept.clone().text()).replace("<html ", mark);
  return new Response(html, { headers: kept.headers });
}

async function keep(answer, url) {
  const camp = campOf(url);
  if (!camp || answer.status >= 500) return;
  const owner = answer.headers.get(KEPT_FOR);
  if (owner) await makeRoomFor(owner);
  if (!owner || answer.status !== 200) {
    // Hidden meanwhile, or the way in has closed: what was kept of it goes, too.
    for (const name of await ours()) await (await caches.open(name)).delete(url.href, { ignoreVary: true });
    return;
  }
  const body = await answer.blob();
  if (body.size > LIMIT) return;
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set(KEPT_AT, new Date().toISOString());
  headers.set(SIZE, body.size);
  const cache = await caches.open(`kept-${owner}-${camp}`);
  await cache.put(url.href, new Response(body, { headers }));
  await trim(cache);
}

// The oldest go first when a camp holds more than its five megabytes.
async function trim(cache) {
  const all = [];
  for (const request of await cache.keys()) {
    const { headers } = await cache.match(request, { ignoreVary: true });
    all.push({ request, at: headers.get(KEPT_AT), size: Number(headers.get(SIZE)) });
  }
  all.sort((one, other) => (one.at < other.at ? -1 : 1));
  let sum = all.reduce((total, each) => total + each.size, 0);
  while (sum > LIMIT) {
    const oldest = all.shift();
    await cache.delete(oldest.request, { ignoreVary: true });
    sum -= oldest.size;
  }
}

async function fileKept(url) {
  for (const name of await ours()) {
    if (!name.endsWith("-files")) continue;
    const found = await (await caches.open(name)).match(url.href, { ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

async function file(request, url) {
  const kept = await fileKept(url);
  if (!kept) return fetch(request);
  if (HASHED.test(url.pathname)) return kept;
  const patience = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([fetch(request).catch(() => kept), patience]);
}

// A page says what it is made of; the first one a worker meets is fetched once more, to be kept.
async function learn({ owner, files, page }) {
  await makeRoomFor(owner);
  const cache = await caches.open(`kept-${owner}-files`);
  let held = await cache.keys();
  if (held.length > 200) {
    // Files of earlier releases: the next pages bring theirs again.
    await caches.delete(`kept-${owner}-files`);
    held = [];
  }
  const known = new Set(held.map((request) => request.url));
  for (const address of [...files, new URL(NOT_KEPT, location).href]) {
    if (known.has(address)) continue;
    const answer = await fetch(address, { credentials: "omit" }).catch(() => null);
    if (answer?.ok) await (await caches.open(`kept-${owner}-files`)).put(address, answer);
  }
  if (page) await keep(await fetch(page, { headers: { Accept: "text/html" } }), new URL(page)).catch(() => {});
}

async function notKept() {
  const page = await fileKept(new URL(NOT_KEPT, location));
  if (!page) return Response.error();
  const html = (await page.text()).replace("<html ", `<html data-kept="" `);
  const headers = new Headers(page.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  return new Response(html, { status: 503, headers });
}

// What is sent without a network: the page stays as it is, with what was typed, and is told.
async function send(event) {
  try {
    return await fetch(event.request);
  } catch {
    for (const client of await self.clients.matchAll({ type: "window" })) {
      if (client.visibilityState === "visible") client.postMessage({ unsent: true });
    }
    return new Response(null, { status: 204 });
  }
}

async function tell(id, what) {
  (await self.clients.get(id))?.postMessage(what);
}
