/** An edge in the hue of what flows through it. */
import { getBezierPath, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { useSession } from "../board/context";
import { useSelect } from "../store/use";
import type { WireEdge } from "./flow";
import styles from "./Wire.module.css";

/** Its line is found by this while a hand moves one of its ends. */
export function wireElementId(edge: string): string {
  return `wire:${edge}`;
}

export const Wire = memo(function Wire(props: EdgeProps<WireEdge>) {
  const [path] = getBezierPath(props);
  const type = props.data?.type;
  const { ui } = useSession();
  const isAimed = useSelect(ui.aimed, (edge) => edge === props.id);
  return (
    <>
      <path
        id={wireElementId(props.id)}
        className={`wire ${isAimed || props.selected === true ? styles.selected : styles.wire}`}
        d={path}
        style={type ? { stroke: `var(--port-${type})` } : undefined}
      />
      <path
        className="react-flow__edge-interaction"
        d={path}
        fill="none"
        strokeOpacity={0}
        strokeWidth={16}
      />
    </>
  );
});
