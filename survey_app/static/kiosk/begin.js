// Wires the kiosk, or the page that turns it on.

// Back does not leave: an entry of our own lies before whatever was visited earlier. In the form it goes one part back.
function holdBack() {
  if (!history.state || !history.state.kiosk) history.pushState({ kiosk: true }, "");
}

function onBack() {
  holdBack();
  if (screenShown() === "form" && shown > 0) step(-1);
}

function setUpKiosk() {
  if (!loadMemory().ticket) {
    location.replace(kiosk.dataset.start);
    return;
  }
  document.addEventListener("phieu:kept", onKept);
  document.addEventListener("phieu:sent", onSent);
  document.addEventListener("phieu:refused", onRefused);
  kiosk.addEventListener("click", onTouch);
  document.getElementById("tat-diem").addEventListener("submit", leave);
  window.addEventListener("popstate", onBack);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) showWelcome();
  });
  window.addEventListener("online", () => setOffline(false));
  window.addEventListener("offline", () => setOffline(true));
  document.addEventListener("visibilitychange", stayAwake);
  watchIdle();
  keepShell();
  stayAwake();
  openStore().then(
    (database) => {
      database.close();
      showWelcome();
    },
    () => showScreen("unable"),
  );
}

function onTouch(event) {
  const target = event.target.closest("button, a");
  if (!target) return;
  const { dataset } = target;
  if ("begin" in dataset) beginPerson();
  else if ("goOn" in dataset) goOn();
  else if ("clear" in dataset) clearPerson();
  else if ("nextPerson" in dataset) showWelcome();
  else if ("try" in dataset) tryNow();
  else if ("discardStopped" in dataset) discardStopped();
  else if ("language" in dataset) changeLanguage(event, target);
  else if (dataset.show === "welcome") showWelcome();
  else if (dataset.show) showStaff();
}

function showStaff() {
  const field = document.getElementById("pin");
  field.value = "";
  field.removeAttribute("aria-invalid");
  setTold("pin", "");
  countAll();
  showScreen("staff");
}

function changeLanguage(event, link) {
  event.preventDefault();
  if (!link.hasAttribute("aria-current")) goTo(link.href);
}

async function tryNow() {
  await sendWaiting(true);
  countAll();
}

// The page that asks for the PIN, and the one that follows it with the ticket.
async function setUpStart(page) {
  const { ticket, home } = loadMemory();
  if (ticket && home && !page.dataset.ticket) {
    location.replace(home); // Back from a kiosk leads into it again
    return;
  }
  page.querySelectorAll("[data-insecure]").forEach((place) => {
    place.hidden = window.isSecureContext;
  });
  const canStore = await openStore().then((database) => database.close() || true, () => false);
  const isKept = page.dataset.ticket ? saveMemory({ ticket: page.dataset.ticket }) : saveMemory({});
  if (!canStore || !isKept) {
    page.querySelector("[data-refused]").hidden = false;
    page.querySelectorAll("form, .choices").forEach((place) => place.remove());
    return;
  }
  if (!page.dataset.ticket) return;
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-home]");
    if (!link) return;
    event.preventDefault();
    openKiosk(link);
  });
  const links = page.querySelectorAll("a[data-home]");
  if (links.length === 1) openKiosk(links[0]);
}

function openKiosk(link) {
  saveMemory({ home: link.pathname + link.search });
  location.replace(link.href);
}

if (kiosk) setUpKiosk();
else setUpStart(document.getElementById("bat-diem"));
