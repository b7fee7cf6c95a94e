/** Which nodes are being worked on, and which wait to be run: kept up to date result by result. */
import type { ResultItem, Status } from "./schema";

const UNDERWAY: ReadonlySet<Status> = new Set(["queued", "running"]);
const IDLE: ReadonlySet<Status> = new Set(["stale", "cancelled"]);

export class Work {
  /** Queued or running. */
  readonly underway = new Set<string>();
  /** Out of date, and nothing will change that by itself. */
  readonly idle = new Set<string>();

  /** Take over what a node's result is now; true when that changes anything here. */
  take(node: string, result: ResultItem | null): boolean {
    const isUnderway = put(this.underway, node, result !== null && UNDERWAY.has(result.status));
    return put(this.idle, node, result !== null && IDLE.has(result.status)) || isUnderway;
  }
}

function put(set: Set<string>, node: string, belongs: boolean): boolean {
  if (set.has(node) === belongs) return false;
  if (belongs) set.add(node);
  else set.delete(node);
  return true;
}
