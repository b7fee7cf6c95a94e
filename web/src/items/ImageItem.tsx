/** A picture on the moodboard: only the picture. */
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { assetAddress } from "../api/upload";
import { useNode, useSession } from "../board/context";
import type { ItemNode } from "../canvas/flow";
import { cx } from "../ui/cx";
import { Holders } from "./Holders";
import styles from "./items.module.css";
import { SMALLEST } from "./layout";
import { Ports } from "./Ports";
import { ResizeHandles } from "./ResizeHandles";
import { StablePicture } from "./StablePicture";
import { useRendition } from "./useRendition";

const NONE: ReadonlySet<string> = new Set();

export const ImageItem = memo(function ImageItem({
  id,
  data: { layout },
  selected,
}: NodeProps<ItemNode>) {
  const { board, canEdit } = useSession();
  const item = useNode(id);
  const rendition = useRendition(layout.width, Number.POSITIVE_INFINITY);
  if (!item) return null;
  const { asset } = item.params;
  const title = item.title ?? "Image";
  return (
    <div className={cx(styles.image, selected && styles.selected)}>
      {typeof asset === "string" && asset !== "" ? (
        <StablePicture
          src={assetAddress(board.id, asset, rendition ?? undefined)}
          small={assetAddress(board.id, asset, 64)}
          alt={title}
        />
      ) : (
        <span className={styles.hint}>Drop a picture on the board to use it here</span>
      )}
      <Ports title={title} layout={layout} connected={NONE} shy />
      {selected && canEdit && (
        <ResizeHandles
          item={item}
          size={{ w: layout.width, h: layout.height }}
          least={SMALLEST}
          keepAspect
        />
      )}
      <Holders id={id} />
    </div>
  );
});
