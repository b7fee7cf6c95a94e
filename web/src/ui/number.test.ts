import { describe, expect, it, test } from "vitest";
import { askFor, formatNumber, naturalStep, readNumber, tidy } from "./number";

const width = { min: 1, max: 8192, integer: true };

describe("a typed number", () => {
  it("is taken as it is when it fits", () => {
    expect(readNumber(" 512 ", width)).toEqual({ value: 512 });
    expect(readNumber("0,5", { min: 0, max: 1 })).toEqual({ value: 0.5 });
    expect(readNumber("-.25", {})).toEqual({ value: -0.25 });
  });

  it("is brought into its limits", () => {
    expect(readNumber("0", width)).toEqual({ value: 1 });
    expect(readNumber("99999", width)).toEqual({ value: 8192 });
    expect(readNumber("2.6", width)).toEqual({ value: 3 });
  });

  it("may be a small sum", () => {
    expect(readNumber("1024 / 2", width)).toEqual({ value: 512 });
    expect(readNumber("100-20", width)).toEqual({ value: 80 });
  });

  it("is refused with a sentence when it is none", () => {
    expect(readNumber("wide", width)).toEqual({
      problem: "Enter a whole number from 1 to 8192.",
    });
    expect(readNumber("", width)).toHaveProperty("problem");
    expect(readNumber("1/0", width)).toHaveProperty("problem");
    expect(readNumber("1e999", {})).toHaveProperty("problem");
  });
});

it("says what is expected however many limits there are", () => {
  expect(askFor({ min: 0 })).toBe("Enter a number of at least 0.");
  expect(askFor({ max: 4, integer: true })).toBe("Enter a whole number of at most 4.");
  expect(askFor({})).toBe("Enter a number.");
});

it("steps by what a hand can aim at", () => {
  expect(naturalStep(width)).toBe(1);
  expect(naturalStep({ min: 0, max: 1 })).toBe(0.01);
  expect(naturalStep({ min: 0, max: 200 })).toBe(1);
});

it("leaves no dust of binary fractions", () => {
  expect(tidy(0.1 + 0.2, {})).toBe(0.3);
  expect(formatNumber(0.30000000000000004)).toBe("0.3");
});

test("a number that has to be a multiple becomes the nearest, and steps by it", () => {
  const side = { min: 64, max: 4096, integer: true, multiple: 8 };
  expect(readNumber("515", side)).toEqual({ value: 512 });
  expect(readNumber("3", side)).toEqual({ value: 64 });
  expect(tidy(517, side)).toBe(520);
  expect(naturalStep(side)).toBe(8);
});
