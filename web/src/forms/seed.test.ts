import { expect, it } from "vitest";
import type { NodeSpec, ParamSchema } from "../api/types";
import { freeKey, freeSeeds, rollSeed } from "./seed";

it("rolls the seeds that are free, and no others", () => {
  const seed: ParamSchema = { type: "integer", title: "Seed", "x-control": "seed", maximum: 9 };
  const properties = { seed, other: seed, width: { type: "integer" as const, title: "Width" } };
  const spec = { params: { type: "object", properties } } as unknown as NodeSpec;
  const values = { seed: 1, [freeKey("seed")]: true, [freeKey("width")]: true };
  expect(freeSeeds(spec, values).map(({ name }) => name)).toEqual(["seed"]);
  expect(freeSeeds(spec, { seed: 1, [freeKey("seed")]: false })).toEqual([]);
  const [free] = freeSeeds(spec, values);
  expect(rollSeed(free?.limits ?? {})).toBeLessThanOrEqual(9);
});
