// Responses that were filled in but not yet taken by the server lie in IndexedDB on this device, and nowhere else.
// Every call fails where storage is refused or does not answer; whoever calls falls back to the plain form.
const STORE = "waiting";
const STORE_PATIENCE = 3000; // some built-in browsers never answer at all
let isSilent = false;

function openStore() {
  if (isSilent) return Promise.reject(new Error("no answer from storage"));
  return new Promise((resolve, reject) => {
    const clock = setTimeout(() => {
      isSilent = true;
      reject(new Error("no answer from storage"));
    }, STORE_PATIENCE);
    const request = indexedDB.open("phieu", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => {
      clearTimeout(clock);
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

function keepWaiting(item) {
  return withStore("readwrite", (store) => store.put(item));
}

function forgetWaiting(key) {
  return withStore("readwrite", (store) => store.delete(key)).catch(() => {});
}

// All that wait, the oldest first.
async function findWaiting() {
  try {
    const items = await withStore("readonly", (store) => store.getAll());
    return items.sort((one, other) => one.begun - other.begun);
  } catch (refused) {
    return [];
  }
}
