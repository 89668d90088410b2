// Whoever walks away must not leave answers for the next person: after a while without a touch the kiosk asks whether somebody
// is there, counts down, and clears. Times are read from the clock at each tick, because a sleeping tablet stops its timers.
let touched = Date.now();

// Moving the focus counts: a screen reader's gestures reach the page as nothing else.
for (const kind of ["pointerdown", "touchstart", "keydown", "input", "wheel", "scroll", "focusin"]) {
  window.addEventListener(kind, noteTouch, { capture: true, passive: true });
}

function noteTouch() {
  touched = Date.now();
}

function watchIdle() {
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
}

function tick() {
  const [idle, warning, thanks] = ["idle", "warning", "thanks"].map((name) => Number(kiosk.dataset[name]));
  const seconds = Math.floor((Date.now() - touched) / 1000);
  const screen = screenShown();
  if (screen === "form" || screen === "restart") {
    if (seconds >= idle + warning) clearPerson();
    else if (seconds >= idle) warn();
  } else if (screen === "idle") {
    const rest = warning - seconds;
    setNumber("left", Math.max(0, rest));
    if (rest <= 0) clearPerson();
  } else if (screen === "sent" || screen === "kept" || screen === "refused") {
    const rest = thanks - seconds;
    setNumber("back", Math.max(0, rest));
    if (rest <= 0) showWelcome();
  } else if (screen === "staff" && seconds >= idle) {
    showWelcome();
  } else if (screen === "welcome" && seconds >= idle) {
    takeRest();
  }
}

function warn() {
  setNumber("left", kiosk.dataset.warning);
  showScreen("idle");
}

// Nobody has come for a while: back to the language in which the kiosk was turned on, and a look at whether it may go on.
function takeRest() {
  noteTouch();
  const { home } = loadMemory();
  if (home && home !== location.pathname + location.search) goTo(home);
  else checkKiosk();
}
