// One person after the other. Each gets a form that nobody has touched: a new copy of the page's template, so that neither
// answers nor what the keyboard remembers to undo can come from the person before.
const BASE_TITLE = document.title;
let said = ""; // the sending key of the person who is told what became of their response

function prepareForm() {
  const place = document.getElementById("cho-phieu");
  forgetNotice();
  place.textContent = "";
  place.append(document.importNode(document.getElementById("mau-phieu").content, true));
  const form = document.getElementById("phieu");
  form.elements.sending_key.value = newKey();
  form.elements.kiosk.value = loadMemory().ticket || "";
  form.addEventListener("submit", (event) => onSubmit(event, form));
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    showScreen("restart");
  });
  form.addEventListener("change", ({ target }) => {
    const card = target.closest(".card.faulty");
    if (card) settle(card);
  });
  document.title = BASE_TITLE; // which the parts read
  setUpParts(form);
  setUpAloud(form);
  offerTens(form);
  setUpSending(form);
  document.title = BASE_TITLE;
}

function forgetNotice() {
  document.querySelectorAll("main .notice").forEach((notice) => notice.remove());
}

function showWelcome() {
  if (kiosk.dataset.phase !== "open") {
    showScreen("closed");
    return countAll();
  }
  prepareForm();
  showScreen("welcome");
  countAll();
  return checkKiosk();
}

function beginPerson() {
  document.getElementById("phieu").elements.began.value = Math.floor(Date.now() / 1000);
  holdBack();
  showForm();
  document.querySelector("h1").focus({ preventScroll: true });
}

function showForm() {
  showScreen("form");
  showControls(document.getElementById("phieu"));
}

// After a question of the kiosk's own: to the place that was left.
function goOn() {
  showForm();
  focusPart();
  window.scrollTo({ top: left, behavior: "instant" });
}

// Nothing was sent: somebody gave up, or walked away.
function clearPerson() {
  said = "";
  showWelcome();
}

function onSubmit(event, form) {
  noteTouch();
  if (!checkForm(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  said = form.elements.sending_key.value;
  showScreen("sending");
  setTimeout(sayKept, 4000, said);
}

function isAwaited(key) {
  return key === said && ["sending", "kept"].includes(screenShown());
}

// The reply is slow: whoever has answered need not wait for it, once the answers lie safely on the device.
async function sayKept(key) {
  const items = await findWaiting();
  if (isAwaited(key) && items.some((item) => item.key === key)) showSaid("kept");
}

function onKept({ detail }) {
  countAll();
  if (isAwaited(detail.key)) showSaid("kept");
}

function onSent({ detail }) {
  countSent();
  countAll();
  setOffline(false);
  if (!isAwaited(detail.key)) return;
  setTold("receipt", detail.receipt);
  showSaid("sent");
}

async function onRefused({ detail }) {
  if (!isAwaited(detail.key)) return countAll();
  const item = (await findWaiting()).find((one) => one.key === detail.key);
  const reason = item && item.stopped ? item.stopped.words : "";
  if (detail.status === 422 && screenShown() === "sending") {
    await forgetWaiting(detail.key); // whoever is there puts it right and sends it again
    askAgain(reason);
  } else {
    setTold("reason", reason);
    showSaid("refused");
  }
  return countAll();
}

function askAgain(reason) {
  const form = document.getElementById("phieu");
  const notice = document.createElement("div");
  const text = document.createElement("p");
  notice.className = "notice";
  notice.setAttribute("role", "alert");
  notice.tabIndex = -1;
  text.textContent = reason;
  notice.append(text);
  forgetNotice();
  document.querySelector("h1").after(notice);
  showForm();
  if (form.elements.code) showPartOf(form.elements.code);
  notice.focus();
}

// The answers are in the queue or with the server: the form they stood in goes at once, and the next one is laid out.
function showSaid(name) {
  prepareForm();
  setNumber("back", kiosk.dataset.thanks);
  showScreen(name);
}
