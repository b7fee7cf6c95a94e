/**
 * The local store in IndexedDB. Every operation is one transaction, so tabs cannot mix theirs.
 */
import type { UnsavedEdit } from "../sync/changes";
import { fileName, otherEpochs, type LocalStore } from "./store";

const VERSION = 1;
const UPDATES = "updates";
const EDITS = "edits";
const ANSWERS = "answers";
const BY_COPY = "copy";

type UpdateRow = { readonly copy: string; readonly update: Uint8Array };
type EditRow = UnsavedEdit & { readonly copy: string };

export async function openIndexedDb(name: string): Promise<LocalStore> {
  const database = await open(name);
  const run = <T>(
    change: (stores: Stores) => Promise<T> | T,
    mode: IDBTransactionMode = "readwrite",
  ) => transact(database, mode, change);
  return {
    open: (copy) =>
      run(async ({ updates, edits }) => {
        const name = fileName(copy);
        const [rows, kept] = await Promise.all([
          result<UpdateRow[]>(updates.index(BY_COPY).getAll(name)),
          result<EditRow[]>(edits.index(BY_COPY).getAll(name)),
        ]);
        const found = rows.map(({ update }) => update);
        return { updates: found, edits: kept.sort((a, b) => (a.id < b.id ? -1 : 1)) };
      }, "readonly"),
    compact: (copy, merge) =>
      run(async ({ updates }) => {
        const name = fileName(copy);
        const rows = await result<UpdateRow[]>(updates.index(BY_COPY).getAll(name));
        await removeAll(updates, name);
        updates.add({ copy: name, update: merge(rows.map(({ update }) => update)) });
      }),
    append: (copy, news, made) =>
      run(({ updates, edits }) => {
        const name = fileName(copy);
        for (const update of news) updates.add({ copy: name, update });
        for (const edit of made) edits.put({ ...edit, copy: name });
      }),
    saved: (copy, made) =>
      run(({ updates, edits }) => {
        const name = fileName(copy);
        for (const edit of made) {
          edits.delete(edit.id);
          updates.add({ copy: name, update: edit.update });
        }
      }),
    replace: (copy, state, removed, added) =>
      run(async ({ updates, edits }) => {
        const name = fileName(copy);
        await removeAll(updates, name);
        updates.add({ copy: name, update: state });
        for (const { id } of removed) edits.delete(id);
        for (const edit of added) edits.put({ ...edit, copy: name });
      }),
    others: (copy) =>
      run(async (stores) => otherEpochs(await namesOf(stores, copy.account), copy), "readonly"),
    remove: (copy) =>
      run(async ({ updates, edits }) => {
        await removeAll(updates, fileName(copy));
        await removeAll(edits, fileName(copy));
      }),
    unsavedOf: (account) =>
      run(({ edits }) => result<EditRow[]>(edits.index(BY_COPY).getAll(of(account))), "readonly"),
    forget: (account) =>
      run(async ({ updates, edits, answers }) => {
        await removeAll(updates, of(account));
        await removeAll(edits, of(account));
        answers.clear();
      }),
    readAnswer: (key) => run(({ answers }) => result<unknown>(answers.get(key)), "readonly"),
    writeAnswer: (key, value) =>
      run(({ answers }) => {
        answers.put(value, key);
      }),
  };
}

type Stores = Record<typeof UPDATES | typeof EDITS | typeof ANSWERS, IDBObjectStore>;

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, VERSION);
  request.onupgradeneeded = () => {
    const database = request.result;
    database.createObjectStore(UPDATES, { autoIncrement: true }).createIndex(BY_COPY, "copy");
    database.createObjectStore(EDITS, { keyPath: "id" }).createIndex(BY_COPY, "copy");
    database.createObjectStore(ANSWERS);
  };
  return new Promise((resolve, reject) => {
    request.onblocked = () => reject(new Error("another tab holds an older local store"));
    request.onerror = () => reject(request.error ?? new Error("no local store"));
    request.onsuccess = () => {
      // A newer client in another tab wants to change the store: this one gets out of its way.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  });
}

function transact<T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  change: (stores: Stores) => Promise<T> | T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([UPDATES, EDITS, ANSWERS], mode);
    const [updates, edits, answers] = [UPDATES, EDITS, ANSWERS].map((name) =>
      transaction.objectStore(name),
    ) as [IDBObjectStore, IDBObjectStore, IDBObjectStore];
    const fail = (): void => reject(transaction.error ?? new Error("the local store failed"));
    const made = change({ updates, edits, answers });
    // All is asked for already: it is kept also where the tab is closed before it is answered.
    if (!(made instanceof Promise)) transaction.commit();
    const done = Promise.resolve(made);
    done.catch((error: unknown) => {
      reject(error instanceof Error ? error : new Error(String(error)));
      transaction.abort();
    });
    transaction.oncomplete = () => void done.then(resolve, reject);
    transaction.onerror = fail;
    transaction.onabort = fail;
  });
}

function result<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error ?? new Error("the local store failed"));
  });
}

/** Every copy of an account. */
function of(account: string): IDBKeyRange {
  return IDBKeyRange.bound(`${account} `, `${account} \uffff`);
}

async function removeAll(store: IDBObjectStore, names: string | IDBKeyRange): Promise<void> {
  for (const key of await result<IDBValidKey[]>(store.index(BY_COPY).getAllKeys(names))) {
    store.delete(key);
  }
}

async function namesOf({ updates, edits }: Stores, account: string): Promise<string[]> {
  const names = new Set<string>();
  for (const store of [updates, edits]) {
    // Keys here are file names. One row of each: a board's copies are few, their rows may be many.
    let after = of(account);
    for (;;) {
      const cursor = await result<IDBCursor | null>(store.index(BY_COPY).openKeyCursor(after));
      if (!cursor) break;
      names.add(cursor.key as string);
      after = IDBKeyRange.bound(cursor.key, `${account} \uffff`, true);
    }
  }
  return [...names];
}
