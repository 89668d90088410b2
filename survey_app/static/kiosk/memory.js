// What this device remembers between two respondents: the ticket, where the kiosk begins, how many were sent today. Never an
// answer: those lie in the queue alone (waiting.js), until the server has them.
const MEMORY = "diem:";

function memoryKey() {
  return MEMORY + document.querySelector("main[data-token]").dataset.token;
}

function loadMemory() {
  try {
    return JSON.parse(localStorage.getItem(memoryKey())) || {};
  } catch (refused) {
    return {};
  }
}

// Says whether the device keeps it.
function saveMemory(changes) {
  try {
    localStorage.setItem(memoryKey(), JSON.stringify({ ...loadMemory(), ...changes }));
    return true;
  } catch (refused) {
    return false;
  }
}

function forgetKiosk() {
  saveMemory({ ticket: undefined, home: undefined });
}

function sentToday() {
  const { day, sent } = loadMemory();
  return day === today() ? sent : 0;
}

function countSent() {
  saveMemory({ day: today(), sent: sentToday() + 1 });
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].join("-");
}
