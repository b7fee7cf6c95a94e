/** One person on the board, and what they may do there. */
import { UserMinus } from "lucide-react";
import { sentence } from "../../api/client";
import { useRemoveMember, useSetMember } from "../../api/mutations";
import type { BoardId, BoardRole, Member } from "../../api/types";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/Button";
import { Select } from "../../ui/Select";
import { toast } from "../../ui/Toast";
import { ROLE_NAMES, ROLE_OPTIONS } from "./roles";
import styles from "./ShareDialog.module.css";

export type MemberRowProps = {
  boardId: BoardId;
  member: Member;
  isMe: boolean;
  mayChange: boolean;
};

export function MemberRow({ boardId, member, isMe, mayChange }: MemberRowProps) {
  const { user, role } = member;
  const setMember = useSetMember(boardId);
  const remove = useRemoveMember(boardId);
  const onError = (error: unknown) => toast(sentence(error), { kind: "bad" });

  function takeOff() {
    remove.mutate(user.id, {
      onSuccess: () =>
        toast(`${user.name} is off this board.`, {
          action: { label: "Undo", onSelect: () => setMember.mutate({ user: user.id, role }) },
        }),
      onError,
    });
  }

  return (
    <li className={styles.row}>
      <Avatar person={user} size={28} />
      <div className={styles.who}>
        <span className={styles.name}>
          {user.name}
          {isMe && <span className={styles.you}> you</span>}
        </span>
        <span className={styles.email}>{user.email}</span>
      </div>
      {mayChange ? (
        <>
          <Select
            quiet
            label={`Role of ${user.name}`}
            value={setMember.isPending ? setMember.variables.role : role}
            options={ROLE_OPTIONS}
            onChange={(next) =>
              setMember.mutate({ user: user.id, role: next as BoardRole }, { onError })
            }
          />
          <IconButton
            icon={UserMinus}
            label={`Take ${user.name} off this board`}
            disabled={remove.isPending}
            onClick={takeOff}
          />
        </>
      ) : (
        <span className={styles.role}>{ROLE_NAMES[role]}</span>
      )}
    </li>
  );
}
