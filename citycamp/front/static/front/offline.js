// A camp without a network: the worker (worker.js) keeps pages; this says how old they are, and when something was not sent.

const root = document.documentElement;
const age = root.dataset.kept; // set by the worker where the page is a kept one
const owner = document.querySelector('meta[name="kept-for"]')?.content;
const bar = document.getElementById("kept");
const unsent = document.getElementById("unsent");
const AT_A_CAMP = /^\/events\/[-\w]+\//;
const BOARD = /\/board\/$/;

// Whoever signs in next, or nobody, finds nothing of the one before.
async function leaveNothingOfOthers() {
  if (age !== undefined || !owner || !("caches" in window)) return;
  for (const name of await caches.keys()) {
    if (name.startsWith("kept-") && !name.startsWith(`kept-${owner}-`)) await caches.delete(name);
  }
}

function clock(moment) {
  const old = Date.now() - moment > 12 * 3600 * 1000;
  const zone = bar.dataset.zone ? { timeZone: bar.dataset.zone, timeZoneName: "short" } : {};
  const day = old ? { day: "numeric", month: "long" } : {};
  return moment.toLocaleString(root.lang, { hour: "2-digit", minute: "2-digit", hour12: false, ...day, ...zone });
}

function sayAge() {
  if (!age || !bar) return;
  const about = BOARD.test(location.pathname) ? "Board" : "";
  const words = bar.dataset[("keptSlow" in root.dataset ? "wordsSlow" : "words") + about];
  bar.querySelector("[data-said]").textContent = words.replace("{time}", clock(new Date(age)));
  bar.hidden = false;
}

function sayUnsent() {
  if (!unsent) return;
  unsent.hidden = true;
  requestAnimationFrame(() => (unsent.hidden = false));
}

unsent?.querySelector("[data-close]").addEventListener("click", () => (unsent.hidden = true));
addEventListener("online", () => unsent && (unsent.hidden = true));
addEventListener("unsent", sayUnsent);
document.addEventListener("htmx:sendError", sayUnsent);
// At once where the browser knows that there is no network; else the worker, or whoever sent, says it.
document.addEventListener(
  "submit",
  (event) => {
    const method = event.submitter?.getAttribute("formmethod") ?? event.target.method;
    if (navigator.onLine || method !== "post") return;
    event.preventDefault();
    event.stopPropagation();
    sayUnsent();
  },
  { capture: true },
);

// The board comes to life again by itself: then it is no longer an old one.
addEventListener("board:heard", () => {
  if (age) bar.hidden = true;
});

async function listKept() {
  const place = document.querySelector("[data-kept-pages]");
  if (!place || age === undefined) return;
  const list = place.querySelector("ul");
  for (const name of await caches.keys()) {
    if (!name.startsWith("kept-") || name.endsWith("-files")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const page = new DOMParser().parseFromString(await (await cache.match(request, { ignoreVary: true })).text(), "text/html");
      const link = document.createElement("a");
      link.href = request.url;
      const view = page.querySelector(".views [aria-current]")?.textContent;
      link.textContent = [page.title.split(" · ")[0], view].filter(Boolean).join(": ");
      const row = document.createElement("li");
      row.append(link);
      list.append(row);
    }
  }
  place.hidden = !list.children.length;
}

async function beKept() {
  if (!AT_A_CAMP.test(location.pathname) || !("serviceWorker" in navigator) || !owner) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data.unsent) sayUnsent();
    if (data.newer && data.other) location.reload();
    else if (data.newer && age) bar.querySelector("[data-more]").textContent = bar.dataset.wordsNewer;
  });
  if (age !== undefined) return;
  const controlled = Boolean(navigator.serviceWorker.controller);
  await navigator.serviceWorker.register("/events/worker.js", { scope: "/events/" });
  const worker = (await navigator.serviceWorker.ready).active;
  if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  const files = performance
    .getEntriesByType("resource")
    .map((entry) => entry.name)
    .filter((name) => name.startsWith(`${location.origin}/static/`) || name.startsWith(`${location.origin}/accent-`));
  worker.postMessage({ owner, files, page: controlled ? null : location.href });
  // What changed here since it was fetched is kept, too, when one looks away.
  const version = () => document.getElementById("live")?.dataset.version;
  let kept = version();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden || version() === kept) return;
    kept = version();
    worker.postMessage({ owner, files, page: location.href });
  });
}

sayAge();
leaveNothingOfOthers().then(beKept).catch(() => {});
listKept();
