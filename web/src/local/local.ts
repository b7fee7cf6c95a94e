/** The one local store of this page: opened when first asked for, in memory where it cannot be. */
import { basePath } from "../api/client";
import { openIndexedDb } from "./indexedDb";
import { memoryStore } from "./memory";
import type { LocalStore } from "./store";

/** A store that does not answer by then is done without. */
const PATIENCE_MS = 3_000;

export type Local = {
  readonly store: LocalStore;
  readonly isLasting: boolean;
  /** Accounts that signed out here or in another tab: nothing more of theirs is kept. */
  readonly left: Set<string>;
};

const left = new Set<string>();
const tabs = new BroadcastChannel(`atelier${basePath()}`);
tabs.onmessage = ({ data }) => left.add(String(data));

/** Removes what is kept of an account, and keeps open boards from bringing it back. */
export async function forget(account: string): Promise<void> {
  left.add(account);
  tabs.postMessage(account);
  const { store } = await local();
  await store.forget(account);
}

let opened: Promise<Local> | null = null;
let here: Local | null = null;

export function local(): Promise<Local> {
  opened ??= Promise.race([lasting(), patience()]).catch((error: unknown) => {
    console.warn("Boards are not kept in this browser:", error);
    return { store: memoryStore(), isLasting: false, left };
  });
  void opened.then((store) => (here = store));
  return opened;
}

/** The same, where it is open already. */
export function localNow(): Local | null {
  return here;
}

async function lasting(): Promise<Local> {
  // Servers under other paths of the same host keep theirs apart.
  const store = await openIndexedDb(`atelier${basePath()}`);
  return { store, isLasting: true, left };
}

function patience(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error("the local store does not answer")), PATIENCE_MS);
  });
}
