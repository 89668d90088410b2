// Responses that were filled in but not yet taken by the server lie in IndexedDB on this device, and nowhere else.
// Every call fails where storage is refused or does not answer; whoever calls falls back to the plain form.
const STORE = "waiting";
const STORE_PATIENCE = 3000; // some built-in browsers never answer at all
let isSilent = false;
let hasAnswered = false;
let known = []; // what lay there at its last word: a busy phone may be late once, and what waits is still tried

function openStore() {
  if (isSilent) return Promise.reject(new Error("no answer from storage"));
  return new Promise((resolve, reject) => {
    const clock = setTimeout(() => {
      isSilent = !hasAnswered;
      reject(new Error("no answer from storage"));
    }, STORE_PATIENCE);
    const request = indexedDB.open("phieu", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => {
      clearTimeout(clock);
      hasAnswered = true;
      resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(clock);
      reject(request.error);
    };
  });
}

// What `act` asked of the store, once it lies safely on the device.
async function withStore(mode, act) {
  const database = await openStore();
  try {
    return await new Promise((resolve, reject) => {
      const change = database.transaction(STORE, mode, { durability: "strict" });
      const request = act(change.objectStore(STORE));
      change.oncomplete = () => resolve(request.result);
      change.onerror = change.onabort = () => reject(change.error);
    });
  } finally {
    database.close();
  }
}

async function keepWaiting(item) {
  await withStore("readwrite", (store) => store.put(item));
  known = [...withoutKey(item.key), item];
}

async function forgetWaiting(key) {
  known = withoutKey(key);
  await withStore("readwrite", (store) => store.delete(key)).catch(() => {});
}

function withoutKey(key) {
  return known.filter((item) => item.key !== key);
}

// All that wait, the oldest first; a list of the caller's own.
async function findWaiting() {
  try {
    known = await withStore("readonly", (store) => store.getAll());
  } catch (refused) {
    // then what is known must do
  }
  return [...known].sort((one, other) => one.begun - other.begun);
}
