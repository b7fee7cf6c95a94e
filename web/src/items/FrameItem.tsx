/** A frame: a titled area behind others that carries what lies in it. Moved by its title or edge. */
import type { NodeProps } from "@xyflow/react";
import { memo, useState } from "react";
import { useNode, useSession } from "../board/context";
import type { ItemNode } from "../canvas/flow";
import { titleOf } from "../doc/catalog";
import { t } from "../i18n/i18n";
import { cx } from "../ui/cx";
import { Holders } from "./Holders";
import styles from "./items.module.css";
import { NameField } from "./NameField";
import { Ports } from "./Ports";
import { ResizeHandles } from "./ResizeHandles";

const NONE: ReadonlySet<string> = new Set();
const LEAST = { w: 120, h: 80 };

export const FrameItem = memo(function FrameItem({
  id,
  data: { layout },
  selected,
}: NodeProps<ItemNode>) {
  const { canEdit, catalog, edits } = useSession();
  const item = useNode(id);
  const [naming, setNaming] = useState(false);
  if (!item) return null;
  const title = titleOf(item, catalog);
  return (
    <div className={cx(styles.frame, selected && styles.selected)}>
      {["top", "right", "bottom", "left"].map((side) => (
        <span key={side} className={styles.frameEdge} data-side={side} />
      ))}
      <span
        className={styles.frameTitle}
        onDoubleClick={() => {
          if (canEdit) setNaming(true);
        }}
      >
        {naming ? (
          <NameField
            value={title}
            label={t("Name of the frame")}
            onDone={(name) => {
              setNaming(false);
              if (name) edits.rename(id, name);
            }}
          />
        ) : (
          title
        )}
      </span>
      <Ports title={title} layout={layout} connected={NONE} shy />
      {selected && canEdit && (
        <ResizeHandles item={item} size={{ w: layout.width, h: layout.height }} least={LEAST} />
      )}
      <Holders id={id} />
    </div>
  );
});
