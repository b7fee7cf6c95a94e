/** One step up or down in the order of drawing: over the next thing that lies in the way. Pure. */
import { keysBetween } from "../doc/order";
import type { Box } from "../doc/edits";
import { meet } from "../canvas/spatial";

export type Layered = { readonly id: string; readonly z: string; readonly box: Box };

/** The keys that change; `items` lie one over another, the lowest first. */
export function restack(
  items: readonly Layered[],
  moved: ReadonlySet<string>,
  way: "up" | "down",
): Map<string, string> {
  const order =
    way === "up" ? raised(items, moved) : raised(items.toReversed(), moved).toReversed();
  if (order.every((item, i) => item === items[i])) return new Map();
  return keysFor(order, moved) ?? numbered(order);
}

/** Each goes past the next that it touches, or past its neighbour when it touches none. */
function raised(items: readonly Layered[], moved: ReadonlySet<string>): Layered[] {
  const order = [...items];
  let ceiling = order.length;
  for (let i = order.length - 1; i >= 0; i--) {
    const item = order[i];
    if (!item || !moved.has(item.id)) continue;
    const above = order.slice(i + 1, ceiling);
    const touched = above.findIndex(({ box }) => meet(box, item.box));
    const past = above.length === 0 ? 0 : Math.max(0, touched) + 1;
    order.splice(i, 1);
    order.splice(i + past, 0, item);
    ceiling = i + past;
  }
  return order;
}

/** Keys for what moved, between those of what did not; null where there is no room between them. */
function keysFor(
  order: readonly Layered[],
  moved: ReadonlySet<string>,
): Map<string, string> | null {
  const keys = new Map<string, string>();
  let below: string | null = null;
  let run: string[] = [];
  for (const item of [...order, null]) {
    if (item && moved.has(item.id)) {
      run.push(item.id);
      continue;
    }
    const made = keysBetween(below, item?.z ?? null, run.length);
    if (made === null) return null;
    run.forEach((id, i) => keys.set(id, made[i] ?? ""));
    run = [];
    below = item?.z ?? null;
  }
  return keys;
}

function numbered(order: readonly Layered[]): Map<string, string> {
  const keys = keysBetween(null, null, order.length) ?? [];
  return new Map(order.map(({ id }, i) => [id, keys[i] ?? ""]));
}
