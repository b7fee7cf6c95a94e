/** One board on the wall of boards: opens on click, renamed in place, deleted after a question. */
import { Ellipsis, Pencil, Trash2, UserPlus } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { sentence } from "../../api/client";
import { useDeleteBoard, useRenameBoard } from "../../api/mutations";
import type { Board } from "../../api/types";
import { t } from "../../i18n/i18n";
import { IconButton } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/Dialog";
import { Menu, MenuItem, MenuSeparator } from "../../ui/Menu";
import { Skeleton } from "../../ui/States";
import { toast } from "../../ui/Toast";
import { useNow } from "../../ui/useNow";
import { ROLE_NAMES } from "../share/roles";
import { ago, exactTime } from "./ago";
import { BoardPreview } from "./BoardPreview";
import styles from "./BoardsPage.module.css";
import { TitleField } from "./TitleField";

const ShareDialog = lazy(() => import("../share/ShareDialog"));

type Open = "nothing" | "rename" | "share" | "delete";

function DeleteBoard({ board, close }: { board: Board; close: () => void }) {
  const remove = useDeleteBoard();
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={t("Delete “{title}”?", { title: board.title })}
      description={t(
        "Everything on it goes for everyone it is shared with: pictures, notes and their history. This cannot be undone.",
      )}
      action={t("Delete board")}
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate(board.id, {
          onSuccess: close,
          onError: (error) => toast(sentence(error), { kind: "bad" }),
        })
      }
    />
  );
}

/** Gives the focus back to the title when the field that replaced it is gone. */
function useFocusAfterRename(open: Open) {
  const link = useRef<HTMLAnchorElement>(null);
  const before = useRef(open);
  useEffect(() => {
    const wasLost = before.current === "rename" && document.activeElement === document.body;
    if (open === "nothing" && wasLost) link.current?.focus();
    before.current = open;
  }, [open]);
  return link;
}

export function BoardCard({ board }: { board: Board }) {
  const [open, setOpen] = useState<Open>("nothing");
  const now = useNow();
  const rename = useRenameBoard();
  const link = useFocusAfterRename(open);
  const close = () => setOpen("nothing");
  const isOwner = board.role === "owner";
  const mayRename = isOwner || board.role === "editor";

  function retitle(title: string) {
    close();
    if (title === board.title) return;
    rename.mutate(
      { id: board.id, title },
      { onError: (error) => toast(sentence(error), { kind: "bad" }) },
    );
  }

  return (
    <li className={styles.card}>
      <span className={styles.preview}>
        <BoardPreview id={board.id} />
      </span>
      <div className={styles.foot}>
        <div className={styles.words}>
          {open === "rename" ? (
            <TitleField title={board.title} onCommit={retitle} onCancel={close} />
          ) : (
            <Link
              ref={link}
              href={`/boards/${board.id}`}
              className={styles.title}
              title={board.title}
            >
              {board.title}
            </Link>
          )}
          <span className={styles.meta} title={exactTime(board.updated_at)}>
            {t(ROLE_NAMES[board.role])} · {ago(board.updated_at, now)}
          </span>
        </div>
        <Menu
          align="end"
          trigger={
            <IconButton
              icon={Ellipsis}
              label={t("More for {title}", { title: board.title })}
              className={styles.menu}
            />
          }
        >
          {mayRename && (
            <MenuItem icon={Pencil} onSelect={() => setOpen("rename")}>
              {t("Rename")}
            </MenuItem>
          )}
          <MenuItem icon={UserPlus} onSelect={() => setOpen("share")}>
            {isOwner ? t("Share") : t("See who is on it")}
          </MenuItem>
          {isOwner && <MenuSeparator />}
          {isOwner && (
            <MenuItem icon={Trash2} danger onSelect={() => setOpen("delete")}>
              {t("Delete")}
            </MenuItem>
          )}
        </Menu>
      </div>
      {open === "delete" && <DeleteBoard board={board} close={close} />}
      {open === "share" && (
        <Suspense>
          <ShareDialog boardId={board.id} open onOpenChange={close} />
        </Suspense>
      )}
    </li>
  );
}

export function BoardCardSkeleton() {
  return (
    <li className={styles.card}>
      <span className={styles.preview} />
      <div className={styles.foot}>
        <div className={styles.words} style={{ display: "grid", gap: 6 }}>
          <Skeleton style={{ width: "55%" }} />
          <Skeleton style={{ width: "35%", height: 10 }} />
        </div>
      </div>
    </li>
  );
}
