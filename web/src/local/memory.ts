/** The local store where the browser has none, and in tests: gone with the page. */
import type { UnsavedEdit } from "../sync/changes";
import { fileName, otherEpochs, type CopyId, type LocalStore } from "./store";

export function memoryStore(): LocalStore {
  const updates = new Map<string, Uint8Array[]>();
  const edits = new Map<string, Map<string, UnsavedEdit>>();
  const answers = new Map<string, unknown>();
  const updatesOf = (copy: CopyId): Uint8Array[] => {
    const found = updates.get(fileName(copy)) ?? [];
    updates.set(fileName(copy), found);
    return found;
  };
  const editsOf = (copy: CopyId): Map<string, UnsavedEdit> => {
    const found = edits.get(fileName(copy)) ?? new Map<string, UnsavedEdit>();
    edits.set(fileName(copy), found);
    return found;
  };
  const names = (): string[] => [...updates.keys(), ...edits.keys()];
  const remove = (name: string): void => {
    updates.delete(name);
    edits.delete(name);
  };
  const now = <T>(value: T): Promise<T> => Promise.resolve(value);
  return {
    open: (copy) =>
      now({
        updates: [...(updates.get(fileName(copy)) ?? [])],
        edits: [...(edits.get(fileName(copy))?.values() ?? [])],
      }),
    compact: (copy, merge) => {
      updates.set(fileName(copy), [merge(updatesOf(copy))]);
      return now(undefined);
    },
    append: (copy, news, made) => {
      updatesOf(copy).push(...news);
      for (const edit of made) editsOf(copy).set(edit.id, edit);
      return now(undefined);
    },
    saved: (copy, made) => {
      for (const edit of made) {
        editsOf(copy).delete(edit.id);
        updatesOf(copy).push(edit.update);
      }
      return now(undefined);
    },
    replace: (copy, state, removed, added) => {
      updates.set(fileName(copy), [state]);
      for (const { id } of removed) editsOf(copy).delete(id);
      for (const edit of added) editsOf(copy).set(edit.id, edit);
      return now(undefined);
    },
    others: (copy) => now(otherEpochs(names(), copy)),
    remove: (copy) => {
      remove(fileName(copy));
      return now(undefined);
    },
    unsavedOf: (account) =>
      now(
        [...edits]
          .filter(([name]) => name.startsWith(`${account} `))
          .flatMap(([, found]) => [...found.values()]),
      ),
    forget: (account) => {
      names()
        .filter((name) => name.startsWith(`${account} `))
        .forEach(remove);
      answers.clear();
      return now(undefined);
    },
    readAnswer: (key) => now(answers.get(key)),
    writeAnswer: (key, value) => {
      answers.set(key, value);
      return now(undefined);
    },
  };
}
