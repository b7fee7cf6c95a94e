/** The people of this Atelier: everybody sees them, administrators add to them. */
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useMe, useUsers } from "../../api/queries";
import type { User } from "../../api/types";
import { t, text } from "../../i18n/i18n";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { Skeleton } from "../../ui/States";
import { useTitle } from "../../ui/useTitle";
import { PageBar } from "../PageBar";
import page from "../pages.module.css";
import { AddPersonDialog } from "./AddPersonDialog";
import { ErrorBanner } from "../ErrorBanner";
import styles from "./PeoplePage.module.css";

const ROLES = { administrator: text("Administrator"), member: text("Member") };

function PersonRow({ person, isMe }: { person: User; isMe: boolean }) {
  return (
    <li className={styles.row}>
      <Avatar person={person} size={32} />
      <div className={styles.who}>
        <span className={styles.name}>
          {person.name}
          {isMe && <span className={styles.quiet}> {t("you")}</span>}
        </span>
        <span className={styles.quiet}>{person.email}</span>
      </div>
      <span className={styles.quiet}>{t(ROLES[person.role])}</span>
    </li>
  );
}

export default function PeoplePage() {
  useTitle(t("People"));
  const me = useMe().data;
  const users = useUsers();
  const [adding, setAdding] = useState(false);
  return (
    <div className={page.page}>
      <PageBar />
      <main className={cx(page.content, page.narrow)}>
        <div className={page.head}>
          <h1 className={page.title}>{t("People")}</h1>
          {me?.role === "administrator" && (
            <Button kind="primary" icon={UserPlus} onClick={() => setAdding(true)}>
              {t("Add person")}
            </Button>
          )}
        </div>
        {users.isPending && <Skeleton style={{ height: 56 }} />}
        {users.isError && <ErrorBanner error={users.error} retry={() => void users.refetch()} />}
        {users.isSuccess && (
          <ul className={styles.list} aria-label={t("People")}>
            {users.data.map((person) => (
              <PersonRow key={person.id} person={person} isMe={person.id === me?.id} />
            ))}
          </ul>
        )}
      </main>
      {adding && <AddPersonDialog close={() => setAdding(false)} />}
    </div>
  );
}
