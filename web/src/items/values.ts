/** The texts, colours or numbers that a node came to. Pure. */
import type { Output, ResultItem } from "../doc/schema";

/** Those of the first output that has some, as they are written. */
export function valuesOf(result: ResultItem | undefined): string[] {
  const lists = Object.values(result?.outputs ?? {}).map((outputs) =>
    outputs.map(written).filter((value) => value !== null),
  );
  return lists.find((values) => values.length > 0) ?? [];
}

function written(output: Output): string | null {
  const value = "value" in output ? output.value : null;
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}
