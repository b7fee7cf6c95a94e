/** The time now, to the minute or the second, for words such as "3 minutes ago" that go stale. */
import { useSyncExternalStore } from "react";

type Clock = { readonly subscribe: (tell: () => void) => () => void; readonly get: () => number };

function clock(everyMs: number): Clock {
  let now = Date.now();
  return {
    subscribe: (tell) => {
      const tick = () => {
        now = Date.now();
        tell();
      };
      tick();
      const timer = setInterval(tick, everyMs);
      return () => clearInterval(timer);
    },
    get: () => now,
  };
}

const minutes = clock(60_000);
const seconds = clock(1_000);

export function useNow(): number {
  return useSyncExternalStore(minutes.subscribe, minutes.get);
}

export function useSecond(): number {
  return useSyncExternalStore(seconds.subscribe, seconds.get);
}
