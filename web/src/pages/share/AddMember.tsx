/** Finds people of the workspace who are not on the board yet, and puts them on it. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { sentence } from "../../api/client";
import { useSetMember } from "../../api/mutations";
import { useUsers } from "../../api/queries";
import type { BoardId, BoardRole, Member, User } from "../../api/types";
import { t } from "../../i18n/i18n";
import { Avatar } from "../../ui/Avatar";
import { Input } from "../../ui/Input";
import { Select } from "../../ui/Select";
import { toast } from "../../ui/Toast";
import { findPeople } from "./findPeople";
import { roleOptions } from "./roles";
import styles from "./ShareDialog.module.css";

export function AddMember({ boardId, members }: { boardId: BoardId; members: Member[] }) {
  const users = useUsers();
  const add = useSetMember(boardId);
  const [search, setSearch] = useState("");
  const [role, setRole] = useState<BoardRole>("editor");
  const found = findPeople(users.data ?? [], members, search);

  function put(user: User) {
    add.mutate(
      { user: user.id, role },
      {
        onSuccess: () => setSearch(""),
        onError: (error) => toast(sentence(error), { kind: "bad" }),
      },
    );
  }

  return (
    <div className={styles.add}>
      <div className={styles.search}>
        <Input
          type="search"
          aria-label={t("Add a person")}
          placeholder={t("Add a person by name or e-mail")}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && found[0] !== undefined) put(found[0]);
          }}
        />
        <Select
          label={t("Role of the person to add")}
          value={role}
          options={roleOptions()}
          onChange={(next) => setRole(next as BoardRole)}
          className={styles.roleSelect}
        />
      </div>
      {search.trim() !== "" && found.length > 0 && (
        <ul className={styles.found} aria-label={t("People found")}>
          {found.map((user) => (
            <li key={user.id}>
              <button
                type="button"
                className={styles.candidate}
                disabled={add.isPending}
                aria-label={t("Add {name}", { name: user.name })}
                onClick={() => put(user)}
              >
                <Avatar person={user} size={28} />
                <span className={styles.who}>
                  <span className={styles.name}>{user.name}</span>
                  <span className={styles.email}>{user.email}</span>
                </span>
                <Plus size={16} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      {search.trim() !== "" && found.length === 0 && users.isSuccess && (
        <p className={styles.note}>
          {t("Nobody else here is called that. An administrator can add people to Atelier.")}
        </p>
      )}
    </div>
  );
}
