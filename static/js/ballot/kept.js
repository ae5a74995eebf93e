// What a terminal keeps across reloads, in IndexedDB: its device key (not extractable), casts without a receipt, and
// sealed papers and openings (held.js). Never kept in clear: how a seat voted, or what would tell which ballot of the count is its own.
const NAME = "yijue-seat", VERSION = 2;
const STORES = ["devices", "casts", "papers"];

let database = null;

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function open() {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    const { result } = request;
    STORES.filter((store) => !result.objectStoreNames.contains(store)).forEach((store) => result.createObjectStore(store));
  };
  return settled(request);
}

/** Run one transaction and wait until it is complete, with durability where the browser offers it. */
async function within(store, mode, work) {
  database ??= open();
  const transaction = (await database).transaction(store, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  const result = await settled(work(transaction.objectStore(store)));
  await done;
  return result;
}

/** The value kept under `key`, or undefined. */
export const get = (store, key) => within(store, "readonly", (held) => held.get(key));
export const put = (store, key, value) => within(store, "readwrite", (held) => held.put(value, key));
export const drop = (store, key) => within(store, "readwrite", (held) => held.delete(key));
/** All keys of a store. */
export const keys = (store) => within(store, "readonly", (held) => held.getAllKeys());
