/** The edge being dragged; over a port it cannot enter, the reason beside the pointer. */
import { getBezierPath, useStore, type ConnectionLineComponentProps } from "@xyflow/react";
import { useSession } from "../board/context";
import { inputPort, outputPort } from "../doc/catalog";
import { canConnect } from "../doc/validate";
import { t } from "../i18n/i18n";
import type { ItemNode } from "./flow";
import { endsOf } from "./ends";
import styles from "./Wire.module.css";

export function ConnectionLine(props: ConnectionLineComponentProps<ItemNode>) {
  const { fromX, fromY, toX, toY, fromPosition, toPosition, fromHandle, toHandle } = props;
  const { view, catalog } = useSession();
  const zoom = useStore((state) => state.transform[2]);
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
  });
  const spec = catalog.get(view.node(fromHandle.nodeId)?.type ?? "");
  const find = fromHandle.type === "source" ? outputPort : inputPort;
  const type = spec && find(spec, fromHandle.id ?? "")?.type;
  const ends = toHandle && endsOf(fromHandle, toHandle);
  const reason =
    toHandle === null
      ? null
      : ends
        ? canConnect(view, catalog, ends.source, ends.target)
        : t("Connect an output to an input");
  return (
    <g>
      <path
        className={`${styles.line} ${reason === null ? "" : styles.refused}`}
        d={path}
        style={{ stroke: type ? `var(--port-${type})` : "var(--text-faint)" }}
      />
      {reason !== null && (
        <foreignObject x={toX} y={toY} width={1} height={1} overflow="visible">
          <div
            className={styles.reason}
            role="status"
            style={{ transform: `scale(${1 / zoom}) translate(14px, 14px)` }}
          >
            {reason}
          </div>
        </foreignObject>
      )}
    </g>
  );
}
