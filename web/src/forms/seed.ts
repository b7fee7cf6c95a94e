/**
 * Seeds: a new one, small enough to be read out and typed again, and what becomes of them on a run.
 *
 * A seed that is not kept is the next or any other one on each run that is asked for. Which of these
 * stands beside it among the node's parameters, where the renderer reads only those its spec names.
 * Pure but for the draw.
 */
import type { Json, NodeSpec } from "../api/types";
import { clamp, type NumberLimits } from "../ui/number";
import { fieldOf, numberIn } from "./fields";

export type AfterRun = "keep" | "up" | "random";

export function rollSeed(limits: NumberLimits): number {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
  return clamp(drawn, limits);
}

type Values = Readonly<Record<string, Json>>;

/** The parameter that says what becomes of another one. */
export function freeKey(name: string): string {
  return `${name}.free`;
}

export function afterRun(name: string, values: Values): AfterRun {
  const found = values[freeKey(name)];
  if (found === true) return "random";
  return found === "up" ? "up" : "keep";
}

/** As it is written on the board. */
export function kept(after: AfterRun): Json {
  return after === "random" ? true : after === "up" ? "up" : false;
}

/** The seeds that are others on this run, with what they become. */
export function nextSeeds(spec: NodeSpec, values: Values): { name: string; value: number }[] {
  return Object.entries(spec.params.properties)
    .map(([name, schema]) => fieldOf(name, schema))
    .filter(({ name, kind }) => kind === "seed" && afterRun(name, values) !== "keep")
    .map((field) => {
      const { name, limits } = field;
      const isRandom = afterRun(name, values) === "random";
      return {
        name,
        value: isRandom ? rollSeed(limits) : after(numberIn(field, values[name]), limits),
      };
    });
}

function after(seed: number, limits: NumberLimits): number {
  return seed >= (limits.max ?? Infinity) ? (limits.min ?? 0) : seed + 1;
}
