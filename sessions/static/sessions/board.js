// The board: live changes, stars, and a card in the hand. Each part only quickens links and forms that work without it.

import { follow } from "./stream.js";

const live = document.getElementById("live");
const say = document.getElementById("say");
const address = live.dataset.address;
const words = live.dataset;
let mine = { csrf: "", stars: [], hosts: [], moves: [] };
let holding = document.body.classList.contains("is-holding");
let sayLater = "";

// What the page says aloud: one's own results at once, others' at most every five seconds.
function speak(text) {
  if (text) say.textContent = text;
}
const SILENT = "citycamp-board-silent";
const aloud = document.querySelector("[data-aloud]");
const silent = () => localStorage.getItem(SILENT) === "1";
aloud.setAttribute("aria-pressed", String(!silent()));
aloud.addEventListener("click", () => {
  localStorage.setItem(SILENT, silent() ? "0" : "1");
  aloud.setAttribute("aria-pressed", String(!silent()));
});
setInterval(() => {
  if (sayLater && !silent()) speak(sayLater);
  sayLater = "";
}, 5000);

function clock(moment) {
  return new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour12: false });
}

// Fragments: each has one root with an id; it takes the place of the element with that id.
function put(html, fresh = true) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const piece of [...holder.content.children]) {
    const old = document.getElementById(piece.id);
    if (!old) continue;
    const card = piece.querySelector(":scope > .card");
    const wasThere = old.querySelector(":scope > .card")?.dataset.code;
    dress(piece);
    const focused = old.contains(document.activeElement) ? document.activeElement.dataset : null;
    old.replaceWith(piece);
    if (fresh && card && card.dataset.code !== wasThere) {
      card.classList.add("just");
      setTimeout(() => card.classList.remove("just"), 10000);
    }
    if (focused?.star) piece.querySelector(`[data-star="${focused.star}"]`)?.focus({ preventScroll: true });
    if (focused?.move) piece.querySelector(`[data-move="${focused.move}"]`)?.focus({ preventScroll: true });
  }
}

// What is this viewer's own is laid over what is the same for all.
function dress(within) {
  for (const card of within.querySelectorAll(".card[data-code]")) {
    const code = card.dataset.code;
    if (mine.hosts.includes(code) && !card.classList.contains("mine")) {
      card.classList.add("mine");
      const mark = document.createElement("span");
      mark.className = "mark";
      mark.textContent = words.wordsYours;
      card.querySelector(".star")?.after(mark);
    }
    const star = card.querySelector("[data-star]");
    if (star && mine.stars.includes(code) && star.getAttribute("aria-pressed") === "false") press(star, true);
    const move = card.querySelector("[data-move]");
    if (move && (mine.moves === "*" || mine.moves.includes(code))) move.hidden = false;
  }
}

function press(star, pressed, count) {
  star.setAttribute("aria-pressed", String(pressed));
  star.formAction = star.formAction.replace(/\/(un)?star\/$/, pressed ? "/unstar/" : "/star/");
  if (count !== undefined) {
    star.lastChild.textContent = count;
    star.setAttribute("aria-label", star.getAttribute("aria-label").replace(/\d+(?=\D*$)/, count));
  }
}

async function learnMine() {
  const answer = await fetch(`${address}mine/`, { headers: { Accept: "application/json" } });
  if (answer.ok) {
    mine = await answer.json();
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = mine.csrf;
    dress(document);
  }
}

// The whole page anew, from the address it has now.
let fetching = null;
async function again(url = location.href, keepTold = false) {
  fetching?.abort();
  fetching = new AbortController();
  try {
    const answer = await fetch(url, { signal: fetching.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) return false;
    return takePage(await answer.text(), keepTold);
  } catch {
    return false;
  }
}

function takePage(text, keepTold) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.getElementById("desk");
  if (!fresh) return false;
  const active = document.activeElement;
  const focused = active?.closest("[data-code]")?.dataset.code;
  const cell = active?.matches(".put") ? active.value : null;
  const told = document.getElementById("told");
  document.getElementById("desk").replaceWith(document.adoptNode(fresh));
  if (keepTold && told?.firstElementChild) {
    document.getElementById("told").replaceWith(told);
    if (told.contains(active)) active.focus({ preventScroll: true });
  }
  document.getElementById("holding")?.remove();
  const bar = page.getElementById("holding");
  if (bar) document.getElementById("lost").before(document.adoptNode(bar));
  holding = Boolean(bar);
  document.body.classList.toggle("is-holding", holding);
  const head = page.getElementById("live");
  show(Number(head.dataset.version), head.querySelector("time").textContent);
  if (head.dataset.turnsAt) live.dataset.turnsAt = head.dataset.turnsAt;
  stream?.reached(Number(head.dataset.version));
  if (cell && holding) document.querySelector(`.put[value="${cell}"]`)?.focus({ preventScroll: true });
  if (focused && !holding) {
    document.querySelector(`.card[data-code="${focused}"] [data-move]`)?.focus({ preventScroll: true });
  }
  return true;
}

function show(version, at) {
  live.dataset.version = version;
  live.querySelector("[data-version-word]").textContent = version;
  if (at) live.querySelector("time").textContent = at;
}

let later = null;
function soon() {
  clearTimeout(later);
  later = setTimeout(() => again(location.href, true), 100 + 400 * Math.random());
}

const stream = follow(address, Number(live.dataset.version), {
  change(data) {
    show(data.version, data.at);
    if (live.dataset.patch === "1" && !holding) for (const html of data.html) put(html);
    else soon();
    sayLater = sayLater && data.say ? `${sayLater} ${data.say}` : data.say || sayLater;
  },
  stars(counts) {
    for (const star of document.querySelectorAll("[data-star]")) {
      press(star, star.getAttribute("aria-pressed") === "true", counts[star.dataset.star] ?? 0);
    }
  },
  reset: soon,
  beat(data) {
    nowAt(new Date(data.time));
  },
  lost(since) {
    const bar = document.getElementById("lost");
    bar.querySelector("[data-lost-words]").textContent = words.wordsLost.replace("{time}", clock(since));
    bar.hidden = false;
    live.classList.add("off");
    live.querySelector("[data-live-word]").textContent = words.wordsOff;
  },
  found() {
    document.getElementById("lost").hidden = true;
    live.classList.remove("off");
    live.querySelector("[data-live-word]").textContent = "";
  },
});

// Which slot is now goes by the server's clock.
function nowAt(moment) {
  if (live.dataset.turnsAt && moment >= new Date(live.dataset.turnsAt)) {
    delete live.dataset.turnsAt;
    soon();
  }
  for (const slot of document.querySelectorAll(".slot[data-from]")) {
    const is = new Date(slot.dataset.from) <= moment && moment < new Date(slot.dataset.until);
    const small = slot.querySelector("h3 small");
    if (is !== slot.classList.contains("is-now") && small) {
      slot.classList.toggle("is-now", is);
      if (is) small.append(words.wordsNow);
      else small.textContent = small.textContent.replace(words.wordsNow, "");
    }
  }
}

// Picking up and putting down

async function pick(code, dragging = false) {
  const url = `${address}?pick=${code}`;
  if (await again(url)) {
    history.replaceState(null, "", url);
    if (holding) {
      speak(words.wordsHolding.replace("{title}", heldTitle()));
      const best = document.querySelector(".put.best") ?? document.querySelector(".put");
      best?.focus({ preventScroll: true });
      if (!dragging) best?.scrollIntoView({ block: "center" });
    }
  } else location.assign(url);
}

async function cancel(code) {
  const title = heldTitle();
  history.replaceState(null, "", address);
  await again(address);
  speak(words.wordsBack.replace("{title}", title));
  if (code) document.querySelector(`.card[data-code="${code}"] [data-move]`)?.focus();
}

function heldTitle() {
  return document.querySelector("#holding b")?.textContent ?? "";
}

function heldCode() {
  return new URL(location.href).searchParams.get("pick");
}

async function act(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  let answer;
  try {
    answer = await fetch(button?.hasAttribute("formaction") ? button.formAction : form.action, {
      method: "POST",
      body,
      headers: { "HX-Request": "true", Accept: "text/html" },
    });
  } catch {
    speak(words.wordsUnsent);
    const told = document.getElementById("told");
    if (told) told.textContent = words.wordsUnsent;
    return;
  }
  const text = await answer.text();
  if (answer.ok) {
    const code = heldCode();
    history.replaceState(null, "", address);
    await again(address);
    put(text, false);
    document.getElementById("told").scrollIntoView({ block: "center" });
    speak(document.querySelector("#told h2")?.textContent);
    document.querySelector(`.card[data-code="${code}"] h4 a, .card[data-code="${code}"] h3 a`)?.focus({ preventScroll: true });
  } else if (answer.status === 409 || answer.status === 403 || answer.status === 422 || answer.status === 429) {
    if (holding) await again();
    put(text, false);
    const seen = answer.headers.get("X-Place-Version");
    const field = document.querySelector("#put [name=seen]");
    if (seen && field) field.value = seen;
    speak(document.querySelector("#told h2")?.textContent);
    document.querySelector("#told button")?.focus();
  } else location.reload();
}

document.addEventListener("click", (event) => {
  const move = event.target.closest("[data-move]");
  if (move && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    pick(move.dataset.move);
  } else if (event.target.closest("[data-cancel]")) {
    event.preventDefault();
    cancel(heldCode());
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && holding) cancel(heldCode());
  if (event.key === " " && event.target.matches?.("[data-move]")) {
    event.preventDefault();
    event.target.click();
  }
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target.id === "put" || event.target.hasAttribute("data-undo")) {
    event.preventDefault();
    act(event.target, button);
  } else if (button?.dataset.star) {
    event.preventDefault();
    tapStar(button, event.target);
  }
});

async function tapStar(star, form) {
  const pressed = star.getAttribute("aria-pressed") !== "true";
  let answer;
  try {
    answer = await fetch(star.formAction, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
    });
  } catch {
    return dispatchEvent(new Event("unsent"));
  }
  const data = await answer.json().catch(() => ({}));
  if (answer.ok) {
    press(star, data.starred, data.stars);
    mine.stars = mine.stars.filter((code) => code !== star.dataset.star);
    if (pressed) mine.stars.push(star.dataset.star);
  } else if (answer.status === 403 && !mine.stars.length) location.assign(`/accounts/login/?next=${encodeURIComponent(address)}`);
  else speak(data.message);
}

// Dragging with mouse or pen; a finger scrolls and taps.

let drag = null;

document.addEventListener("pointerdown", (event) => {
  if (event.pointerType === "touch" || event.button !== 0) return;
  const card = event.target.closest(".card[data-code]");
  if (!card || event.target.closest("button") || !card.querySelector("[data-move]:not([hidden])")) return;
  drag = { card, code: card.dataset.code, x: event.clientX, y: event.clientY, ghost: null };
});

document.addEventListener("dragstart", (event) => {
  if (drag) event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!drag.ghost) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 8) return;
    drag.ghost = drag.card.cloneNode(true);
    drag.ghost.classList.add("moving", "held-up");
    drag.ghost.setAttribute("aria-hidden", "true");
    document.body.append(drag.ghost);
    drag.ready = pick(drag.code, true);
  }
  event.preventDefault();
  drag.ghost.style.transform = `translate(${event.clientX - 40}px, ${event.clientY - 20}px)`;
});

document.addEventListener("pointerup", async (event) => {
  const held = drag;
  drag = null;
  if (!held?.ghost) return;
  // The click that ends a drag opens no link; it comes at once or not at all.
  const swallow = (click) => click.preventDefault();
  addEventListener("click", swallow, { capture: true });
  await new Promise((done) => setTimeout(done));
  removeEventListener("click", swallow, { capture: true });
  await held.ready;
  held.ghost.remove();
  const target = document.elementFromPoint(event.clientX, event.clientY)?.closest(".put");
  if (target) target.click();
  else cancel(held.code);
});

document.addEventListener("pointercancel", () => {
  drag?.ghost?.remove();
  drag = null;
});

learnMine().catch(() => {}); // without a network the page stays as it was made
