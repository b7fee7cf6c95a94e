/** Whose a job is, and what it is for: on this board it leads to its node, else to its board. */
import { User } from "lucide-react";
import { Link } from "wouter";
import type { Job } from "../api/types";
import { useSession } from "../board/context";
import { select } from "../commands/actions";
import { fromServer, t } from "../i18n/i18n";
import type { Scope } from "../jobs/jobs";
import { Avatar } from "../ui/Avatar";
import { toast } from "../ui/Toast";
import styles from "./QueuePanel.module.css";

export function nameOf(job: Job): string {
  return titleOf(job) ?? t("a job of another board");
}

/** Its own, or that of its type. */
function titleOf({ title }: Job): string | null {
  return title === null ? null : fromServer(title);
}

export function JobOwner({ person }: { person: Job["person"] }) {
  if (person) return <Avatar person={person} size={24} />;
  return (
    <span className={styles.nobody} role="img" aria-label={t("Somebody else")}>
      <User size={14} aria-hidden />
    </span>
  );
}

export function JobName({ job, scope }: { job: Job; scope: Scope }) {
  const session = useSession();
  const { board, node, person } = job;
  const title = titleOf(job);
  if (board === null) return <Unnamed job={job} />;
  const isHere = board.id === session.board.id;
  const owner = person?.id === session.me.id ? t("You") : person?.name;
  const about = [scope === "all" ? owner : null, board.title].filter(Boolean).join(" · ");
  const words = (
    <>
      <span className={styles.name}>{title}</span>
      <span className={styles.about}>{about}</span>
    </>
  );
  if (!isHere || node === null) {
    return (
      <Link href={`/boards/${board.id}`} className={styles.link} data-job-name="">
        {words}
      </Link>
    );
  }
  const show = (): void => {
    if (!session.view.node(node)) {
      toast(t("This node is no longer on the board."));
      return;
    }
    select(session, [node]);
    session.ui.canvas.get()?.fit([node]);
  };
  return (
    <button type="button" className={styles.link} data-job-name="" onClick={show}>
      {words}
    </button>
  );
}

/** One's own without a board, or anybody's on a board that this person may not see. */
function Unnamed({ job }: { job: Job }) {
  const { person } = job;
  const title = titleOf(job);
  if (title === null) {
    return (
      <span className={styles.unnamed}>
        {person
          ? t("{name}, on a board you are not on", { name: person.name })
          : t("On a board you are not on")}
      </span>
    );
  }
  return (
    <span className={styles.words}>
      <span className={styles.name}>{title}</span>
      <span className={styles.about}>{t("Without a board")}</span>
    </span>
  );
}
