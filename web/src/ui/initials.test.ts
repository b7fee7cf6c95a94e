import { expect, it } from "vitest";
import { initials } from "./initials";

it("takes the first and the last word", () => {
  expect(initials("Ada Lovelace")).toBe("AL");
  expect(initials("maria del carmen ruiz")).toBe("MR");
  expect(initials("Ada")).toBe("A");
});

it("keeps letters outside the basic plane whole, and never is empty", () => {
  expect(initials("🦊 fox")).toBe("🦊F");
  expect(initials("  ")).toBe("?");
});
