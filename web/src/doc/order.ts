/** Fractional index keys that never throw: a key some other program wrote may not be one. */
import { generateNKeysBetween } from "fractional-indexing";

export function keysAbove(highest: string | null, count: number): string[] {
  try {
    return generateNKeysBetween(highest, null, count);
  } catch {
    // Longer than a key, with it as the beginning, sorts after it.
    return generateNKeysBetween(null, null, count).map((key) => `${highest ?? ""}${key}`);
  }
}

export function keysBelow(lowest: string | null, count: number): string[] {
  try {
    return generateNKeysBetween(null, lowest, count);
  } catch {
    return generateNKeysBetween(null, null, count).map((key) => `!${key}`);
  }
}

/** Null where there is no room: two keys are the same, or one of them is none. */
export function keysBetween(
  low: string | null,
  high: string | null,
  count: number,
): string[] | null {
  try {
    return generateNKeysBetween(low, high, count);
  } catch {
    return null;
  }
}
