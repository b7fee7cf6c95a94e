/**
 * Seeds: a new one, small enough to be read out and typed again, and which of them are free.
 *
 * A free seed is another one on each run that is asked for. That it is free stands beside it among
 * the node's parameters, where the renderer reads only those its spec names. Pure but for the draw.
 */
import type { Json, NodeSpec } from "../api/types";
import { clamp, type NumberLimits } from "../ui/number";
import { fieldOf } from "./fields";

export function rollSeed(limits: NumberLimits): number {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
  return clamp(drawn, limits);
}

type Values = Readonly<Record<string, Json>>;

/** The parameter that says that another one is free. */
export function freeKey(name: string): string {
  return `${name}.free`;
}

export function isFree(name: string, values: Values): boolean {
  return values[freeKey(name)] === true;
}

export function freeSeeds(
  spec: NodeSpec,
  values: Values,
): { name: string; limits: NumberLimits }[] {
  return Object.entries(spec.params.properties)
    .map(([name, schema]) => fieldOf(name, schema))
    .filter(({ name, kind }) => kind === "seed" && isFree(name, values))
    .map(({ name, limits }) => ({ name, limits }));
}
