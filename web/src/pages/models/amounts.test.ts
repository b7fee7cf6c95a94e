import { describe, expect, it } from "vitest";
import { bytes, parameters } from "./amounts";

describe("amounts", () => {
  it("says sizes in the unit that fits, with three digits at most", () => {
    expect(bytes(0)).toBe("0 byte");
    expect(bytes(999)).toBe("999 byte");
    expect(bytes(82_400)).toBe("82.4 kB");
    expect(bytes(999_600)).toBe("1 MB");
    expect(bytes(6_938_041_050)).toBe("6.94 GB");
  });

  it("says how large a network is", () => {
    expect(parameters(859_520_964)).toBe("860M");
    expect(parameters(2_567_463_684)).toBe("2.57B");
  });
});
