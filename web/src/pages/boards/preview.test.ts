import { expect, it } from "vitest";
import { arrange, PREVIEW } from "./preview";

it("draws one board always the same and two boards apart", () => {
  expect(arrange("one")).toEqual(arrange("one"));
  expect(arrange("one")).not.toEqual(arrange("two"));
});

it("keeps every card inside the preview and apart from the next", () => {
  for (let n = 0; n < 200; n += 1) {
    for (const { x, y, w, h } of arrange(`board-${n}`)) {
      expect(Math.min(w, h)).toBeGreaterThan(8);
      expect(x).toBeGreaterThanOrEqual(PREVIEW.margin - 0.01);
      expect(y).toBeGreaterThanOrEqual(PREVIEW.margin - 0.01);
      expect(x + w).toBeLessThanOrEqual(PREVIEW.width - PREVIEW.margin + 0.01);
      expect(y + h).toBeLessThanOrEqual(PREVIEW.height - PREVIEW.margin + 0.01);
    }
  }
});
