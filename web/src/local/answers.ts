/**
 * Answers of the server that a known board cannot open without, kept for when it is away.
 *
 * Filed under the signed-in account, so that another one at this browser never gets them.
 */
import { ApiProblem } from "../api/client";
import { local } from "./local";

const ME = "me";

let tellMe = (): void => undefined;
/** Who is here is asked beside all else: what is answered before that waits to be filed. */
const isMeKnown = new Promise<void>((resolve) => (tellMe = resolve));

/** The server's answer, kept; or the one kept last, when there is no server to answer. */
export async function orKept<T>(path: string, ask: () => Promise<T>): Promise<T> {
  try {
    const answer = await ask();
    // What was read is shown whether or not it could be kept.
    void keepAnswer(path, answer);
    return answer;
  } catch (error) {
    if (!isAway(error)) throw error;
    const kept = await readAnswer(path).catch(() => undefined);
    if (kept === undefined) throw error;
    return kept as T;
  }
}

export async function keepAnswer(path: string, answer: unknown): Promise<void> {
  try {
    const { store, left } = await local();
    if (path === ME) left.delete((answer as { id: string }).id);
    else await isMeKnown;
    const key = await keyOf(path);
    // Whoever asked has signed out meanwhile.
    if (key === null) return;
    await store.writeAnswer(key, answer);
    if (path === ME) tellMe();
  } catch (error) {
    console.warn("An answer could not be kept:", error);
  }
}

/** How many changes of an account are in this browser only. */
export async function unsavedChanges(account: string): Promise<number> {
  const { store } = await local();
  const edits = await store.unsavedOf(account);
  return new Set(edits.map(({ gesture }) => gesture)).size;
}

async function readAnswer(path: string): Promise<unknown> {
  const { store } = await local();
  const key = await keyOf(path);
  const found = key === null ? undefined : await store.readAnswer(key);
  if (path === ME && found !== undefined) tellMe();
  return found;
}

/** Null where nobody is known to be here. */
async function keyOf(path: string): Promise<string | null> {
  if (path === ME) return ME;
  const { store } = await local();
  const me = (await store.readAnswer(ME)) as { id?: string } | null | undefined;
  return me?.id === undefined ? null : `${me.id} ${path}`;
}

function isAway(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
}
