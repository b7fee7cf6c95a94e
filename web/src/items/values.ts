/** The texts, colours or numbers that a node came to. Pure. */
import type { Output, ResultItem } from "../doc/schema";

/** Those of the first output, as they are written. */
export function valuesOf(result: ResultItem | undefined): string[] {
  const [outputs = []] = Object.values(result?.outputs ?? {});
  return outputs.map(written).filter((value) => value !== null);
}

function written(output: Output): string | null {
  const value = "value" in output ? output.value : null;
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}
