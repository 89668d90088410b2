// The screens of the kiosk: one is shown, the others are not there for anybody, screen readers included.
const kiosk = document.getElementById("diem-tra-loi");

let left = 0; // how far the form was scrolled when another screen came over it

function screenShown() {
  return document.body.dataset.shown;
}

function showScreen(name) {
  if (screenShown() === "form") left = window.scrollY;
  document.body.dataset.shown = name;
  kiosk.querySelectorAll("[data-screen]").forEach((screen) => {
    screen.hidden = screen.dataset.screen !== name;
  });
  if (document.activeElement && document.activeElement.blur) document.activeElement.blur(); // puts the keyboard away
  const screen = kiosk.querySelector(`[data-screen="${name}"]`);
  const target = screen.querySelector("[data-focus]") || screen.querySelector("h2");
  if (target) target.focus({ preventScroll: true });
  window.scrollTo({ top: 0, behavior: "instant" });
  noteTouch();
}

function setNumber(name, number) {
  kiosk.querySelectorAll(`[data-number="${name}"]`).forEach((place) => {
    place.textContent = number;
  });
}

function setTold(name, text) {
  kiosk.querySelectorAll(`[data-told="${name}"]`).forEach((place) => {
    place.textContent = text;
  });
}

function setOffline(isOffline) {
  kiosk.querySelectorAll("[data-offline]").forEach((place) => {
    place.hidden = !isOffline;
  });
}

// The counter, and what is said of responses that wait or were not taken.
async function countAll() {
  const items = await findWaiting();
  const stopped = items.filter((item) => item.stopped);
  setNumber("sent", sentToday());
  setNumber("waiting", items.length);
  kiosk.querySelectorAll("[data-some-waiting]").forEach((place) => {
    place.hidden = !items.length;
  });
  kiosk.querySelector("[data-some-stopped]").hidden = !stopped.length;
  kiosk.querySelectorAll("[data-stopped]").forEach((place) => {
    place.hidden = !stopped.length;
    const reasons = [...new Set(stopped.map((item) => item.stopped.words))];
    const list = place.querySelector("ul");
    list.textContent = "";
    list.append(...reasons.map(entryOf));
  });
}

function entryOf(text) {
  const entry = document.createElement("li");
  entry.textContent = text;
  return entry;
}
