/**
 * Short news at the foot of the page, perhaps with one thing to do about it, such as Undo.
 *
 * Only what is to be said: `Toaster` shows it, and is loaded after what people came for.
 */
import { createStore } from "../store/store";

export type ToastOptions = {
  kind?: "plain" | "bad";
  action?: { label: string; onSelect: () => void };
};

export type Toast = ToastOptions & { id: number; message: string };

const AT_MOST = 3;
let nextId = 1;

export const toasts = createStore<readonly Toast[]>([]);

export function dropToast(id: number): void {
  toasts.set(toasts.get().filter((entry) => entry.id !== id));
}

/** Says a sentence from anywhere; the same sentence said twice stands once. */
export function toast(message: string, options: ToastOptions = {}): void {
  const others = toasts.get().filter((entry) => entry.message !== message);
  toasts.set([...others, { ...options, id: nextId++, message }].slice(-AT_MOST));
}
