/** Selection of what is mounted, as React Flow tells of it, and of all, told to the others. */
import type { EdgeChange, NodeChange, ReactFlowProps } from "@xyflow/react";
import { useEffect, useMemo } from "react";
import { useSession } from "../board/context";
import type { Store } from "../store/store";
import type { ItemNode, WireEdge } from "./flow";
import { drag } from "./useMoving";

type Handlers = Pick<ReactFlowProps<ItemNode, WireEdge>, "onNodesChange" | "onEdgesChange">;

export function useSelecting(): Handlers {
  const session = useSession();

  useEffect(() => {
    const { ui, presence, view } = session;
    // What somebody hides is in nobody's hand any more.
    const leave = (): void => {
      const selected = [...ui.selection.get()];
      const left = selected.filter((id) => view.node(id)?.hidden !== true);
      if (left.length < selected.length) ui.selection.set(new Set(left));
    };
    const stop = [
      ui.selection.subscribe(() => {
        leave();
        presence.say({ selection: [...ui.selection.get()] });
      }),
      view.subscribe("all", leave),
    ];
    return () => stop.forEach((end) => end());
  }, [session]);

  return useMemo(() => {
    const { ui } = session;
    return {
      onNodesChange: (changes: NodeChange<ItemNode>[]) => {
        apply(ui.selection, changes);
        drag(session, changes);
      },
      onEdgesChange: (changes: EdgeChange<WireEdge>[]) => apply(ui.edgeSelection, changes),
    };
  }, [session]);
}

type Change = NodeChange<ItemNode> | EdgeChange<WireEdge>;

function apply(store: Store<ReadonlySet<string>>, changes: readonly Change[]): void {
  const next = new Set(store.get());
  let changed = false;
  for (const change of changes) {
    if (change.type !== "select" || change.selected === next.has(change.id)) continue;
    changed = true;
    if (change.selected) next.add(change.id);
    else next.delete(change.id);
  }
  if (changed) store.set(next);
}
