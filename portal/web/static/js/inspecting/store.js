// What the device holds: briefs, taps and pictures, in IndexedDB. What is not acknowledged stays.

import * as drafts from "./drafts.js";

const NAME = "inspecting";
const STORES = { briefs: "id", taps: "key", photos: "key", finishes: "inspection" };

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) {
        const store = request.result.createObjectStore(name, { keyPath });
        if (name === "taps" || name === "photos") store.createIndex("inspection", "inspection");
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

// Resolves only when the disk has it: a tap counts once it is safe.
async function write(name, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, "readwrite", { durability: "strict" });
    act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

async function read(name, ask) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const request = ask(database.transaction(name).objectStore(name));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export const put = (name, ...rows) => write(name, (store) => rows.forEach((row) => store.put(row)));
export const get = (name, key) => read(name, (store) => store.get(key));
export const all = (name) => read(name, (store) => store.getAll());
export const drop = (name, ...keys) => write(name, (store) => keys.forEach((key) => store.delete(key)));
export const of = (name, inspection) => read(name, (store) => store.index("inspection").getAll(inspection));

// An inspection that is over and acknowledged leaves nothing on the device.
export async function forget(inspection) {
  const taps = await of("taps", inspection);
  const photos = await of("photos", inspection);
  await drop("taps", ...taps.map((tap) => tap.key));
  await drop("photos", ...photos.map((photo) => photo.key));
  await drop("finishes", inspection);
  await drop("briefs", inspection);
  drafts.forget(inspection);
}
