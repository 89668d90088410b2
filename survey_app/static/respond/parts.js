// One part of the form at a time. Each has its entry in the history, so Back goes one part back; the address names the part and
// never an answer. With ?mot-trang all parts are shown at once and nothing here hides anything.

let parts = [];
let shown = 0;
let title = "";

function setUpParts(form) {
  const isOnePage = new URLSearchParams(location.search).has("mot-trang");
  title = document.title.replace(beforeTitle(form), "");
  parts = isOnePage ? [] : [...form.querySelectorAll("section")];
  document.getElementById("muc-luc").hidden = false;
  form.addEventListener("phieu:told", () => showControls(form));
  form.addEventListener("keydown", (event) => {
    // to a browser Enter in a field means the first button, which may be hidden: only a button sends
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    if (event.target.type === "text" && parts.length && !isLast() && !isTold()) step(1);
  });
  if (isOnePage) return;
  document.getElementById("buoc").addEventListener("click", ({ target }) => {
    if (target.dataset.step) step(Number(target.dataset.step));
  });
  showPart(partOfAddress());
}

function partOfAddress() {
  const found = /^#phan-(\d+)$/.exec(location.hash);
  return found ? found[1] - 1 : 0;
}

function isLast() {
  return shown === parts.length - 1;
}

// Once the form has been tried, it may be sent from every part: nobody should have to leaf through to the end again.
function isTold() {
  const form = document.getElementById("phieu");
  if (document.querySelector(".notice")) form.dataset.told = "yes";
  return Boolean(form.dataset.told);
}

function step(by) {
  const { code } = document.getElementById("phieu").elements;
  if (by < 0 && history.state && history.state.after === shown - 1) history.back();
  else if (by > 0 && shown === 0 && code && !isAcceptable(code)) askFor(code);
  else openPart(shown + by);
}

function openPart(index) {
  // a kiosk has one entry: what the person before has opened must not lie behind Back
  if (!document.getElementById("phieu").dataset.kiosk) history.pushState({ after: shown }, "", "#phan-" + (index + 1));
  showPart(index);
  focusPart();
}

function showPart(index) {
  const form = document.getElementById("phieu");
  shown = Math.max(0, Math.min(index, parts.length - 1));
  parts.forEach((part, place) => {
    part.hidden = place !== shown;
  });
  document.querySelectorAll("[data-first]").forEach((element) => {
    element.hidden = shown > 0;
  });
  document.body.classList.toggle("later", shown > 0);
  showControls(form);
  saveDraft(form);
}

function showControls(form) {
  const [back, next, send] = ["[data-step='-1']", "[data-step='1']", "[data-send]"].map((name) => form.querySelector(name));
  const part = parts[shown];
  const words = part ? part.querySelector("h2").textContent.trim().replace(/\s+/g, " ") + " – " + title : title;
  document.title = beforeTitle(form) + words;
  if (!part) return;
  const progress = document.getElementById("tien-do");
  progress.hidden = false;
  progress.max = parts.length;
  progress.value = shown + 0.5; // the part that is shown is not done yet
  document.getElementById("buoc").hidden = false;
  back.hidden = shown === 0;
  next.hidden = isLast();
  send.hidden = !isLast() && !isTold();
}

// What a notice puts before the title, here and on the server's page.
function beforeTitle(form) {
  const heading = document.querySelector(".notice h2");
  if (!heading) return "";
  return heading.closest(".faults") ? form.dataset.fault : heading.textContent + " – ";
}

function focusPart() {
  window.scrollTo({ top: 0, behavior: "instant" });
  if (parts[shown]) parts[shown].querySelector("h2").focus({ preventScroll: true });
}

// Opens the part in which an element stands.
function showPartOf(element) {
  const index = element.closest("[data-first]") ? 0 : parts.findIndex((part) => part.contains(element));
  if (parts.length && index >= 0 && index !== shown) openPart(index);
}

// Links within the page: to a part, or from a notice to the field that is meant.
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest("a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target || !target.closest("#phieu")) return;
  event.preventDefault();
  showPartOf(target);
  const field = target.querySelector(":checked") || target.querySelector("input") || target;
  (target.closest(".card") || target).scrollIntoView({ behavior: "instant" });
  field.focus({ preventScroll: true });
});

window.addEventListener("popstate", () => {
  // after the thanks the form is gone from the page: Back leads to a blank one, not to a page that no longer fits
  if (!document.getElementById("phieu")) showBlank();
  else if (parts.length && partOfAddress() !== shown && !document.getElementById("phieu").dataset.kiosk) {
    showPart(partOfAddress());
    focusPart();
  }
});
