// What the page says about sending, and the pages that it shows in place of the form. Texts come from the page's templates.
const PARTS = ["header", "main", "footer"];
const templates = {}; // by name, for a page may come that brings none
const done = new Map(); // key → what became of a response that waited, said until the page is left
const blank = takeBlank();
const thanksBefore = history.state && history.state.thanks;

setTimeout(() => {
  if (thanksBefore) showThanks(new DOMParser().parseFromString(thanksBefore, "text/html"));
}, 0);

// The text of a template, with `value` in place of {n}.
function wordsOf(name, value) {
  document.querySelectorAll("template[id^=mau-]").forEach((template) => {
    templates[template.id] = template;
  });
  const template = templates["mau-" + name] || document.createElement("template");
  const copy = document.importNode(template.content, true);
  const walk = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) walk.currentNode.data = walk.currentNode.data.replace("{n}", value);
  return copy;
}

function textOf(name, value) {
  return wordsOf(name, value).textContent.trim();
}

// The page before anybody has touched it: with it the next person needs no network.
function takeBlank() {
  const form = document.getElementById("phieu");
  if (!form || document.querySelector("main .notice")) return null;
  const parts = PARTS.map((name) => document.querySelector("body > " + name));
  return {
    parts: parts.map((part) => part && part.cloneNode(true)),
    title: document.title,
    action: form.getAttribute("action"),
    began: Number(form.elements.began.value),
  };
}

// The form again, for somebody else, or with the answers of a response that has to be put right.
function showBlank(item) {
  mine = null;
  if (!blank) {
    location.replace(location.pathname + location.search);
    return;
  }
  showParts(blank.parts.map((part) => part && part.cloneNode(true)), blank.title);
  const form = document.getElementById("phieu");
  form.reset();
  form.elements.sending_key.value = item ? item.key : newKey();
  form.elements.began.value = blank.began + Math.floor(performance.now() / 1000);
  fillForm(form, item ? item.pairs : []); // the page may have come with answers in it, in another language
  forgetDraft(form);
  history.replaceState(null, "");
  setUpPage();
  plan();
}

function showThanks(page) {
  const html = page.documentElement.outerHTML;
  showPage(page);
  history.replaceState({ thanks: html }, "", location.pathname + location.search); // a reload shows it and sends nothing
}

// Shows a page of the server as if the browser had gone there.
function showPage(page) {
  document.documentElement.lang = page.documentElement.lang;
  document.body.className = page.body.className;
  showParts(PARTS.map((name) => page.querySelector("body > " + name)), page.title);
}

// Puts other parts in the place of the page's own (null takes one away, undefined leaves it) and leads the reader there.
function showParts(parts, title) {
  wordsOf("da-luu");
  PARTS.forEach((name, place) => {
    const part = parts[place];
    const old = document.querySelector("body > " + name);
    if (part === undefined) return;
    if (old && part) old.replaceWith(document.adoptNode(part));
    else if (part) document.body.append(document.adoptNode(part));
    else if (old) old.remove();
  });
  document.body.classList.remove("later");
  document.title = title;
  window.scrollTo(0, 0);
  focusOn(document.querySelector("main .notice") || document.querySelector("main h1"));
}

function focusOn(element) {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

// The page in place of the form while a response waits: what has happened and what comes next.
function showWaiting(item, name, value) {
  if (!document.querySelector("main.waiting")) {
    showOwnPage(wordsOf("da-luu"), item);
    document.querySelector("main.waiting [data-discard]").dataset.discard = item.key;
  }
  const line = document.querySelector("main.waiting [data-told]");
  const text = textOf(name, value);
  if (line.textContent !== text) line.textContent = text;
}

// Another page on this phone has sent it or thrown it away.
function showGone() {
  showOwnPage(wordsOf("noi-khac"), mine);
  mine = null;
}

function showOwnPage(content, item) {
  const main = document.createElement("main");
  main.className = "waiting";
  main.append(content);
  document.querySelectorAll("header [form=phieu]").forEach((button) => button.remove()); // there is no form to say it of
  showParts([undefined, main], main.querySelector("h1").textContent + " – " + item.unit);
}

function noteSent(item, receipt) {
  if (!item.kiosk) done.set(item.key, item.unit + ": " + textOf("da-gui", receipt));
}

// Above everything else: what waits on this device beside the response that the page is about.
function showState(items) {
  const form = document.getElementById("phieu");
  const fresh = document.createElement("div");
  const isListed = !document.getElementById("bat-diem"); // whoever has not typed the PIN learns a number and no more
  const shown = isListed ? items.filter((item) => !item.kiosk && !isOfPage(item)) : items;
  items.filter(isOfPage).forEach(offerDiscard);
  if (shown.length) {
    fresh.append(wordsOf("con-phieu", shown.length));
    const list = fresh.querySelector("ul");
    if (isListed) shown.forEach((item) => list.append(rowOf(item)));
    else list.remove();
    if (shown.every((item) => item.stopped)) fresh.querySelector("strong").textContent = textOf("khong-gui", shown.length);
    if (!shown.some(isWorthTrying)) fresh.querySelector("[data-retry]").parentElement.remove();
  }
  done.forEach((text) => {
    fresh.append(document.createElement("p"));
    fresh.lastChild.textContent = text;
  });
  if (isMarked(form) && !fresh.firstChild) fresh.append(wordsOf("may-nay"));
  const state = stateElement();
  if (state.dataset.said === fresh.innerHTML) return; // said once is enough
  state.dataset.said = fresh.innerHTML;
  state.textContent = "";
  state.append(...fresh.childNodes);
}

// The page is about this response and says itself what has become of it.
function isOfPage({ key }) {
  const field = document.querySelector("#gui-lai [name=sending_key]");
  return field !== null && field.value === key;
}

function offerDiscard({ key }) {
  const form = document.getElementById("gui-lai");
  if (form.querySelector("[data-discard]")) return;
  const button = wordsOf("mot-phieu").querySelector("[data-discard]");
  button.dataset.discard = key;
  form.append(document.createElement("p"));
  form.lastChild.append(button);
}

// What was refused for good is not sent again as it is, unless its campaign takes answers once more.
function isWorthTrying({ stopped, action }) {
  const form = document.getElementById("phieu");
  return !stopped || Boolean(stopped.status === 410 && form && form.getAttribute("action") === action);
}

function stateElement() {
  let state = document.getElementById("trang-thai");
  if (!state) {
    state = document.createElement("div");
    state.id = "trang-thai";
    state.className = "state";
    state.setAttribute("role", "status");
    document.querySelector("main").prepend(state);
  }
  return state;
}

function rowOf(item) {
  const row = wordsOf("mot-phieu").firstElementChild;
  const begun = new Date(item.begun);
  const hour = begun.toLocaleTimeString("vi", { timeStyle: "short" });
  const day = begun.toLocaleDateString("vi", { day: "2-digit", month: "2-digit", year: "numeric" });
  const reason = item.stopped ? item.stopped.words : isAutomatic(item) ? "" : textOf("qua-lau", WAITING_DAYS);
  row.querySelector("[data-unit]").textContent = item.unit;
  row.querySelector("[data-when]").textContent = textOf("luu-luc", hour).replace("{day}", day);
  row.querySelector("[data-reason]").textContent = reason;
  row.querySelector("[data-discard]").dataset.discard = item.key;
  const mend = row.querySelector("[data-mend]");
  if (item.stopped && item.stopped.status === 422) {
    mend.dataset.mend = item.key;
    mend.dataset.action = item.action;
    mend.href = item.page;
  } else {
    mend.remove();
  }
  return row;
}

// The server's own words for not taking a response.
function reasonOf(page) {
  const faults = page.querySelectorAll(".card .fault");
  const all = faults.length ? faults : page.querySelectorAll("main h1, main .notice p, main h1 ~ p");
  const found = [...all].map((element) => element.textContent.trim());
  return found.slice(0, 2).join(". ").replace(/\.\. /g, ". ");
}

function isBusy(element) {
  return element.getAttribute("aria-busy") === "true";
}

// The button says what it is doing and takes no second touch; it keeps the focus, so a screen reader hears it.
function setBusy(element, busy) {
  const button = element.matches("button") ? element : element.querySelector("[data-send], #gui-lai button");
  element.setAttribute("aria-busy", busy);
  button.setAttribute("aria-disabled", busy);
  button.dataset.label = button.dataset.label || button.textContent;
  button.textContent = (busy && textOf("dang-gui")) || button.dataset.label;
  if (busy) say(stateElement(), textOf("dang-gui"));
}

function say(state, text) {
  state.dataset.said = text;
  state.textContent = text;
}

document.addEventListener("click", (event) => {
  const target = event.target.closest && event.target.closest("a, button");
  if (!target) return;
  const { retry, next, discard, mend } = target.dataset;
  if (retry !== undefined) retryAll(target);
  else if (next !== undefined) showNext(event);
  else if (discard) discardItem(target, discard);
  else if (mend) mendItem(event, mend);
});

async function retryAll(button) {
  if (isBusy(button)) return;
  setBusy(button, true);
  document.querySelectorAll("main.waiting [data-told]").forEach((line) => {
    line.textContent = ""; // the same words said again are heard again
  });
  await sendWaiting(true);
  const again = document.querySelector("[data-retry]");
  if (button.isConnected) setBusy(button, false);
  else if (again && document.activeElement === document.body) again.focus();
}

// With a form on the page somebody has read the notice and goes on; without one the next person gets a blank form.
function showNext(event) {
  const isOnPage = document.getElementById("phieu");
  if (!isOnPage && !blank && event.target.closest("a")) return;
  event.preventDefault();
  if (isOnPage) {
    say(stateElement(), "");
    focusOn(document.querySelector("main h1"));
  } else {
    showBlank();
  }
}

async function discardItem(button, key) {
  if (!isSecondTouch(button, textOf("chac-chua"))) return;
  if (await findOwn(key)) await forgetWaiting(key);
  if (button.closest("#gui-lai")) location.replace(location.pathname + location.search);
  else if (mine && mine.key === key) showBlank();
  else await plan();
}

// Opens a response that has to be put right. One of another questionnaire is put right on that page, where the link leads.
function mendItem(event, key) {
  if (!blank || event.target.dataset.action !== blank.action) return;
  event.preventDefault();
  findOwn(key).then((item) => item && showBlank(item));
}

// One that waits and was not given at a kiosk: whoever takes up the device afterwards must neither read nor delete those.
async function findOwn(key) {
  return (await findWaiting()).find((item) => item.key === key && !item.kiosk);
}
