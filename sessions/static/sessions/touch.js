// What changes by itself waits while a finger or a key is down, so a press ends on what it began on; and whoever stood
// somewhere by keyboard stands there again after a swap.

const LONGEST = 10000; // milliseconds; a pointer that rose outside the window may never be seen to rise
const CLICK = 100; // until the click that follows a finger has come

let until = 0;

addEventListener("pointerdown", () => (until = performance.now() + LONGEST), { capture: true });
addEventListener("keydown", (event) => event.repeat || (until = performance.now() + LONGEST), { capture: true });
for (const name of ["pointerup", "pointercancel", "keyup"]) {
  addEventListener(name, () => (until = performance.now() + CLICK), { capture: true });
}

// Resolves at once where nobody presses anything, else when that press is over.
export async function untouched() {
  while (performance.now() < until) await new Promise((done) => setTimeout(done, until - performance.now()));
}

const MARKS = ["id", "name", "value", "href", "data-star", "data-move", "data-key", "data-keys-on", "data-later"];

// Who has the focus, to be asked before a swap; call what it gives after it. Where the thing itself is gone, the focus
// goes to what took its place: the cell, the card.
export function focusKept() {
  const active = document.activeElement;
  if (!active || active === document.body) return () => {};
  const marks = MARKS.filter((mark) => active.hasAttribute(mark)).map((mark) => `[${mark}="${CSS.escape(active.getAttribute(mark))}"]`);
  const code = active.closest("[data-code]")?.dataset.code;
  const place = active.closest(".cell[id]")?.id;
  return () => {
    if (active.isConnected && document.activeElement === active) return;
    const twin = marks.length && document.querySelector(active.localName + marks.join(""));
    const card = code && document.querySelector(`.card[data-code="${code}"]`);
    const next = active.isConnected ? active : twin || (card || (place && document.getElementById(place)))?.querySelector("a, button:not([hidden])");
    next?.focus?.({ preventScroll: true });
  };
}
