import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AWAY_AFTER_MS, watchAway } from "./away";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function watched() {
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const told: boolean[] = [];
  const stop = watchAway((away) => told.push(away), page as unknown as Document);
  return { page, told, stop };
}

test("who does nothing for a while is away, until they move", () => {
  const { page, told, stop } = watched();
  vi.advanceTimersByTime(AWAY_AFTER_MS - 1_000);
  page.dispatchEvent(new Event("pointermove"));
  vi.advanceTimersByTime(AWAY_AFTER_MS - 1_000);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([true]);
  page.dispatchEvent(new Event("keydown"));
  expect(told).toEqual([true, false]);
  stop();
  vi.advanceTimersByTime(2 * AWAY_AFTER_MS);
  expect(told).toEqual([true, false]);
});

test("who looks at another page is away at once, and back at once", () => {
  const { page, told } = watched();
  const turn = (state: string): void => {
    page.visibilityState = state;
    page.dispatchEvent(new Event("visibilitychange"));
  };
  turn("hidden");
  turn("visible");
  expect(told).toEqual([true, false]);
});
