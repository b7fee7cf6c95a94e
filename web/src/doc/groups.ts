/** Items that are taken as one: each names its group, and whoever names it is in it. Pure. */
import type { NewNode } from "./make";
import type { NodeItem } from "./schema";

type Items = {
  readonly node: (id: string) => NodeItem | undefined;
  readonly all: () => readonly NodeItem[];
};

/** With all that can be seen of their groups. */
export function withMates(view: Items, ids: Iterable<string>): Set<string> {
  const all = new Set(ids);
  const groups = groupsOf([...all].map((id) => view.node(id)));
  if (groups.size === 0) return all;
  for (const { id, group, hidden } of view.all()) {
    if (group !== undefined && groups.has(group) && !hidden) all.add(id);
  }
  return all;
}

export function groupsOf(items: Iterable<NodeItem | undefined>): Set<string> {
  const groups = [...items].map((item) => item?.group);
  return new Set(groups.filter((group) => group !== undefined));
}

/** What is arranged as one: a group is, unless there is nothing else. */
export function asUnits(items: readonly NodeItem[]): NodeItem[][] {
  const units = new Map<string, NodeItem[]>();
  for (const item of items) {
    const key = item.group === undefined ? `item ${item.id}` : `group ${item.group}`;
    units.set(key, [...(units.get(key) ?? []), item]);
  }
  return units.size === 1 ? items.map((item) => [item]) : [...units.values()];
}

/** Copies of a group are a group of their own; one alone is in none. */
export function regrouped(nodes: readonly NewNode[], makeId: () => string): NewNode[] {
  const names = new Map<string, string>();
  const sizes = new Map<string, number>();
  for (const { group } of nodes) if (group) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return nodes.map(({ group, ...node }) => {
    if (!group || (sizes.get(group) ?? 0) < 2) return node;
    const name = names.get(group) ?? makeId();
    names.set(group, name);
    return { ...node, group: name };
  });
}
