/**
 * How a node's render stands, over its picture: who runs it and how far it is, or that it is out of
 * date, and the one thing to do about it.
 */
import { Play, X } from "lucide-react";
import type { Job } from "../api/types";
import { useJob, useProgress, useSession } from "../board/context";
import { runNodes } from "../commands/running";
import type { Status } from "../doc/schema";
import { t } from "../i18n/i18n";
import { ownerWords, placeWords, shortOwnerWords, stepWords } from "../jobs/words";
import type { Progress } from "../presence/peers";
import { Avatar } from "../ui/Avatar";
import { Tooltip } from "../ui/Tooltip";
import styles from "./RunState.module.css";

export type RunStateProps = {
  id: string;
  title: string;
  status: Status | undefined;
  /** Whether it has ever come to something. */
  hasRun: boolean;
};

export function RunState({ id, title, status, hasRun }: RunStateProps) {
  const progress = useProgress(id);
  if (status === "queued" || status === "running" || progress) {
    return <Underway id={id} title={title} status={status} progress={progress} />;
  }
  if (status === "cancelled") return <Idle id={id} title={title} words={t("Cancelled")} />;
  if (status !== "stale") return null;
  return <Idle id={id} title={title} words={hasRun ? t("Out of date") : t("Not run yet")} />;
}

type UnderwayProps = Omit<RunStateProps, "hasRun"> & { progress: Progress | null };

function Underway({ id, title, status, progress }: UnderwayProps) {
  const { jobs, me } = useSession();
  const job = useJob(id);
  const isRunning = status === "running" || progress !== null;
  const steps = progress && progress.steps > 0 ? stepWords(progress.step, progress.steps) : null;
  const place = wordsFor(job, isRunning);
  const others = job !== null && isRunning && job.person?.id !== me.id;
  return (
    <>
      {isRunning && <ProgressLine title={title} share={shareOf(progress)} />}
      <div className={styles.strip} data-run-state={isRunning ? "running" : "queued"}>
        {job?.person && <Avatar person={job.person} size={20} />}
        <span className={styles.words} title={job ? ownerWords(job.person, me.id) : undefined}>
          {others ? shortOwnerWords(job.person, me.id) : place}
        </span>
        {steps !== null && <span className={styles.steps}>{steps}</span>}
        {job?.can.cancel === true && (
          <Tooltip label={t("Cancel this render")}>
            <button
              type="button"
              className={`nodrag ${styles.round ?? ""}`}
              aria-label={t("Cancel {name}", { name: title })}
              onClick={() => void jobs.cancel(job.id)}
            >
              <X size={14} aria-hidden />
            </button>
          </Tooltip>
        )}
      </div>
    </>
  );
}

function wordsFor(job: Job | null, isRunning: boolean): string {
  if (job?.status === "cancelled") return t("Cancelling");
  if (isRunning) return t("Rendering");
  return job ? placeWords({ ...job, status: "queued" }) : t("Waiting");
}

function shareOf(progress: Progress | null): number | null {
  return progress && progress.steps > 0 ? Math.min(1, progress.step / progress.steps) : null;
}

function ProgressLine({ title, share }: { title: string; share: number | null }) {
  return (
    <span
      className={styles.progress}
      role="progressbar"
      aria-label={t("Rendering {title}", { title })}
      {...(share === null ? {} : { "aria-valuenow": Math.round(share * 100) })}
    >
      <span style={{ transform: `scaleX(${share ?? 0.12})` }} />
    </span>
  );
}

function Idle({ id, title, words }: { id: string; title: string; words: string }) {
  const session = useSession();
  return (
    <div className={styles.strip} data-run-state="idle">
      <span className={styles.words}>{words}</span>
      {session.canEdit && (
        <button
          type="button"
          className={`nodrag ${styles.run ?? ""}`}
          aria-label={t("Run {title}", { title })}
          onClick={() => runNodes(session, [id])}
        >
          <Play size={12} aria-hidden />
          {t("Run")}
        </button>
      )}
    </div>
  );
}
