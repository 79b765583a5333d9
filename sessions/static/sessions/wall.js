// Screens that nobody touches: the wall, a door, the line of pitches. They fetch themselves anew when the board changes.

import { follow } from "./stream.js";

const TURNS = "[data-page]";
let screen = document.getElementById("screen");
const address = screen.dataset.live.replace(/live\/$/, "");
let skew = 0; // server's clock minus ours
let turn = null;
let paused = false;
let page = 0;

async function again() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("screen");
    if (!fresh) return location.reload();
    screen.replaceWith(document.adoptNode(fresh));
    screen = fresh;
    stream.reached(Number(screen.dataset.version));
    begin();
  } catch {
    // the stream says when the board is back
  }
}

let later = null;
function soon() {
  clearTimeout(later);
  later = setTimeout(again, 30 + 120 * Math.random());
}

const stream = follow(address, Number(screen.dataset.version), {
  change: soon,
  reset: soon,
  beat(data) {
    skew = new Date(data.time).getTime() - Date.now();
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
});

// Pages turn by themselves; pause, back and forward by pointer or key.
function pages() {
  return [...screen.querySelectorAll(TURNS)];
}

function turnTo(number) {
  const all = pages();
  if (!all.length) return;
  page = (number + all.length) % all.length;
  all.forEach((each, index) => (each.hidden = index !== page));
  clearTimeout(turn);
  if (!paused) turn = setTimeout(() => turnTo(page + 1), 1000 * Number(all[page].dataset.seconds));
}

addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight") turnTo(page + 1);
  else if (event.key === "ArrowLeft") turnTo(page - 1);
  else if (event.key === " " && screen.hasAttribute("data-wall")) {
    paused = !paused;
    turnTo(page);
  } else if (screen.dataset.keys && !event.target.matches("input, textarea, select") && !event.ctrlKey && !event.metaKey) {
    const key = event.key === " " ? "n" : event.key.toLowerCase();
    const button = document.querySelector(`[data-key="${key}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  }
});
addEventListener("click", (event) => {
  if (!screen.hasAttribute("data-wall")) return;
  turnTo(event.clientX < innerWidth / 3 ? page - 1 : page + 1);
});

// The timer counts by the server's time: what was left when the page was made, less what has passed since.
let made = Date.now();
function tick() {
  for (const time of screen.querySelectorAll("[data-clock]")) {
    const zone = time.dataset.zone;
    time.textContent = new Date(Date.now() + skew).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  }
  for (const left of screen.querySelectorAll("[data-left]")) {
    const seconds = Math.max(0, Number(left.dataset.left) - Math.floor((Date.now() - made) / 1000));
    left.textContent = seconds || left.dataset.over || 0;
    const ring = left.closest("svg")?.querySelector(".left");
    ring?.setAttribute("stroke-dasharray", `${seconds} ${left.dataset.of}`);
  }
}

function begin() {
  made = Date.now();
  turnTo(Math.min(page, Math.max(0, pages().length - 1)));
  tick();
}

begin();
setInterval(tick, 1000);
