/** One job that has ended: how, how long it took, and what to do when it failed. */
import { Ban, Check, CircleAlert, RotateCw, type LucideIcon } from "lucide-react";
import type { Job, JobStatus } from "../api/types";
import { useSession } from "../board/context";
import { fromServer, t } from "../i18n/i18n";
import { durationLabel } from "../items/duration";
import type { Scope } from "../jobs/jobs";
import { adviceFor, endWords } from "../jobs/words";
import { ago, exactTime } from "../pages/boards/ago";
import { IconButton } from "../ui/Button";
import { useNow } from "../ui/useNow";
import { JobName, JobOwner, nameOf } from "./JobName";
import styles from "./QueuePanel.module.css";

const ICONS: Partial<Record<JobStatus, LucideIcon>> = {
  done: Check,
  error: CircleAlert,
  cancelled: Ban,
};

export function EndedJob({ job, scope }: { job: Job; scope: Scope }) {
  const { jobs } = useSession();
  const now = useNow();
  const { status, ended_at, duration_ms, error } = job;
  const odd = job.quality.filter(({ verdict }) => verdict !== "ok");
  const Icon = ICONS[status];
  const advice = error && adviceFor(error.code);
  return (
    <li className={styles.row} data-job={job.id} data-status={status}>
      <JobOwner person={job.person} />
      <JobName job={job} scope={scope} />
      {job.can.retry && (
        <span className={styles.actions}>
          <IconButton
            icon={RotateCw}
            label={t("Retry {name}", { name: nameOf(job) })}
            className={styles.action}
            onClick={() => void jobs.retry(job.id)}
          />
        </span>
      )}
      <div className={styles.below}>
        <span className={styles.state}>
          {Icon && <Icon size={12} aria-hidden />}
          <span>{endWords(job)}</span>
          {ended_at !== null && (
            <time dateTime={new Date(ended_at).toISOString()} title={exactTime(ended_at)}>
              {ago(ended_at, now)}
            </time>
          )}
          {duration_ms !== null && status === "done" && (
            <span className={styles.left}>{durationLabel(duration_ms)}</span>
          )}
        </span>
        {odd.map(({ message }) => (
          <p key={message} className={styles.odd}>
            {fromServer(message)}.
          </p>
        ))}
        {status === "error" && error && (
          <p className={styles.error}>
            {fromServer(error.message)} {advice !== null && <span>{advice}</span>}
          </p>
        )}
      </div>
    </li>
  );
}
