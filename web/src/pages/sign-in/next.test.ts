import { expect, it } from "vitest";
import { safeNext } from "./next";

it("goes back to the page that was asked for", () => {
  expect(safeNext("/boards/abc")).toBe("/boards/abc");
});

it("never leaves the product or circles back to the door", () => {
  for (const next of [null, "", "//evil.test", "/\\evil.test", "https://evil.test", "/sign-in"]) {
    expect(safeNext(next)).toBe("/");
  }
});
