/** A drawing or an arrow: held by its line, with what lies under its box left to be pressed. */
import { useReactFlow, type NodeProps } from "@xyflow/react";
import { memo, useState } from "react";
import { useNode, useSession } from "../board/context";
import type { ItemNode } from "../canvas/flow";
import { itemUnder } from "../canvas/ink/under";
import { useStage } from "../canvas/stage";
import type { NodeItem, Point } from "../doc/schema";
import { arrowFields, endOf, type EndName, type Line } from "../ink/arrow";
import { inkOf, widthOf } from "../ink/ink";
import { pathOf } from "../ink/shape";
import { cx } from "../ui/cx";
import { Holders } from "./Holders";
import styles from "./InkItem.module.css";
import type { Layout } from "./layout";
import { ResizeHandles } from "./ResizeHandles";

const LEAST = { w: 8, h: 8 };
const REACH = 14;

export const DrawingItem = memo(function DrawingItem({
  id,
  data: { layout },
  selected,
}: NodeProps<ItemNode>) {
  const { canEdit } = useSession();
  const item = useNode(id);
  if (!item) return null;
  const size = { w: layout.width, h: layout.height };
  return (
    <>
      <Ink item={item} layout={layout} selected={selected} />
      {selected && <span className={styles.outline} />}
      {selected && canEdit && <ResizeHandles item={item} size={size} least={LEAST} />}
      <Holders id={id} />
    </>
  );
});

export const ArrowItem = memo(function ArrowItem({
  id,
  data: { layout },
  selected,
}: NodeProps<ItemNode>) {
  const { canEdit } = useSession();
  const item = useNode(id);
  const [pulled, setPulled] = useState<Line | null>(null);
  const { line } = layout;
  if (!item || !line) return null;
  const shown = { ...layout, line: pulled ?? line };
  return (
    <>
      <Ink item={item} layout={shown} selected={selected} />
      {selected && canEdit && !item.locked && (
        <Ends item={item} layout={layout} line={shown.line} onPull={setPulled} />
      )}
      <Holders id={id} />
    </>
  );
});

type InkProps = { item: NodeItem; layout: Layout; selected: boolean };

function Ink({ item, layout, selected }: InkProps) {
  const box = { x: 0, y: 0, w: layout.width, h: layout.height };
  const path = pathOf({ item, box, layout });
  const width = widthOf(item);
  return (
    <svg className={styles.ink} width={box.w} height={box.h} data-ink={item.type}>
      {selected && item.type === "arrow" && (
        <path d={path} className={styles.halo} strokeWidth={width + 6} />
      )}
      <path d={path} stroke={inkOf(item.color)} strokeWidth={width} />
      <path d={path} className={styles.reach} strokeWidth={width + REACH} />
    </svg>
  );
}

type EndsProps = {
  item: NodeItem;
  layout: Layout;
  line: Line;
  onPull: (line: Line | null) => void;
};

/** The two ends, by which an arrow is led elsewhere: onto an item, or off it. */
function Ends({ item, layout, line, onPull }: EndsProps) {
  const { edits } = useSession();
  const { scene } = useStage();
  const flow = useReactFlow();
  const begin = (event: React.PointerEvent<SVGElement>, name: EndName): void => {
    if (event.button !== 0) return;
    event.stopPropagation();
    const handle = event.currentTarget;
    const corner = scene.get(item.id)?.position ?? item.position;
    let at: Point | null = null;
    const other = name === "from" ? "to" : "from";
    const move = (moved: PointerEvent): void => {
      at = flow.screenToFlowPosition({ x: moved.clientX, y: moved.clientY });
      onPull({ ...line, [name]: within(at, corner) });
    };
    const end = (): void => {
      handle.removeEventListener("pointermove", move);
      onPull(null);
      if (!at || !layout.line) return;
      const held = {
        [other]: endOf(item, other).node,
        [name]: itemUnder(scene, at, flow.getZoom()),
      };
      // From an item to itself there is nothing to see.
      if (held.from === held.to) held[name] = null;
      const whole = {
        from: { x: corner.x + line.from.x, y: corner.y + line.from.y },
        to: { x: corner.x + line.to.x, y: corner.y + line.to.y },
      };
      edits.leadArrow(item.id, arrowFields({ ...whole, [name]: at }, held));
    };
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", end, { once: true });
  };
  return (
    <svg className={styles.ink} width={layout.width} height={layout.height}>
      {(["from", "to"] as const).map((name) => (
        <circle
          key={name}
          className={cx("nodrag nopan", styles.end)}
          cx={line[name].x}
          cy={line[name].y}
          r={6}
          data-end={name}
          onPointerDown={(event) => begin(event, name)}
        />
      ))}
    </svg>
  );
}

function within({ x, y }: Point, corner: Point): Point {
  return { x: x - corner.x, y: y - corner.y };
}
