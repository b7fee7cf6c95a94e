/** A heading: large words on the bare board, typed by several people at once. */
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useNode, useSession } from "../board/context";
import type { ItemNode } from "../canvas/flow";
import { t } from "../i18n/i18n";
import { inkOf } from "../ink/ink";
import { useSelect } from "../store/use";
import { cx } from "../ui/cx";
import { headingType } from "./heading";
import { Holders } from "./Holders";
import styles from "./items.module.css";
import { Ports } from "./Ports";
import { ResizeHandles } from "./ResizeHandles";
import { SharedText } from "./SharedText";

const NONE: ReadonlySet<string> = new Set();
const LEAST = { w: 80, h: 36 };

export const HeadingItem = memo(function HeadingItem({
  id,
  data: { layout },
  selected,
}: NodeProps<ItemNode>) {
  const { canEdit, edits, ui } = useSession();
  const item = useNode(id);
  const editing = useSelect(ui.editing, (edited) => edited === id);
  if (!item) return null;
  const words = typeof item.params.text === "string" ? item.params.text : "";
  const { text } = item.texts;
  const { size, line } = headingType(item);
  /** As high as its words, once they are written. */
  const done = (field: HTMLElement): void => {
    // A field is never less high than it is made.
    field.style.height = "0";
    const h = Math.max(line, Math.ceil(field.scrollHeight / line) * line);
    if (h !== layout.height) edits.resize(id, { ...item.position, w: layout.width, h }, true);
    ui.editing.set(null);
  };
  return (
    <div
      className={cx(styles.heading, selected && styles.selected)}
      style={{ color: inkOf(item.color), fontSize: size, lineHeight: `${line}px` }}
      onBlur={(event) => {
        if (event.target instanceof HTMLTextAreaElement) done(event.target);
      }}
      onDoubleClick={() => {
        if (!canEdit) return;
        if (!text) edits.shareText(id, "text");
        ui.editing.set(id);
      }}
    >
      {editing && text ? (
        <SharedText
          text={text}
          ariaLabel={t("Text of the heading")}
          placeholder={t("Heading")}
          className={styles.headingField}
          autoFocus
        />
      ) : (
        <p className={styles.headingText}>
          {words === "" ? <span className={styles.faint}>{t("Heading")}</span> : words}
        </p>
      )}
      <Ports title={t("Heading")} layout={layout} connected={NONE} shy />
      {selected && canEdit && (
        <ResizeHandles item={item} size={{ w: layout.width, h: layout.height }} least={LEAST} />
      )}
      <Holders id={id} />
    </div>
  );
});
