// What nothing brings back takes two touches. A double tap is one touch, and a button that is left forgets the first.
const TOO_SOON = 800;
const TOO_LATE = 10000;

// Says whether to go ahead; at the first touch the button says `words` instead.
function isSecondTouch(button, words) {
  const { touchedAt } = button.dataset;
  if (touchedAt) return Date.now() - touchedAt > TOO_SOON;
  const label = button.textContent;
  const clock = setTimeout(forget, TOO_LATE);
  function forget() {
    clearTimeout(clock);
    button.removeEventListener("blur", forget);
    delete button.dataset.touchedAt;
    button.textContent = label;
    sayAside("");
  }
  button.addEventListener("blur", forget);
  button.dataset.touchedAt = Date.now();
  button.textContent = words;
  sayAside(words);
  return false;
}

// For a screen reader, which need not notice that the label of a button has changed.
function sayAside(text) {
  let place = document.getElementById("noi-them");
  if (!place) {
    place = document.createElement("p");
    place.id = "noi-them";
    place.className = "elsewhere";
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  setTimeout(() => {
    place.textContent = text; // which is heard only in a place that was there before
  }, 100);
}
