// The board: live changes, stars, and a card in the hand. Each part only quickens links and forms that work without it.

import { follow } from "./stream.js";
import { focusKept, untouched } from "./touch.js";

const live = document.getElementById("live");
const say = document.getElementById("say");
const address = live.dataset.address;
const words = live.dataset;
let mine = { csrf: "", stars: [], hosts: [], moves: [] };
let holding = document.body.classList.contains("is-holding");
let sayLater = "";
const TRY_AGAIN = 4000; // milliseconds after which a page that did not come is asked for again

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
    old.replaceWith(piece);
    if (fresh && card && card.dataset.code !== wasThere) {
      card.classList.add("just");
      setTimeout(() => card.classList.remove("just"), 10000);
    }
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

// The whole page anew, from the address it has now; null where a later one took its turn. `byItself`: nobody asked for
// it, so it waits for a press to end.
let fetching = null;
async function again(url = location.href, byItself = false) {
  fetching?.abort();
  const own = new AbortController();
  fetching = own;
  try {
    const answer = await fetch(url, { signal: own.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) return false;
    const text = await answer.text();
    if (byItself) await untouched();
    return own.signal.aborted ? null : takePage(text, byItself);
  } catch {
    return own.signal.aborted ? null : false;
  } finally {
    if (fetching === own) fetching = null;
  }
}

function takePage(text, keepTold) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.getElementById("desk");
  if (!fresh) return false;
  const refocus = focusKept();
  const told = document.getElementById("told");
  document.getElementById("desk").replaceWith(document.adoptNode(fresh));
  if (keepTold && told?.firstElementChild) {
    document.getElementById("told").replaceWith(told);
  }
  document.getElementById("holding")?.remove();
  const bar = page.getElementById("holding");
  if (bar) document.getElementById("lost").before(document.adoptNode(bar));
  holding = Boolean(bar);
  document.body.classList.toggle("is-holding", holding);
  const head = page.getElementById("live");
  const version = Number(head.dataset.version);
  show(version, head.querySelector("time").textContent);
  if (head.dataset.turnsAt) live.dataset.turnsAt = head.dataset.turnsAt;
  // A page can be older than what the stream said while it was on its way; then it is asked for once more.
  if (version < stream.version) soon();
  else clearTimeout(later);
  stream.reached(version);
  refocus();
  return true;
}

function show(version, at) {
  live.dataset.version = version;
  live.querySelector("[data-version-word]").textContent = version;
  if (at) live.querySelector("time").textContent = at;
}

let later = null;
function soon(wait = 100) {
  clearTimeout(later);
  later = setTimeout(async () => {
    // What somebody asked for is on its way: it is not cut off, and may bring all that is wanted.
    if (fetching) soon();
    else if ((await again(location.href, true)) === false) soon(TRY_AGAIN);
  }, wait + 400 * Math.random());
}

// One after the other, and never under a finger.
let turns = Promise.resolve();
function lay(data) {
  turns = turns.then(untouched).then(() => {
    if (data.version <= Number(live.dataset.version)) return; // a page that came meanwhile has it
    show(data.version, data.at);
    if (live.dataset.patch !== "1" || holding) return soon();
    const refocus = focusKept();
    for (const html of data.html) put(html);
    refocus();
  }).catch(reportError);
}

const stream = follow(address, Number(live.dataset.version), {
  change(data) {
    lay(data);
    sayLater = sayLater && data.say ? `${sayLater} ${data.say}` : data.say || sayLater;
  },
  stars(counts) {
    for (const star of document.querySelectorAll("[data-star]")) {
      press(star, star.getAttribute("aria-pressed") === "true", counts[star.dataset.star] ?? 0);
    }
  },
  reset: () => soon(),
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
  const came = await again(url);
  if (came) {
    history.replaceState(null, "", url);
    if (holding) {
      speak(words.wordsHolding.replace("{title}", heldTitle()));
      const best = document.querySelector(".put.best") ?? document.querySelector(".put");
      best?.focus({ preventScroll: true });
      if (!dragging) best?.scrollIntoView({ block: "center" });
    }
  } else if (came === false) location.assign(url);
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
  if (event.key === "Escape" && drag?.ghost) letGo(drag);
  else if (event.key === "Escape" && holding) cancel(heldCode());
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

// Escape, or a pointer that is taken away: the card goes back at once, and letting go of the button does nothing more.
async function letGo(held) {
  drag = null;
  held.ghost.remove();
  await held.ready;
  if (holding) cancel(held.code);
}

document.addEventListener("pointercancel", () => {
  if (drag?.ghost) letGo(drag);
  drag = null;
});

learnMine().catch(() => {}); // without a network the page stays as it was made
