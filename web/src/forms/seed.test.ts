import { expect, it } from "vitest";
import type { NodeSpec, ParamSchema } from "../api/types";
import { afterRun, freeKey, kept, nextSeeds, rollSeed } from "./seed";

const seed: ParamSchema = { type: "integer", title: "Seed", "x-control": "seed", maximum: 9 };
const properties = { seed, other: seed, width: { type: "integer" as const, title: "Width" } };
const spec = { params: { type: "object", properties } } as unknown as NodeSpec;

it("changes the seeds that are not kept, and no others", () => {
  const values = { seed: 1, [freeKey("seed")]: true, [freeKey("width")]: true };
  const [next, ...others] = nextSeeds(spec, values);
  expect(next?.name).toBe("seed");
  expect(others).toEqual([]);
  expect(next?.value).toBeLessThanOrEqual(9);
  expect(nextSeeds(spec, { seed: 1, [freeKey("seed")]: false })).toEqual([]);
});

it("counts up from the seed there is, and begins anew after the last", () => {
  expect(nextSeeds(spec, { seed: 3, [freeKey("seed")]: "up" })).toEqual([
    { name: "seed", value: 4 },
  ]);
  expect(nextSeeds(spec, { seed: 9, [freeKey("seed")]: "up" })).toEqual([
    { name: "seed", value: 0 },
  ]);
});

it("writes what becomes of a seed so that it is read back", () => {
  for (const after of ["keep", "up", "random"] as const) {
    expect(afterRun("seed", { [freeKey("seed")]: kept(after) })).toBe(after);
  }
  expect(afterRun("seed", {})).toBe("keep");
});

it("draws within the limits", () => {
  expect(rollSeed({ min: 0, max: 9 })).toBeLessThanOrEqual(9);
});
