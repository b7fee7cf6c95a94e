/** Selection of what is mounted, as React Flow tells of it, and of all, told to the others. */
import type { EdgeChange, NodeChange, ReactFlowProps } from "@xyflow/react";
import { useEffect, useMemo, type MouseEvent } from "react";
import { useSession } from "../board/context";
import { select } from "../commands/actions";
import { withMates } from "../doc/groups";
import type { Store } from "../store/store";
import type { ItemNode, WireEdge } from "./flow";
import { drag } from "./useMoving";

type Handlers = Pick<
  ReactFlowProps<ItemNode, WireEdge>,
  "onNodesChange" | "onNodeClick" | "onEdgesChange"
>;

export function useSelecting(): Handlers {
  const session = useSession();

  useEffect(() => {
    const { ui, presence, view } = session;
    // What somebody hides or takes away, also by an undo, is in nobody's hand any more.
    const leave = (): void => {
      const selected = [...ui.selection.get()];
      const left = selected.filter((id) => {
        const item = view.node(id);
        return item !== undefined && item.hidden !== true;
      });
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
    const { ui, view } = session;
    return {
      onNodesChange: (changes: NodeChange<ItemNode>[]) => {
        apply(ui.selection, changes, (id) => withMates(view, [id]));
        drag(session, changes);
      },
      // One of a group is picked out of it.
      onNodeClick: ({ metaKey, ctrlKey }: MouseEvent, { id }: ItemNode) => {
        if ((metaKey || ctrlKey) && view.node(id)?.group !== undefined) select(session, [id]);
      },
      onEdgesChange: (changes: EdgeChange<WireEdge>[]) => apply(ui.edgeSelection, changes, alone),
    };
  }, [session]);
}

type Change = NodeChange<ItemNode> | EdgeChange<WireEdge>;

/** What comes `along` with one is selected and let go with it. */
function apply(
  store: Store<ReadonlySet<string>>,
  changes: readonly Change[],
  along: (id: string) => Iterable<string>,
): void {
  const next = new Set(store.get());
  const told = changes.filter((change) => change.type === "select");
  const changed = told.filter(({ id, selected }) => selected !== next.has(id));
  if (changed.length === 0) return;
  const of = (selected: boolean): string[] =>
    changed.filter((change) => change.selected === selected).flatMap(({ id }) => [...along(id)]);
  for (const id of of(false)) next.delete(id);
  for (const id of of(true)) next.add(id);
  store.set(next);
}

function alone(id: string): string[] {
  return [id];
}
