/** Who is on a board. Owners add people, change roles and take people off; others look. */
import { useBoard, useMe, useMembers } from "../../api/queries";
import type { Board, BoardId } from "../../api/types";
import { t } from "../../i18n/i18n";
import { Dialog } from "../../ui/Dialog";
import { Skeleton } from "../../ui/States";
import { AddMember } from "./AddMember";
import { MemberRow } from "./MemberRow";
import { ErrorBanner } from "../ErrorBanner";
import styles from "./ShareDialog.module.css";

export type ShareDialogProps = {
  boardId: BoardId;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

function Members({ boardId }: { boardId: BoardId }) {
  const members = useMembers(boardId);
  const isOwner = useBoard(boardId).data?.role === "owner";
  const me = useMe().data;
  if (members.isPending) {
    return (
      <div className={styles.list} role="status" aria-label={t("Loading people")}>
        <Skeleton style={{ height: 24, margin: "8px 0" }} />
        <Skeleton style={{ height: 24, margin: "8px 0" }} />
      </div>
    );
  }
  if (members.isError) {
    return <ErrorBanner error={members.error} retry={() => void members.refetch()} />;
  }
  return (
    <>
      {isOwner && <AddMember boardId={boardId} members={members.data} />}
      <ul className={styles.list} aria-label={t("People on this board")}>
        {members.data.map((member) => (
          <MemberRow
            key={member.user.id}
            boardId={boardId}
            member={member}
            isMe={member.user.id === me?.id}
            mayChange={isOwner}
          />
        ))}
      </ul>
      {!isOwner && <p className={styles.note}>{t("Only owners change who is on a board.")}</p>}
    </>
  );
}

function headingOf(board: Board | undefined): string {
  if (board === undefined) return t("People");
  return board.role === "owner"
    ? t("Share “{title}”", { title: board.title })
    : t("People on “{title}”", { title: board.title });
}

export default function ShareDialog({ boardId, open, onOpenChange }: ShareDialogProps) {
  const board = useBoard(boardId).data;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={headingOf(board)} wide>
      <Members boardId={boardId} />
    </Dialog>
  );
}
