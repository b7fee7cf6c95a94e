/** Around the groups of what is selected, so that one of them is seen to be one of several. */
import { useReactFlow, ViewportPortal } from "@xyflow/react";
import { useCallback, useSyncExternalStore } from "react";
import { useSession } from "../board/context";
import type { Session } from "../board/session";
import { groupsOf } from "../doc/groups";
import type { Box } from "../doc/edits";
import { useStore } from "../store/use";
import styles from "./Guides.module.css";
import { boxOf } from "./place";

const MARGIN = 8;

export default function GroupOutlines() {
  const session = useSession();
  const { ui, view } = session;
  const isDragging = useStore(ui.drag).size > 0;
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = [ui.selection.subscribe(listener), view.subscribe("all", listener)];
      return () => stops.forEach((stop) => stop());
    },
    [ui, view],
  );
  const outlines = useSyncExternalStore(subscribe, () => JSON.stringify(outlinesOf(session)));
  const line = 1 / useReactFlow().getZoom();
  if (isDragging) return null;
  return (
    <ViewportPortal>
      {(JSON.parse(outlines) as Box[]).map(({ x, y, w, h }) => (
        <span
          key={`${x}:${y}`}
          className={styles.group}
          data-group-outline=""
          style={{ left: x, top: y, width: w, height: h, borderWidth: line }}
        />
      ))}
    </ViewportPortal>
  );
}

function outlinesOf(session: Session): Box[] {
  const { ui, view } = session;
  const groups = groupsOf([...ui.selection.get()].map((id) => view.node(id)));
  if (groups.size === 0) return [];
  const items = view.all().filter(({ hidden }) => !hidden);
  return [...groups].map((group) => {
    const boxes = items
      .filter((item) => item.group === group)
      .flatMap(({ id }) => boxOf(session, id) ?? []);
    const [left, top] = [boxes.map(({ x }) => x), boxes.map(({ y }) => y)].map((all) =>
      Math.min(...all),
    ) as [number, number];
    const right = Math.max(...boxes.map(({ x, w }) => x + w));
    const bottom = Math.max(...boxes.map(({ y, h }) => y + h));
    const [w, h] = [right - left + 2 * MARGIN, bottom - top + 2 * MARGIN];
    return { x: left - MARGIN, y: top - MARGIN, w, h };
  });
}
