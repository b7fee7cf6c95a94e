/** A colour to look at and to feed the graph with. */
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useNode, useSession } from "../board/context";
import type { ItemNode } from "../canvas/flow";
import { t } from "../i18n/i18n";
import { inkOn, parseHex } from "../ui/color";
import { ColorPopover } from "../ui/ColorField";
import { cx } from "../ui/cx";
import { Holders } from "./Holders";
import styles from "./items.module.css";
import { SMALLEST } from "./layout";
import { Ports } from "./Ports";
import { ResizeHandles } from "./ResizeHandles";
import { useSetParam } from "./useSetParam";

const NONE: ReadonlySet<string> = new Set();

export const SwatchItem = memo(function SwatchItem({
  id,
  data: { layout },
  selected,
}: NodeProps<ItemNode>) {
  const { canEdit } = useSession();
  const setParam = useSetParam(id);
  const item = useNode(id);
  if (!item) return null;
  const color = typeof item.params.color === "string" ? item.params.color : "#808080";
  return (
    <div
      className={cx(styles.swatch, selected && styles.selected)}
      style={{ background: color, color: inkOn(color) }}
    >
      {canEdit ? (
        <ColorPopover
          label={t("Color")}
          value={parseHex(color) ?? "#808080"}
          onChange={(value, options) => setParam("color", value, options)}
        >
          <button type="button" className={cx("nodrag", styles.hex)} title={t("Pick a color")}>
            {item.title ?? color}
          </button>
        </ColorPopover>
      ) : (
        <span className={styles.hex}>{item.title ?? color}</span>
      )}
      <Ports title={t("Swatch {color}", { color })} layout={layout} connected={NONE} shy />
      {selected && canEdit && (
        <ResizeHandles item={item} size={{ w: layout.width, h: layout.height }} least={SMALLEST} />
      )}
      <Holders id={id} />
    </div>
  );
});
