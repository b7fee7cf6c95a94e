/** The type of headings, on the board and from afar. */
import type { NodeItem } from "../doc/schema";

const TYPES = {
  small: { size: 28, line: 36 },
  medium: { size: 44, line: 54 },
  large: { size: 96, line: 108 },
} as const;

export function headingType({ params }: NodeItem): {
  readonly size: number;
  readonly line: number;
} {
  const { size } = params;
  return size === "small" || size === "large" ? TYPES[size] : TYPES.medium;
}
