// Says in words why a passkey did not work; allauth's own scripts only write to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.getElementById("passkey-fault");
  if (!place) return;
  place.hidden = false;
  place.focus();
});
