/** Several items at once: the same list for as long as none of them changes. */
import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { Projection } from "../doc/projection";
import type { NodeItem } from "../doc/schema";
import { useSession } from "./context";

export function useNodes(ids: Iterable<string>): readonly NodeItem[] {
  const { view } = useSession();
  const list = useMemo(() => new NodeList(view, ids), [view, ids]);
  const subscribe = useCallback((listener: () => void) => view.subscribe("all", listener), [view]);
  return useSyncExternalStore(subscribe, list.read);
}

class NodeList {
  private last: readonly NodeItem[] = [];

  constructor(
    private readonly view: Projection,
    private readonly ids: Iterable<string>,
  ) {}

  readonly read = (): readonly NodeItem[] => {
    const next = [...this.ids].map((id) => this.view.node(id)).filter((item) => item !== undefined);
    const isSame =
      next.length === this.last.length && next.every((item, i) => item === this.last[i]);
    if (!isSame) this.last = next;
    return this.last;
  };
}
