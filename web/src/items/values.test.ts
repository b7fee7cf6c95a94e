import { expect, test } from "vitest";
import type { Output, ResultItem } from "../doc/schema";
import { valuesOf } from "./values";

function result(...outputs: Output[]): ResultItem {
  const none = { fingerprint: null, error: null, durationMs: null };
  return { status: "done", outputs: { text: outputs }, ...none };
}

test("a list of values is read in its order, pictures are not among them", () => {
  const picture = { asset: "a", mime: "", width: 1, height: 1 };
  expect(valuesOf(result({ value: "b" }, { value: 2 }, picture, { value: null }))).toEqual([
    "b",
    "2",
  ]);
  expect(valuesOf(undefined)).toEqual([]);
});
