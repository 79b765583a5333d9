// While a title is typed: what is like it and on the board already. Only a hint.

const form = document.querySelector("[data-alike]");
const title = form?.elements.title;
const place = document.getElementById("alike");
let later = null;

title?.addEventListener("input", () => {
  clearTimeout(later);
  later = setTimeout(async () => {
    const answer = await fetch(`${form.dataset.alike}?title=${encodeURIComponent(title.value)}`).catch(() => null);
    if (answer?.ok) place.innerHTML = await answer.text();
  }, 400);
});
