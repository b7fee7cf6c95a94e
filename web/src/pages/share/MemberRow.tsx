/** One person on the board, and what they may do there. */
import { UserMinus } from "lucide-react";
import { sentence } from "../../api/client";
import { useRemoveMember, useSetMember } from "../../api/mutations";
import type { BoardId, BoardRole, Member } from "../../api/types";
import { t } from "../../i18n/i18n";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/Button";
import { Select } from "../../ui/Select";
import { toast } from "../../ui/Toast";
import { ROLE_NAMES, roleOptions } from "./roles";
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
        toast(t("{name} is off this board.", { name: user.name }), {
          action: { label: t("Undo"), onSelect: () => setMember.mutate({ user: user.id, role }) },
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
          {isMe && <span className={styles.you}> {t("you")}</span>}
        </span>
        <span className={styles.email}>{user.email}</span>
      </div>
      {mayChange ? (
        <>
          <Select
            quiet
            label={t("Role of {name}", { name: user.name })}
            value={setMember.isPending ? setMember.variables.role : role}
            options={roleOptions()}
            onChange={(next) =>
              setMember.mutate({ user: user.id, role: next as BoardRole }, { onError })
            }
          />
          <IconButton
            icon={UserMinus}
            label={t("Take {name} off this board", { name: user.name })}
            disabled={remove.isPending}
            onClick={takeOff}
          />
        </>
      ) : (
        <span className={styles.role}>{t(ROLE_NAMES[role])}</span>
      )}
    </li>
  );
}
