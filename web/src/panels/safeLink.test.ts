import { expect, test } from "vitest";
import { safeLink } from "./safeLink";

test("an address that could run something is no link", () => {
  expect(safeLink("javascript:alert(1)")).toBeUndefined();
  expect(safeLink(null)).toBeUndefined();
  expect(safeLink("https://a.b")).toBe("https://a.b");
});
