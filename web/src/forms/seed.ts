/** A new seed, small enough to be read out and typed again. */
import { clamp, type NumberLimits } from "../ui/number";

export function rollSeed(limits: NumberLimits): number {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
  return clamp(drawn, limits);
}
