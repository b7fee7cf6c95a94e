/** The four corners by which a selected item is resized; lands in the document on release. */
import { useReactFlow } from "@xyflow/react";
import { useSession } from "../board/context";
import type { Box } from "../doc/edits";
import type { NodeItem, Size } from "../doc/schema";
import { t } from "../i18n/i18n";
import { cx } from "../ui/cx";
import { LockMark } from "./LockMark";
import { CORNERS, resizeBox, type Corner } from "./resize";
import styles from "./ResizeHandles.module.css";

export type ResizeHandlesProps = {
  item: NodeItem;
  size: Size;
  least: Size;
  /** Shift does the other way, unless it is always. */
  keepAspect?: boolean | "always";
};

export function ResizeHandles({ item, size, least, keepAspect = false }: ResizeHandlesProps) {
  const { ui, edits } = useSession();
  const flow = useReactFlow();

  const begin = (event: React.PointerEvent<HTMLElement>, corner: Corner): void => {
    if (event.button !== 0) return;
    event.stopPropagation();
    const handle = event.currentTarget;
    const start: Box = { ...item.position, ...size };
    const from = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    let box: Box | null = null;
    const keeps = ({ shiftKey }: PointerEvent): boolean =>
      keepAspect === "always" || keepAspect !== shiftKey;
    const move = (moved: PointerEvent): void => {
      const to = flow.screenToFlowPosition({ x: moved.clientX, y: moved.clientY });
      const drag = { dx: to.x - from.x, dy: to.y - from.y };
      box = resizeBox(start, corner, drag, { keepAspect: keeps(moved), least });
      ui.resizing.set({ id: item.id, box });
    };
    const end = (): void => {
      handle.removeEventListener("pointermove", move);
      if (box) edits.resize(item.id, box);
      ui.resizing.set(null);
    };
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", end, { once: true });
  };

  if (item.locked) return <LockMark />;
  return CORNERS.map((corner) => (
    <span
      key={corner.name}
      className={cx("nodrag nopan", styles.handle)}
      data-corner={corner.name}
      title={t("Drag to resize")}
      style={{
        left: corner.sx < 0 ? 0 : "100%",
        top: corner.sy < 0 ? 0 : "100%",
        cursor: corner.sx === corner.sy ? "nwse-resize" : "nesw-resize",
      }}
      onPointerDown={(event) => begin(event, corner)}
    />
  ));
}
