/** The icon of a node type, at the interface's size. */
import { createElement } from "react";
import { iconOf } from "./icons";

export function ItemIcon({ type, className }: { type: string; className?: string | undefined }) {
  return createElement(iconOf(type), { size: 16, "aria-hidden": true, className });
}
