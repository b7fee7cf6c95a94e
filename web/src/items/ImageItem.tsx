/** A picture on the moodboard: only the picture. */
import type { NodeProps } from "@xyflow/react";
import { lazy, memo, Suspense } from "react";
import { assetAddress } from "../api/upload";
import { useNode, useSession } from "../board/context";
import type { ItemNode } from "../canvas/flow";
import { readCut, wholeWidth } from "../doc/cut";
import { t } from "../i18n/i18n";
import { useSelect } from "../store/use";
import { cx } from "../ui/cx";
import { Holders } from "./Holders";
import styles from "./items.module.css";
import { SMALLEST } from "./layout";
import { Ports } from "./Ports";
import { ResizeHandles } from "./ResizeHandles";
import { StablePicture } from "./StablePicture";
import { useRendition } from "./useRendition";

const Cropper = lazy(() => import("./Cropper"));
const NONE: ReadonlySet<string> = new Set();

export const ImageItem = memo(function ImageItem({
  id,
  data: { layout },
  selected,
}: NodeProps<ItemNode>) {
  const { board, canEdit, ui } = useSession();
  const item = useNode(id);
  const cropping = useSelect(ui.cropping, (cropped) => cropped === id);
  const cut = readCut(item?.params ?? {});
  const size = { w: layout.width, h: layout.height };
  const rendition = useRendition(wholeWidth(cut, size), Number.POSITIVE_INFINITY);
  if (!item) return null;
  const { asset } = item.params;
  const title = item.title ?? t("Image");
  return (
    <div
      className={cx(styles.image, selected && !cropping && styles.selected)}
      onDoubleClick={() => {
        if (canEdit && !item.locked) ui.cropping.set(id);
      }}
    >
      {typeof asset === "string" && asset !== "" ? (
        <StablePicture
          src={assetAddress(board.id, asset, rendition ?? undefined)}
          small={assetAddress(board.id, asset, 64)}
          alt={title}
          cut={cut}
        />
      ) : (
        <span className={styles.hint}>{t("Drop a picture on the board to use it here")}</span>
      )}
      <Ports title={title} layout={layout} connected={NONE} shy />
      {selected && canEdit && !cropping && (
        <ResizeHandles item={item} size={size} least={SMALLEST} keepAspect="always" />
      )}
      {cropping && canEdit && (
        <Suspense>
          <Cropper item={item} size={size} />
        </Suspense>
      )}
      <Holders id={id} />
    </div>
  );
});
