/** The time now, to the minute, for words such as "3 minutes ago" that must not go stale. */
import { useSyncExternalStore } from "react";

const MINUTE = 60_000;
let now = Date.now();

function subscribe(tell: () => void): () => void {
  const tick = () => {
    now = Date.now();
    tell();
  };
  tick();
  const timer = setInterval(tick, MINUTE);
  return () => clearInterval(timer);
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
