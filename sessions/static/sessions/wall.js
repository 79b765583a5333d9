// Screens that nobody touches: the wall, a door, the line of pitches. They fetch themselves anew when the board changes.

import { follow } from "./stream.js";
import { focusKept, untouched } from "./touch.js";

const TURNS = "[data-page]";
let screen = document.getElementById("screen");
const address = screen.dataset.live.replace(/live\/$/, "");
const LONG_AGO = 3000; // between polls: a wall that was cut off is right five seconds after
let turn = null;
let paused = false;
let page = 0;

async function again() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const came = performance.now();
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("screen");
    if (!fresh) return location.reload();
    await untouched();
    // Two can be on their way; the one asked for first may come last.
    if (Number(fresh.dataset.version) < Number(screen.dataset.version)) return;
    const refocus = focusKept();
    screen.replaceWith(document.adoptNode(fresh));
    screen = fresh;
    refocus();
    stream.reached(Number(screen.dataset.version));
    begin(came);
  } catch {
    soon(LONG_AGO);
  }
}

let later = null;
function soon(wait = 30) {
  clearTimeout(later);
  later = setTimeout(again, wait + 120 * Math.random());
}

// The server's clock, whatever ours says: our monotonic one counts on from what the server said, and the word that
// was quickest on its way counts.
let ahead = -Infinity;
function learn(time, came = performance.now()) {
  ahead = Math.max(ahead, new Date(time).getTime() - came);
}
function now() {
  return performance.now() + ahead;
}

const events = {
  change: () => soon(),
  reset: () => soon(),
  beat(data) {
    learn(data.time);
  },
  lost(since) {
    const bar = document.getElementById("lost");
    if (!bar) return;
    bar.textContent = screen.dataset.wordsLost?.replace("{time}", new Date(since).toLocaleTimeString(document.documentElement.lang, { hour12: false }));
    bar.hidden = false;
  },
  found() {
    const bar = document.getElementById("lost");
    if (bar) bar.hidden = true;
    again();
  },
};
const stream = follow(address, Number(screen.dataset.version), events, { every: LONG_AGO });

// Pages turn by themselves; pause, back and forward by pointer or key.
function pages() {
  return [...screen.querySelectorAll(TURNS)];
}

function turnTo(number) {
  const all = pages();
  if (!all.length) return;
  page = (number + all.length) % all.length;
  all.forEach((each, index) => (each.hidden = index !== page));
  // Beside each page stands what comes after it.
  for (const then of screen.querySelectorAll("[data-then]")) then.hidden = then.dataset.then !== all[page].dataset.page;
  const sign = screen.querySelector("[data-paused]");
  if (sign) sign.hidden = !paused;
  clearTimeout(turn);
  if (!paused) turn = setTimeout(() => turnTo(page + 1), 1000 * Number(all[page].dataset.seconds));
}

addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight") turnTo(page + 1);
  else if (event.key === "ArrowLeft") turnTo(page - 1);
  else if (event.key === " " && screen.hasAttribute("data-wall")) {
    paused = !paused;
    turnTo(page);
  } else if (keysWork(event)) {
    const button = screen.querySelector(`[data-key="${event.key === " " ? "space" : event.key.toLowerCase()}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  }
});
addEventListener("click", (event) => {
  if (!screen.hasAttribute("data-wall")) return;
  const third = Math.floor((3 * event.clientX) / innerWidth);
  if (third === 1) paused = !paused;
  turnTo(page + third - 1);
});

// The desk's keys: not while somebody types or a control has the focus that Space would press, not held down, and
// not where they are switched off (WCAG 2.2, 2.1.4).
const OFF = "citycamp-desk-keys-off";
function keysWork(event) {
  if (!screen.dataset.keys || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.target.matches("input, textarea, select")) return false;
  if (event.key === " " && event.target.matches("button, a, summary")) return false;
  return localStorage.getItem(OFF) !== "1";
}
addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-on]")) localStorage.setItem(OFF, event.target.checked ? "0" : "1");
});

// The timer counts to an end by the server's time, so two screens agree whatever their own clocks say.
function tick() {
  for (const time of screen.querySelectorAll("[data-clock]")) {
    const zone = time.dataset.zone;
    time.textContent = new Date(now()).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  }
  for (const left of screen.querySelectorAll("[data-ends]")) {
    const seconds = Math.max(0, Math.ceil((new Date(left.dataset.ends).getTime() - now()) / 1000));
    left.textContent = seconds || left.dataset.over;
    const ring = left.closest("svg");
    ring?.querySelector(".left").setAttribute("stroke-dasharray", `${seconds} ${left.dataset.of}`);
    ring?.classList.toggle("over", !seconds);
    const say = screen.querySelector("[data-timer-say]");
    if (say && !seconds) say.textContent = left.dataset.over;
  }
  // A slot began or ended: what is now is another, though nobody moved a card.
  if (screen.dataset.turnsAt && now() >= new Date(screen.dataset.turnsAt).getTime()) {
    delete screen.dataset.turnsAt;
    soon();
  }
}

function begin(came) {
  learn(screen.dataset.at, came);
  const keys = screen.querySelector("[data-keys-on]");
  if (keys) keys.checked = localStorage.getItem(OFF) !== "1";
  turnTo(Math.min(page, Math.max(0, pages().length - 1)));
  tick();
}

// The page's own answer came before this script did.
begin(performance.getEntriesByType("navigation")[0]?.responseStart || undefined);
setInterval(tick, 200);
