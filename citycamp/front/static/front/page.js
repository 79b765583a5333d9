// What every page may use. Each part only adds to a page that works without it.

const root = document.documentElement;

// Night or day: at once, then remembered by the server as without scripts.
document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (button?.name !== "theme") return;
  event.preventDefault();
  if (button.value) root.dataset.theme = button.value;
  else delete root.dataset.theme;
  for (const other of button.form.querySelectorAll('[name="theme"]')) {
    other.removeAttribute("aria-pressed");
  }
  button.setAttribute("aria-pressed", "true");
  const body = new URLSearchParams({ theme: button.value, next: button.form.elements.next.value });
  // Leaving the page at once does not take the choice back.
  await fetch(button.form.action, { method: "POST", body, redirect: "manual", keepalive: true });
});

// A form that came back with faults is read first.
function focusFault(within) {
  within.querySelector("[data-focus]")?.focus({ preventScroll: false });
}
focusFault(document);
document.addEventListener("htmx:afterSettle", (event) => focusFault(event.target));

// The menu closes on Escape and on a tap outside.
const menu = document.querySelector("details.menu");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu?.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});
