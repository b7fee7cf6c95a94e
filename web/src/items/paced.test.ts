import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Paced, TRANSIENT_INTERVAL_MS } from "./paced";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a moving hand writes now and then, its last change at once and only once", () => {
  const written: unknown[] = [];
  const paced = new Paced((_, value) => written.push(value));
  for (let value = 0; value < 40; value += 1) {
    paced.set("radius", value, true);
    vi.advanceTimersByTime(TRANSIENT_INTERVAL_MS / 10);
  }
  paced.set("radius", 99, false);
  vi.runAllTimers();
  expect(written[0]).toBe(0);
  expect(written.at(-1)).toBe(99);
  expect(written.length).toBeLessThan(12);
  expect(written.filter((value) => value === 99)).toHaveLength(1);
});

test("changing another parameter does not lose the one before", () => {
  const written: unknown[] = [];
  const paced = new Paced((name, value) => written.push([name, value]));
  paced.set("a", 1, true);
  paced.set("a", 2, true);
  paced.set("b", 3, true);
  vi.runAllTimers();
  expect(written).toEqual([
    ["a", 1],
    ["a", 2],
    ["b", 3],
  ]);
});
