/**
 * What this browser has of a board, read while the board's code is on its way, and handed over once.
 */
import { fileName, type CopyId, type Kept, type LocalStore } from "./store";

let early: { readonly name: string; readonly kept: Promise<Kept> } | null = null;

export function readEarly(store: LocalStore, copy: CopyId): void {
  const kept = store.open(copy);
  // Whoever takes it hears of what went wrong.
  kept.catch(() => undefined);
  early = { name: fileName(copy), kept };
}

export function takeEarly(copy: CopyId): Promise<Kept> | null {
  const found = early?.name === fileName(copy) ? early.kept : null;
  early = null;
  return found;
}
