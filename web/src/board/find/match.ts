/** Which items answer what is looked for: by title, words and type, in reading order. Pure. */
import { titleOf, type Catalog } from "../../doc/catalog";
import type { NodeItem } from "../../doc/schema";
import { folded } from "../../i18n/format";

/** Each word that was typed must be somewhere in the item. */
export function found(items: readonly NodeItem[], catalog: Catalog, typed: string): string[] {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return items
    .filter((item) => {
      const text = textOf(item, catalog);
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => a.position.y - b.position.y || a.position.x - b.position.x)
    .map(({ id }) => id);
}

function textOf(item: NodeItem, catalog: Catalog): string {
  const values = Object.entries(item.params).filter(([name]) => name !== "asset");
  const words = values.map(([, value]) => value).filter((value) => typeof value === "string");
  const type = catalog.get(item.type)?.title ?? "";
  return folded([titleOf(item, catalog), type, item.type, ...words].join("\n"));
}
