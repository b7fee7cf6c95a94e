/** Selection, by click and by marquee, told to the others as well. */
import type { EdgeChange, NodeChange, ReactFlowProps } from "@xyflow/react";
import { useEffect, useMemo, useRef } from "react";
import { useSession } from "../board/context";
import { NO_IDS } from "../board/ui";
import type { Store } from "../store/store";
import type { ItemNode, WireEdge } from "./flow";
import { drag } from "./useMoving";

type Handlers = Pick<
  ReactFlowProps<ItemNode, WireEdge>,
  "onNodesChange" | "onEdgesChange" | "onSelectionStart" | "onSelectionEnd"
>;

export function useSelecting(): Handlers {
  const session = useSession();
  /** What stays selected while a marquee with Shift adds to it. */
  const base = useRef(NO_IDS);

  useEffect(() => {
    const { ui, presence } = session;
    return ui.selection.subscribe(() => presence.say({ selection: [...ui.selection.get()] }));
  }, [session]);

  return useMemo(() => {
    const { ui } = session;
    return {
      onNodesChange: (changes: NodeChange<ItemNode>[]) => {
        apply(ui.selection, changes, base.current);
        drag(session, changes);
      },
      onEdgesChange: (changes: EdgeChange<WireEdge>[]) => {
        apply(ui.edgeSelection, changes, NO_IDS);
      },
      onSelectionStart: (event: React.MouseEvent) => {
        base.current = event.shiftKey ? ui.selection.get() : NO_IDS;
      },
      onSelectionEnd: () => {
        base.current = NO_IDS;
      },
    };
  }, [session]);
}

type Change = NodeChange<ItemNode> | EdgeChange<WireEdge>;

function apply(
  store: Store<ReadonlySet<string>>,
  changes: readonly Change[],
  kept: ReadonlySet<string>,
): void {
  const next = new Set(store.get());
  let changed = false;
  for (const change of changes) {
    if (change.type !== "select") continue;
    const selected = change.selected || kept.has(change.id);
    if (selected === next.has(change.id)) continue;
    changed = true;
    if (selected) next.add(change.id);
    else next.delete(change.id);
  }
  if (changed) store.set(next);
}
