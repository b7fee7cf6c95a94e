import { expect, it } from "vitest";
import { ago } from "./ago";

const NOW = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;

it("speaks of the near past in words and of the far past in dates", () => {
  expect(ago(NOW - 5_000, NOW)).toBe("just now");
  expect(ago(NOW - 61_000, NOW)).toBe("1 minute ago");
  expect(ago(NOW - 3 * 60 * MINUTE, NOW)).toBe("3 hours ago");
  expect(ago(NOW - 25 * 60 * MINUTE, NOW)).toBe("yesterday");
  expect(ago(Date.UTC(2026, 8, 1, 12), NOW)).toBe("Sep 1, 2026");
});

it("takes a clock that is ahead for now", () => {
  expect(ago(NOW + 90_000, NOW)).toBe("just now");
});
