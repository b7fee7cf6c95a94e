/** One job that runs or waits: whose it is, what it is for, how far, and what can be done to it. */
import { GripVertical, X } from "lucide-react";
import type { Job } from "../api/types";
import { useProgress, useSession } from "../board/context";
import { t } from "../i18n/i18n";
import type { Scope } from "../jobs/jobs";
import { leftWords, placeWords, stepWords } from "../jobs/words";
import { IconButton } from "../ui/Button";
import { cx } from "../ui/cx";
import { useSecond } from "../ui/useNow";
import { JobName, JobOwner, nameOf } from "./JobName";
import styles from "./QueuePanel.module.css";
import type { Reorder } from "./useReorder";

export type JobRowProps = { job: Job; scope: Scope; reorder: Reorder };

export function JobRow({ job, scope, reorder }: JobRowProps) {
  const { jobs } = useSession();
  const { drag } = reorder;
  const isDragged = drag?.job === job.id;
  return (
    <li
      className={cx(
        styles.row,
        isDragged && styles.dragged,
        styles[reorder.markAt(job.id) ?? ""],
        job.status === "cancelled" && styles.leaving,
      )}
      style={isDragged ? { transform: `translateY(${drag.dy}px)` } : undefined}
      data-job={job.id}
      data-status={job.status}
    >
      <JobOwner person={job.person} />
      <JobName job={job} scope={scope} />
      <span className={styles.actions}>
        {job.can.move && (
          <button
            type="button"
            className={styles.grip}
            aria-label={t("Move {name} with the arrow keys", { name: nameOf(job) })}
            title={t("Drag, or use the arrow keys")}
            {...reorder.grip(job)}
          >
            <GripVertical size={14} aria-hidden />
          </button>
        )}
        {job.can.cancel && (
          <IconButton
            icon={X}
            label={t("Cancel {name}", { name: nameOf(job) })}
            className={styles.action}
            onClick={() => void jobs.cancel(job.id)}
          />
        )}
      </span>
      <State job={job} />
    </li>
  );
}

function State({ job }: { job: Job }) {
  const now = useSecond();
  const seen = useProgress(job.node ?? "");
  const running = job.status === "running";
  // On this board the steps come as they are made, sooner than the list tells of them.
  const step = running ? (seen?.step ?? job.step) : null;
  const steps = running ? (seen?.steps ?? job.steps) : null;
  const counted = step !== null && steps !== null && steps > 0;
  const words = counted ? stepWords(step, steps) : placeWords(job);
  const left = job.status === "cancelled" ? "" : leftWords(job.eta, now);
  const share = counted ? step / steps : job.progress;
  return (
    <div className={styles.below}>
      {running && (
        <span
          className={styles.bar}
          role="progressbar"
          aria-label={t("Progress of {name}", { name: nameOf(job) })}
          aria-valuenow={Math.round(share * 100)}
        >
          <span style={{ transform: `scaleX(${Math.min(1, share)})` }} />
        </span>
      )}
      <span className={styles.state}>
        <span>{words}</span>
        {job.priority === "batch" && <span className={styles.tag}>{t("Batch")}</span>}
        {left !== "" && <span className={styles.left}>{left}</span>}
      </span>
    </div>
  );
}
