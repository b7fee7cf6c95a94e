/** The mark of a port: a shape and a hue for each type of value, doubled where it takes many. */
import type { PortType } from "../api/types";

const SHAPES: Record<PortType, React.ReactNode> = {
  image: <rect x="2" y="2" width="8" height="8" rx="1.5" />,
  text: <circle cx="6" cy="6" r="4.2" />,
  number: <rect x="2.4" y="2.4" width="7.2" height="7.2" rx="1" transform="rotate(45 6 6)" />,
  model: <path d="M6 1 10.3 3.5v5L6 11 1.7 8.5v-5Z" />,
  conditioning: (
    <path d="M6 1.2c2.4 2.9 3.7 4.7 3.7 6.3a3.7 3.7 0 0 1-7.4 0C2.3 5.9 3.6 4.1 6 1.2Z" />
  ),
  latent: <path d="M6 1.8 10.8 10H1.2Z" />,
  color: <circle cx="6" cy="6" r="3.2" fill="var(--surface)" strokeWidth="2.4" />,
};

export type PortShapeProps = { type: PortType; many?: boolean; filled?: boolean };

export function PortShape({ type, many = false, filled = true }: PortShapeProps) {
  const hue = `var(--port-${type})`;
  return (
    <svg
      width="12"
      height="12"
      viewBox="0 0 12 12"
      fill={filled ? hue : "var(--surface)"}
      stroke={hue}
      strokeWidth="1.5"
      overflow="visible"
      aria-hidden
    >
      {many && <g transform="translate(-2.5 -2.5)">{SHAPES[type]}</g>}
      <g stroke={filled && type !== "color" ? "var(--surface)" : hue}>{many && SHAPES[type]}</g>
      {SHAPES[type]}
    </svg>
  );
}
