/** Items that few boards begin with: what draws them comes when the first is on the screen. */
import { lazy, memo, Suspense, type ComponentType } from "react";
import type { NodeProps } from "@xyflow/react";
import type { ItemNode } from "../canvas/flow";

type Item = ComponentType<NodeProps<ItemNode>>;

function later(load: () => Promise<Item>): Item {
  const Loaded = lazy(async () => ({ default: await load() }));
  return memo(function Later(props: NodeProps<ItemNode>) {
    return (
      <Suspense>
        <Loaded {...props} />
      </Suspense>
    );
  });
}

export const HeadingItem = later(async () => (await import("./HeadingItem")).HeadingItem);
export const DrawingItem = later(async () => (await import("./InkItem")).DrawingItem);
export const ArrowItem = later(async () => (await import("./InkItem")).ArrowItem);
