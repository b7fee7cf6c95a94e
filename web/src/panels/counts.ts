/** What a selection is made of, in words. Pure. */
import type { Catalog } from "../doc/catalog";
import type { NodeItem } from "../doc/schema";

/** `Blur × 2, Note`, in the order in which they first appear. */
export function countsOf(items: readonly NodeItem[], catalog: Catalog): string {
  const counts = new Map<string, number>();
  for (const { type } of items) {
    const title = catalog.get(type)?.title ?? type;
    counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  return [...counts]
    .map(([title, count]) => (count > 1 ? `${title} × ${count}` : title))
    .join(", ");
}
