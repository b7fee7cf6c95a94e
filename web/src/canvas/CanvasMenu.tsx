/** The menu under the pointer: what can be done with what lies there, or with the board. */
import { useRef, useState, type MouseEvent, type ReactElement } from "react";
import { useNode, useSession } from "../board/context";
import { isInkTool } from "../board/ui";
import { select } from "../commands/actions";
import { isEditable } from "../commands/editable";
import { command } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { t } from "../i18n/i18n";
import { ItemMenu } from "../items/ItemMenu";
import type { Point } from "../doc/schema";
import { withMates } from "../doc/groups";
import { MenuItem, PointMenu } from "../ui/Menu";
import styles from "./CanvasMenu.module.css";
import { useLongPress } from "./useLongPress";

const OF_BOARD = [
  "add-node",
  "add-image",
  "add-note",
  "run-all",
  "select-all",
  "show-hidden",
  "zoom-fit",
  "queue",
];

export function CanvasMenu({ children }: { children: ReactElement }) {
  const session = useSession();
  const [open, setOpen] = useState<Open | null>(null);
  const ground = useRef<HTMLDivElement>(null);
  const itemAt = (at: Point, around: Element | null): string | null => {
    const mounted = around?.closest<HTMLElement>(".react-flow__node")?.dataset.id;
    return mounted ?? session.ui.canvas.get()?.itemAt(at) ?? null;
  };
  const openAt = (at: Point, item: string | null): void => {
    if (item !== null && !session.ui.selection.get().has(item)) {
      select(session, withMates(session.view, [item]));
    }
    setOpen({ at, item });
  };
  const onContextMenu = (event: MouseEvent): void => {
    const around = event.target instanceof Element ? event.target : null;
    // Words have a menu of the browser's own, with spelling and the clipboard.
    if (isEditable(around)) return;
    event.preventDefault();
    const at = { x: event.clientX, y: event.clientY };
    openAt(at, itemAt(at, around));
  };
  // On the bare board a finger that rests draws a marquee.
  useLongPress(ground, (at, around) => {
    const item = isEditable(around) ? null : itemAt(at, around);
    if (item === null || isInkTool(session.ui.tool.get())) return false;
    openAt(at, item);
    return true;
  });
  return (
    <>
      <div ref={ground} className={styles.ground} onContextMenu={onContextMenu}>
        {children}
      </div>
      {open && (
        <PointMenu
          key={`${open.at.x}:${open.at.y}`}
          at={open.at}
          // It may close after another one has opened.
          onClose={() => setOpen((now) => (now === open ? null : now))}
        >
          {open.item === null || !session.canEdit ? <BoardMenu /> : <MenuOf id={open.item} />}
        </PointMenu>
      )}
    </>
  );
}

/** Null is the board itself. */
type Open = { readonly at: Point; readonly item: string | null };

function MenuOf({ id }: { id: string }) {
  const item = useNode(id);
  return item ? <ItemMenu item={item} /> : null;
}

function BoardMenu() {
  const session = useSession();
  return OF_BOARD.map(command)
    .filter(({ when }) => when?.(session) !== false)
    .map(({ id, title, icon, shortcut, run }) => (
      <MenuItem
        key={id}
        {...(icon ? { icon } : {})}
        {...(shortcut?.[0] ? { shortcut: shortcutLabel(shortcut[0]) } : {})}
        onSelect={() => run(session)}
      >
        {t(title)}
      </MenuItem>
    ));
}
