/**
 * Fetches parts of the page that nobody has asked for yet, one after the other and each in a moment
 * with nothing else to do: no frame and no click waits for one.
 */

/** By then the board is on the screen. */
const BEGIN_MS = 600;
/** On a page that is never idle they are fetched all the same. */
const PATIENCE_MS = 1_000;

export function fetchLater(parts: readonly (() => Promise<unknown>)[]): () => void {
  let isOver = false;
  const begin = async (): Promise<void> => {
    for (const fetchPart of parts) {
      await idle();
      if (isOver) return;
      // What cannot be had now is asked for again when it is wanted.
      await fetchPart().catch(() => undefined);
    }
  };
  const timer = setTimeout(() => void begin(), BEGIN_MS);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

function idle(): Promise<void> {
  return new Promise((then) => {
    // Safari has none.
    if (!("requestIdleCallback" in globalThis)) setTimeout(then);
    else requestIdleCallback(() => then(), { timeout: PATIENCE_MS });
  });
}
