/** Which of two ports is the output and which the input of an edge between them. */
import type { Source } from "../doc/schema";
import type { Target } from "../doc/validate";

type End = { readonly nodeId: string; readonly id?: string | null; readonly type: string };

export type Ends = { readonly source: Source; readonly target: Target };

/** Null when both are outputs or both inputs. */
export function endsOf(a: End, b: End): Ends | null {
  if (a.type === b.type) return null;
  const [from, to] = a.type === "source" ? [a, b] : [b, a];
  return {
    source: { node: from.nodeId, port: from.id ?? "" },
    target: { node: to.nodeId, key: to.id ?? "" },
  };
}
