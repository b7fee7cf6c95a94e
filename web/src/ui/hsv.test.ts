import { expect, it } from "vitest";
import { hexOf, hsvOf } from "./hsv";

it("brings every colour back as it was", () => {
  for (const hex of ["#000000", "#ffffff", "#ff0000", "#3350e0", "#0b7f8c", "#f5f4f1", "#810fff"]) {
    expect(hexOf(hsvOf(hex))).toBe(hex);
  }
});

it("knows the primaries", () => {
  expect(hsvOf("#00ff00")).toEqual({ h: 120, s: 1, v: 1 });
  expect(hexOf({ h: 240, s: 1, v: 1 })).toBe("#0000ff");
});
