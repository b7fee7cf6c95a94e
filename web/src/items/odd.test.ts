import { expect, test } from "vitest";
import { readResult } from "../doc/read";
import { inFull, inShort, oddOf } from "./odd";

const PICTURE = { asset: "a", mime: "image/png", width: 1, height: 1 };
const FLAT = { verdict: "flat", message: "It is one color" };
const OWN = { verdict: "grainy", message: "It has grain" };

function read(...odd: unknown[]) {
  const image = odd.map((each) => ({ ...PICTURE, odd: each }));
  return readResult({ status: "done", outputs: { image } }) ?? undefined;
}

test("what is odd is told once, with how many of a list it is about", () => {
  const said = oddOf(read([FLAT], [], [FLAT, OWN], "flat", [{ verdict: "x" }, "y"]));
  expect(said.map(inFull)).toEqual(["2 of 5: It is one color.", "1 of 5: It has grain."]);
  expect(oddOf(read([FLAT])).map(inFull)).toEqual(["It is one color."]);
});

test("a mark has few words for what it knows, and the renderer's for what it does not", () => {
  expect(oddOf(read([FLAT, OWN])).map(inShort)).toEqual(["One color all over", "It has grain"]);
});

test("of what is as it should be nothing is said", () => {
  expect(oddOf(read([]))).toBe(oddOf(undefined));
});
