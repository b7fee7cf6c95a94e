/** Whether this person looks at the board: not in a hidden page, nor long after they last did anything. */
export const AWAY_AFTER_MS = 120_000;

const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel"] as const;

/** Calls back whenever it changes; the answer ends it. */
export function watchAway(tell: (away: boolean) => void, page: Document = document): () => void {
  let away = false;
  let lastSign = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const set = (next: boolean): void => {
    if (next === away) return;
    away = next;
    tell(next);
  };
  /** One timer that looks when it rings, not one for each move of the hand. */
  const look = (): void => {
    clearTimeout(timer);
    const left = lastSign + AWAY_AFTER_MS - performance.now();
    set(page.visibilityState === "hidden" || left <= 0);
    if (!away) timer = setTimeout(look, left);
  };
  const sign = (): void => {
    lastSign = performance.now();
    if (away) look();
  };
  const turned = (): void => {
    if (page.visibilityState === "visible") lastSign = performance.now();
    look();
  };
  for (const name of SIGNS) page.addEventListener(name, sign, { capture: true, passive: true });
  page.addEventListener("visibilitychange", turned);
  look();
  return () => {
    clearTimeout(timer);
    for (const name of SIGNS) page.removeEventListener(name, sign, { capture: true });
    page.removeEventListener("visibilitychange", turned);
  };
}
