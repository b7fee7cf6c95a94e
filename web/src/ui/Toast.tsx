/** Short news at the foot of the page, perhaps with one thing to do about it, such as Undo. */
import { CircleAlert, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { useSyncExternalStore } from "react";
import { IconButton } from "./Button";
import styles from "./Toast.module.css";

export type ToastOptions = {
  kind?: "plain" | "bad";
  action?: { label: string; onSelect: () => void };
};

type Entry = ToastOptions & { id: number; message: string };

const AT_MOST = 3;
let entries: readonly Entry[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function put(next: readonly Entry[]): void {
  entries = next;
  listeners.forEach((tell) => tell());
}

function drop(id: number): void {
  put(entries.filter((entry) => entry.id !== id));
}

/** Says a sentence from anywhere; the same sentence said twice stands once. */
export function toast(message: string, options: ToastOptions = {}): void {
  const others = entries.filter((entry) => entry.message !== message);
  put([...others, { ...options, id: nextId++, message }].slice(-AT_MOST));
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export function Toaster() {
  const shown = useSyncExternalStore(subscribe, () => entries);
  return (
    <Radix.Provider swipeDirection="down" label="Message">
      {shown.map(({ id, message, kind = "plain", action }) => (
        <Radix.Root
          key={id}
          className={styles.toast}
          duration={action === undefined && kind === "plain" ? 4_000 : 9_000}
          onOpenChange={(open) => {
            if (!open) drop(id);
          }}
        >
          {kind === "bad" && <CircleAlert size={16} className={styles.bad} aria-hidden />}
          <Radix.Description className={styles.message}>{message}</Radix.Description>
          {action !== undefined && (
            <Radix.Action
              altText={action.label}
              className={styles.action}
              onClick={action.onSelect}
            >
              {action.label}
            </Radix.Action>
          )}
          <Radix.Close asChild>
            <IconButton icon={X} label="Dismiss" className={styles.close} />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className={styles.viewport} />
    </Radix.Provider>
  );
}
