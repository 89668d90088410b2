// What the kiosk asks the server beside sending: whether it may go on, and whether a PIN is right. And what it keeps of itself on
// the device, so that a reload without a network works.

// Between two respondents. Without a network it goes on: nobody could have told it otherwise.
async function checkKiosk() {
  const status = await post(kiosk.dataset.check, { ticket: loadMemory().ticket });
  setOffline(status === 0);
  if (screenShown() !== "welcome") return; // somebody has begun
  if (status === 410) showScreen("closed");
  if (status !== 403 && status !== 404) return;
  forgetKiosk(); // or the page that asks for the PIN would lead back here
  showScreen("ended");
}

// The status of the reply; 0 where there is none.
async function post(address, fields) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), 10000);
  try {
    const body = new URLSearchParams(fields);
    const reply = await fetch(address, { method: "POST", body, credentials: "omit", cache: "no-store", signal: stop.signal });
    return reply.status;
  } catch (lost) {
    return 0;
  } finally {
    clearTimeout(clock);
  }
}

async function leave(event) {
  event.preventDefault();
  if (!(await isPinRight())) return;
  forgetKiosk();
  location.replace(kiosk.dataset.start);
}

// What the server refused for good may go, if staff say so: nobody else may delete what another person has answered.
async function discardStopped() {
  if (!(await isPinRight())) return;
  const items = await findWaiting();
  await Promise.all(items.filter((item) => item.stopped).map((item) => forgetWaiting(item.key)));
  showStaff();
}

async function isPinRight() {
  const field = document.getElementById("pin");
  const { empty, wrong, often, lost } = field.dataset;
  if (!/^\s*(\d\s*){6}$/.test(field.value)) return refusePin(field, empty);
  const status = await post(kiosk.dataset.start, { pin: field.value });
  noteTouch();
  return status === 200 || refusePin(field, status === 422 ? wrong : status === 429 ? often : lost);
}

function refusePin(field, text) {
  setTold("pin", text);
  field.setAttribute("aria-invalid", "true");
  field.select();
  field.focus();
  return false;
}

// Another page of the kiosk, if it can be had: a page that does not come would leave an error of the browser on the screen.
async function goTo(address) {
  try {
    const reply = await fetch(address, { credentials: "omit" });
    if (!reply.ok) return;
  } catch (lost) {
    return;
  }
  if (screenShown() !== "welcome") return;
  location.replace(address);
}

// The worker keeps this page in each of its languages with what they need. Plain http has no workers.
function keepShell() {
  if (!navigator.serviceWorker) return;
  const files = document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], [data-language]");
  const addresses = [location.href.split("#")[0], ...Array.from(files, (file) => file.href || file.src)];
  navigator.serviceWorker
    .register(kiosk.dataset.worker)
    .then(() => navigator.serviceWorker.ready)
    .then((registration) => registration.active.postMessage({ keep: [...new Set(addresses)] }))
    .catch(() => {}); // without it the kiosk works as it does on plain http
}

// The screen stays lit while the kiosk is open. Browsers that cannot do it, or will not, are left alone.
function stayAwake() {
  if (navigator.wakeLock && !document.hidden) navigator.wakeLock.request("screen").catch(() => {});
}
