// What a terminal keeps across reloads, in IndexedDB: its device key (not extractable) and casts without a receipt.
// Never kept: how a seat voted. A sealed cast says nothing; a named one is forgotten when its receipt is there.
const NAME = "yijue-seat";
const STORES = ["devices", "casts"];

let database = null;

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => STORES.forEach((store) => request.result.createObjectStore(store));
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
