// What this browser keeps of the door, in IndexedDB: the roster of a seminar, and every act until the server has answered it.
// Each write resolves only when it is on the disk (strict durability, oncomplete); only answered acts ever stop waiting.
//   await addActs(list) · await acts() · await dropActs(scan ids) · await settle(answers, before) · await putRoster(record) · await rosters() · await forget() · await expire(ids)
//   keepDraft(id, fields) · draft(id)  what is half typed into a walk-in of a seminar, as long as this tab lives: a reload loses nothing
const NAME = "door";
const KEPT_ANSWERED = 20; // for the list of the last entries
const DRAFT = "door-draft-";
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("rosters", { keyPath: "id" });
      asked.result.createObjectStore("acts", { keyPath: "seq", autoIncrement: true }).createIndex("scan_id", "scan_id", { unique: true });
    };
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      asked.result.onversionchange = () => {
        asked.result.close();
        opened = null;
      };
      asked.result.onclose = () => (opened = null);
      resolve(asked.result);
    };
  });
  opened.catch(() => (opened = null));
  return opened;
}

async function within(name, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: "strict" });
    const asked = work(typeof name === "string" ? transaction.objectStore(name) : transaction);
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onabort = () => reject(transaction.error || new Error("aborted"));
  });
}

export const acts = () => within("acts", "readonly", (store) => store.getAll());
export const rosters = () => within("rosters", "readonly", (store) => store.getAll());
export const putRoster = (record) => within("rosters", "readwrite", (store) => store.put(record));

// How many of these are new: an act that is kept already stays as it is, for the same id is the same act. All or, where the disk refuses, none.
export async function addActs(list) {
  let fresh = [];
  await within("acts", "readwrite", (store) => {
    store.getAll().onsuccess = ({ target: { result: all } }) => {
      const kept = new Set(all.map((act) => act.scan_id));
      fresh = list.filter((act) => !kept.has(act.scan_id));
      for (const act of fresh) store.add(act);
    };
  });
  return fresh.length;
}

export const dropActs = (ids) => within("acts", "readwrite", (store) => drop(store, (act) => ids.has(act.scan_id)));

export function keepDraft(id, fields) {
  if (fields) sessionStorage.setItem(DRAFT + id, JSON.stringify(fields));
  else sessionStorage.removeItem(DRAFT + id);
}

export const draft = (id) => JSON.parse(sessionStorage.getItem(DRAFT + id));

const dropDrafts = (isOld) => Object.keys(sessionStorage).forEach((key) => key.startsWith(DRAFT) && isOld(Number(key.slice(DRAFT.length))) && sessionStorage.removeItem(key));

// answers: what is to be changed in the act of each scan id, {waiting: 0, answered_at, …}. Answered ones are let go once the
// roster is younger than they are (`before`), but for the newest, which are shown, those that came after the close, which are counted, and
// guests registered here, whose numbers are not given out twice.
export function settle(answers, before) {
  return within("acts", "readwrite", (store) => {
    store.getAll().onsuccess = ({ target: { result: all } }) => {
      const changed = all.map((act) => ({ ...act, ...answers.get(act.scan_id) }));
      const done = changed.filter((act) => !act.waiting && act.why !== "late" && act.number === undefined && act.answered_at < before);
      const old = new Set(done.slice(0, Math.max(0, done.length - KEPT_ANSWERED)).map((act) => act.seq));
      for (const act of changed) {
        if (old.has(act.seq)) store.delete(act.seq);
        else if (answers.has(act.scan_id)) store.put(act);
      }
    };
  });
}

// Everything goes: rosters, acts, and the pages and files that the service worker holds; of one seminar, what is of that one.
export async function forget(id) {
  dropDrafts((seminar) => !id || seminar === id);
  await within(["rosters", "acts"], "readwrite", (transaction) => {
    for (const [name, key] of [["rosters", "id"], ["acts", "seminar_id"]]) drop(transaction.objectStore(name), (row) => !id || row[key] === id);
  }).catch(() => {});
  const isLast = !id || !((await rosters().catch(() => [])).length + (await acts().catch(() => [])).length);
  for (const name of (await self.caches?.keys()) || []) {
    if (!name.startsWith("door-")) continue;
    if (isLast) await caches.delete(name);
    else await (await caches.open(name)).delete(`/door/${id}/shell`);
  }
}

// The lists of these seminars go, with the names they gave and with what was answered; what waits for them stays until it is sent or removed.
export function expire(ids) {
  dropDrafts((seminar) => ids.includes(seminar));
  return within(["rosters", "acts"], "readwrite", (transaction) => {
    drop(transaction.objectStore("rosters"), (record) => ids.includes(record.id));
    sift(transaction.objectStore("acts"), (act) => (!ids.includes(act.seminar_id) ? act : act.waiting ? nameless(act) : null));
  });
}

// A guest registered here is this device's own word; any other name was the list's, and is not sent.
function nameless(act) {
  const { name, enterprise, ...own } = act;
  return act.fields ? act : own;
}

// Each row as `become` leaves it; null: it goes.
function sift(store, become) {
  store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    const left = become(cursor.value);
    if (!left) cursor.delete();
    else if (left !== cursor.value) cursor.update(left);
    cursor.continue();
  };
}

const drop = (store, isOld) => sift(store, (row) => (isOld(row) ? null : row));
