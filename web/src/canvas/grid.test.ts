import { expect, test } from "vitest";
import { gapAt } from "./Grid";

test("the dots stay about as far apart, from however far away", () => {
  for (let zoom = 0.02; zoom <= 4; zoom *= 1.07) {
    const gap = gapAt(zoom);
    expect(gap).toBeGreaterThanOrEqual(17.9);
    expect(gap).toBeLessThanOrEqual(Math.max(36.1, 24 * zoom));
  }
});
