// Sends what was answered. The answers are laid down on this device first and taken away only after the server's word, so
// that neither a lost network nor a closed page loses them. The sending key makes every repeat harmless: another tab, a lost
// reply, a second tap all get the same receipt. navigator.onLine is not asked: only a reply counts.
const REPLY_PATIENCE = 30000;
const PAUSES = [5, 15, 45, 135, 405, 600]; // seconds
const DAY = 86400000;
const WAITING_DAYS = 30; // after that nothing is sent unasked
const MOST_KEPT_ALIVE = 60000; // bytes that a browser still sends when its page is being closed

const underWay = new Set(); // keys whose reply has not come
const notBefore = new Map(); // key → the time until which the server asked us to wait
let mine = null; // what was sent from this page and has no answer yet
let round = 0;
let timer = 0;

window.addEventListener("online", () => {
  round = 0;
  sendWaiting();
  setTimeout(sendWaiting, 1500); // a network that has just come back often fails once more
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) sendWaiting();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) sendWaiting();
});
setTimeout(sendWaiting, 0); // when everything else is set up

// Called by start.js whenever a page has come; without the questionnaire it may be the page that has answers to send again.
function setUpSending(questionnaire) {
  const form = questionnaire || document.getElementById("gui-lai");
  document.body.classList.add("ready"); // the style need not spare the phone any more
  if (!form) return;
  if (isMarked(form)) setField(form, "repeat", "1");
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    if (!isBusy(form)) send(form);
  });
}

async function send(form) {
  setBusy(form, true);
  try {
    setField(form, "reminded", "1"); // the reminder is given here, and nobody may be there for another
    const item = await takeItem(form);
    await keepWaiting({ ...item, tried: true }); // by whoever finds it there
    mine = item;
    forgetDraft(form);
    await attempt(item);
    await plan();
  } catch (refused) {
    HTMLFormElement.prototype.submit.call(form); // with the same key, so that nothing is counted twice
  } finally {
    setBusy(form, false);
  }
}

async function takeItem(form) {
  const key = form.elements.sending_key.value || newKey();
  const marker = markerOf(form);
  const others = await findWaiting();
  const unit = document.querySelector("header .unit");
  setField(form, "sending_key", key);
  if (marker && others.some((item) => item.marker === marker && item.key !== key)) setField(form, "repeat", "1");
  return {
    key,
    marker,
    kiosk: isKiosk(),
    action: form.getAttribute("action"),
    page: location.pathname + location.search,
    unit: (unit || document.querySelector("h1")).textContent.trim(),
    begun: Date.now(),
    pairs: [...new FormData(form)].filter((pair) => typeof pair[1] === "string"),
  };
}

// Tries what waits: this page's own first, then the oldest. `all` takes along what is no longer tried unasked.
async function sendWaiting(all) {
  const items = await findWaiting();
  if (mine && !isKiosk() && !underWay.has(mine.key) && !items.some(isMine)) showGone();
  items.sort((one, other) => isMine(other) - isMine(one));
  for (const item of items) {
    if (all !== true && (!isAutomatic(item) || Date.now() < (notBefore.get(item.key) || 0))) continue;
    if ((await attempt(item).catch(() => "kept")) === "kept") break; // no network for this one is no network for the next
  }
  await plan();
}

// Says what waits, and sets the clock for the next round.
async function plan() {
  const items = await findWaiting();
  if (!isKiosk()) showState(items.filter((item) => !isMine(item)));
  clearTimeout(timer);
  const automatic = items.filter(isAutomatic);
  if (!automatic.length) return;
  const pause = PAUSES[Math.min(round, PAUSES.length - 1)] * 1000 * (0.8 + 0.4 * Math.random());
  const waits = automatic.map((item) => Math.max(pause, (notBefore.get(item.key) || 0) - Date.now()));
  timer = setTimeout(() => {
    round += 1;
    sendWaiting();
  }, Math.min(...waits));
}

function setField(form, name, value) {
  if (form.elements[name]) form.elements[name].value = value;
}

async function attempt(item) {
  if (underWay.has(item.key)) return "";
  underWay.add(item.key);
  try {
    let reply = await deliver(item);
    if (reply.status === 422 && takeFreshToken(item, reply.page)) {
      item.tried = true;
      await keepWaiting(item);
      reply = await deliver(item);
    }
    return await heed(item, reply);
  } finally {
    underWay.delete(item.key);
  }
}

// The server's reply; status 0 stands for none. No cookie goes along. Where the key is known already, the server says that
// this sending adds nothing; not so to "*/*", which is for the very answers that have been sent before without a reply.
async function deliver(item) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), REPLY_PATIENCE);
  const body = new URLSearchParams(item.pairs).toString();
  try {
    if (new URL(item.action, location.href).origin !== location.origin) return { status: 0 };
    const reply = await fetch(item.action, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: item.tried ? "*/*" : "text/html" },
      body,
      redirect: "manual",
      credentials: "omit",
      cache: "no-store",
      keepalive: body.length < MOST_KEPT_ALIVE,
      signal: stop.signal,
    });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    return { status: reply.status, page, seconds: Number(reply.headers.get("Retry-After")) || 0 };
  } catch (lost) {
    return { status: 0 };
  } finally {
    clearTimeout(clock);
  }
}

// The form was handed out under another secret (the server was set up anew): the reply brings the token that holds now.
function takeFreshToken(item, page) {
  const field = page.querySelector("#phieu [name=csrf_token]");
  const pair = item.pairs.find(([name]) => name === "csrf_token");
  if (!field || !pair || field.value === pair[1]) return false;
  pair[1] = field.value;
  return true;
}

// What the reply means. A page that is not ours (a hotspot's sign-in page, a proxy's error) is no reply.
async function heed(item, { status, page, seconds }) {
  const receipt = page && page.querySelector("[data-receipt]");
  const isOurs = page && page.querySelector("body.respond main h1, body.staff main h1");
  if (status === 200 && receipt) return heedReceipt(item, page, receipt.textContent.trim());
  if (status === 429) return heedCrowd(item, seconds || PAUSES[1]);
  if (isOurs && status >= 400 && status < 500 && status !== 408) return heedRefusal(item, status, page);
  const why = isOurs && page.querySelector("[data-paused]") ? "tam-dung" : "chua-gui";
  if (isMine(item) && !isKiosk()) showWaiting(item, why, new Date().toLocaleTimeString("vi", { timeStyle: "short" }));
  await announce("phieu:kept", { key: item.key });
  return "kept";
}

async function heedReceipt(item, page, receipt) {
  const wasMine = isMine(item);
  await forgetWaiting(item.key);
  if (item.marker) setMark(item.marker);
  if (wasMine) {
    mine = null;
    forgetDraftOf(item.action); // a touch during the sending may have made one
  }
  round = 0;
  if (wasMine && !isKiosk()) showThanks(page);
  else noteSent(item, receipt);
  await announce("phieu:sent", { key: item.key, receipt });
  return "sent";
}

async function heedCrowd(item, seconds) {
  const wait = Math.min(seconds, 3600) * (1 + 0.2 * Math.random()); // who were told the same must not come together
  notBefore.set(item.key, Date.now() + wait * 1000);
  const inMinutes = wait > 120;
  const number = inMinutes ? Math.ceil(wait / 60) : 10 * Math.ceil(wait / 10);
  if (isMine(item) && !isKiosk()) showWaiting(item, inMinutes ? "dong-nguoi-phut" : "dong-nguoi", number);
  await announce("phieu:kept", { key: item.key });
  return "crowded";
}

// As it is the server will not take it. On the page it can be put right; elsewhere it is kept until somebody decides.
async function heedRefusal(item, status, page) {
  const onPage = isMine(item) && !isKiosk();
  if (isMine(item)) mine = null;
  if (onPage && status === 422) {
    await forgetWaiting(item.key);
  } else {
    item.stopped = { status, words: reasonOf(page) };
    await keepWaiting(item);
  }
  if (onPage) {
    showPage(page);
    setUpPage();
  }
  await announce("phieu:refused", { key: item.key, status });
  return "stopped";
}

async function announce(name, detail) {
  detail.waiting = (await findWaiting()).length;
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

function isMine(item) {
  return mine !== null && mine.key === item.key;
}

function isAutomatic(item) {
  return !item.stopped && Date.now() - item.begun < WAITING_DAYS * DAY;
}

function isKiosk() {
  return Boolean(document.querySelector("main[data-kiosk]"));
}

function newKey() {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => letters[byte & 63]).join("");
}

// Campaigns that ask for it leave a mark on the phone, and only there: this questionnaire was sent from here once.
function markerOf(form) {
  return form && form.dataset.access === "marked" ? "phieu-da-gui:" + new URL(form.action).pathname : "";
}

function isMarked(form) {
  try {
    return markerOf(form) !== "" && localStorage.getItem(markerOf(form)) !== null;
  } catch (refused) {
    return false;
  }
}

function setMark(marker) {
  try {
    localStorage.setItem(marker, "1");
  } catch (refused) {
    // then there is no mark: it refuses nothing anyway
  }
}
