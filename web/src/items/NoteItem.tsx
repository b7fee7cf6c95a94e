/** A note: words on quietly coloured paper, typed by several people at once. */
import type { NodeProps } from "@xyflow/react";
import { lazy, memo, Suspense } from "react";
import { useNode, useSession } from "../board/context";
import type { ItemNode } from "../canvas/flow";
import { fetched, lazyPart } from "../errors/lazyPart";
import { t } from "../i18n/i18n";
import { useSelect } from "../store/use";
import { cx } from "../ui/cx";
import { Holders } from "./Holders";
import styles from "./items.module.css";
import { paperOf, tint } from "./paper";
import { Ports } from "./Ports";
import { ResizeHandles } from "./ResizeHandles";
import rich from "./rich/rich.module.css";

const RichText = lazy(() => import("./rich/RichText"));
export const loadRichEditor = fetched(() => import("./rich/RichEditor"));
const RichEditor = lazyPart(loadRichEditor, (editor) => editor.default);

const NONE: ReadonlySet<string> = new Set();
const LEAST = { w: 120, h: 56 };

export const NoteItem = memo(function NoteItem({
  id,
  data: { layout },
  selected,
}: NodeProps<ItemNode>) {
  const { canEdit, edits, ui } = useSession();
  const item = useNode(id);
  const editing = useSelect(ui.editing, (edited) => edited === id);
  if (!item) return null;
  const words = typeof item.params.text === "string" ? item.params.text : "";
  const text = item.texts.text;
  const read = (
    <div className={rich.rich}>
      {words === "" ? (
        <span className={styles.faint}>
          {canEdit ? t("Double-click to write") : t("Empty note")}
        </span>
      ) : text?._hasFormatting === true ? (
        <Suspense fallback={words}>
          <RichText text={text} />
        </Suspense>
      ) : (
        words
      )}
    </div>
  );
  return (
    <div
      className={cx(styles.note, selected && styles.selected)}
      style={{ background: tint(paperOf(item)) }}
      onDoubleClick={() => {
        if (!canEdit) return;
        if (!text) edits.shareText(id, "text");
        ui.editing.set(id);
      }}
    >
      {editing && text ? (
        <Suspense fallback={read}>
          <RichEditor id={id} text={text} onDone={() => ui.editing.set(null)} />
        </Suspense>
      ) : (
        read
      )}
      <Ports title={t("Note")} layout={layout} connected={NONE} shy />
      {selected && canEdit && (
        <ResizeHandles item={item} size={{ w: layout.width, h: layout.height }} least={LEAST} />
      )}
      <Holders id={id} />
    </div>
  );
});
