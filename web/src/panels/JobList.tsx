/** The jobs of one tab: what runs and waits in its order, then what has ended. */
import { Play } from "lucide-react";
import { useEffect, useMemo } from "react";
import { useIdleCount, useSession } from "../board/context";
import { command } from "../commands/registry";
import { t, tn } from "../i18n/i18n";
import type { Scope } from "../jobs/jobs";
import { useStore } from "../store/use";
import { Button } from "../ui/Button";
import { Banner, EmptyState, Skeleton } from "../ui/States";
import { EndedJob } from "./EndedJob";
import { JobRow } from "./JobRow";
import styles from "./QueuePanel.module.css";
import { useReorder } from "./useReorder";

const HISTORY_MS = 5_000;

export function JobList({ scope, everyMs }: { scope: Scope; everyMs: number }) {
  const { jobs } = useSession();
  const feed = jobs.active(scope);
  const history = jobs.history(scope);
  useEffect(() => feed.watch(everyMs), [feed, everyMs]);
  useEffect(() => history.watch(HISTORY_MS), [history]);
  const active = useStore(feed.shown);
  const ended = useStore(history.shown);
  const ids = active.jobs.map(({ id }) => id).join(" ");
  // What is in the queue no more has ended.
  useEffect(() => history.nudge(), [history, ids]);
  const past = useMemo(() => {
    const running = new Set(ids.split(" "));
    return ended.jobs.filter(({ id }) => !running.has(id));
  }, [ended.jobs, ids]);
  const reorder = useReorder(active.jobs, (job, before) => void jobs.move(job, before));
  const problem = active.problem ?? ended.problem;
  return (
    <>
      {problem !== null && (
        <div className={styles.problem}>
          <Banner
            kind="bad"
            action={<Button onClick={() => void feed.refresh()}>{t("Try again")}</Button>}
          >
            {problem}
          </Banner>
        </div>
      )}
      {!active.loaded && problem === null && <Loading />}
      {active.loaded && active.jobs.length === 0 && (
        <Nothing scope={scope} first={past.length === 0} />
      )}
      {active.jobs.length > 0 && (
        <ol className={styles.list} aria-label={t("Running and waiting")}>
          {active.jobs.map((job) => (
            <JobRow key={job.id} job={job} scope={scope} reorder={reorder} />
          ))}
        </ol>
      )}
      {active.next !== null && (
        <p className={styles.rest}>
          {t("More wait behind these {count}.", { count: active.jobs.length })}
        </p>
      )}
      {past.length > 0 && (
        <section aria-label={t("Ended")}>
          <h3 className={styles.heading}>{t("Ended")}</h3>
          <ol className={styles.list}>
            {past.map((job) => (
              <EndedJob key={job.id} job={job} scope={scope} />
            ))}
          </ol>
        </section>
      )}
      {ended.more && (
        <div className={styles.more}>
          <Button kind="quiet" onClick={() => void history.more()}>
            {t("Show older")}
          </Button>
        </div>
      )}
      <p role="status" className={styles.hidden}>
        {reorder.said}
      </p>
    </>
  );
}

/** The one action that helps is running what waits for it, where something does. */
function Nothing({ scope, first }: { scope: Scope; first: boolean }) {
  const session = useSession();
  const idle = useIdleCount();
  const words = scope === "mine" ? t("Nothing of yours is rendering.") : t("Nobody is rendering.");
  const canRun = session.canEdit && idle > 0;
  if (!first && !canRun) return <p className={styles.rest}>{words}</p>;
  return (
    <EmptyState
      {...(canRun
        ? {
            action: (
              <Button icon={Play} onClick={() => command("run-all").run(session)}>
                {tn(idle, "Run one node", "Run {count} nodes")}
              </Button>
            ),
          }
        : {})}
    >
      {words} {canRun ? "" : t("What is changed or run shows here.")}
    </EmptyState>
  );
}

function Loading() {
  return (
    <div className={styles.loading} role="status" aria-label={t("Loading")}>
      {[0, 1, 2].map((row) => (
        <Skeleton key={row} style={{ height: 36 }} />
      ))}
    </div>
  );
}
