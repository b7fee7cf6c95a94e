/**
 * Holds a value while a hand is moving it, so that the control follows the hand even where the
 * document only hears of the end; afterwards the document's value shows again.
 */
import { useState } from "react";

type Change<T> = (value: T, options?: { transient?: boolean }) => void;

export function useHeld<T>(value: T, onChange: Change<T>): [T, Change<T>] {
  const [held, setHeld] = useState<{ value: T } | null>(null);
  const change: Change<T> = (next, options) => {
    setHeld(options?.transient === true ? { value: next } : null);
    onChange(next, options);
  };
  return [held === null ? value : held.value, change];
}
