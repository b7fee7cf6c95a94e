/** In the bar over the board: run what is out of date, live or paused, and the queue. */
import { ListOrdered, Pause, Play, Zap } from "lucide-react";
import { useIdleCount, usePaused, useSession } from "../board/context";
import { command } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { t, tn } from "../i18n/i18n";
import { useStore } from "../store/use";
import { Button } from "../ui/Button";
import { cx } from "../ui/cx";
import { Tooltip } from "../ui/Tooltip";
import styles from "./RunControls.module.css";

export function RunControls() {
  return (
    <>
      <RunIdle />
      <LiveSwitch />
      <QueueButton />
    </>
  );
}

function RunIdle() {
  const session = useSession();
  const count = useIdleCount();
  if (!session.canEdit || count === 0) return null;
  const label = tn(
    count,
    "Run the node that is out of date",
    "Run the {count} nodes that are out of date",
  );
  return (
    <Tooltip label={label}>
      <Button
        kind="secondary"
        icon={Play}
        className={cx(styles.press, styles.idle)}
        aria-label={label}
        onClick={() => command("run-all").run(session)}
      >
        <span className={styles.word}>{t("Run")}</span>
        <span className={styles.count}>{count}</span>
      </Button>
    </Tooltip>
  );
}

/** The same for everybody on the board; those who cannot change it see how it stands. */
function LiveSwitch() {
  const session = useSession();
  const paused = usePaused();
  const label = paused
    ? t("Paused for everybody: changes wait until they are run")
    : t("Live for everybody: changes render by themselves");
  return (
    <Tooltip label={label} shortcut={shortcutLabel(command("pause").shortcut?.[0] ?? "")}>
      <Button
        kind="quiet"
        icon={paused ? Pause : Zap}
        role="switch"
        aria-checked={!paused}
        aria-label={t("Live rendering")}
        aria-disabled={!session.canEdit || undefined}
        className={cx(styles.press, styles.live, paused && styles.paused)}
        onClick={() => {
          if (session.canEdit) command("pause").run(session);
        }}
      >
        <span className={styles.word}>{paused ? t("Paused") : t("Live")}</span>
      </Button>
    </Tooltip>
  );
}

function QueueButton() {
  const session = useSession();
  const { jobs, ui } = session;
  const open = useStore(ui.queue);
  const count = useStore(jobs.count);
  const shown = count > 99 ? "99+" : String(count);
  return (
    <Tooltip label={t("Queue")} shortcut={shortcutLabel(command("queue").shortcut?.[0] ?? "")}>
      <Button
        kind="quiet"
        icon={ListOrdered}
        className={cx(styles.press, open && styles.open)}
        aria-expanded={open}
        aria-label={
          count === 0 ? t("Queue") : t("Queue, {count} running or waiting on this board", { count })
        }
        onClick={() => command("queue").run(session)}
      >
        <span className={styles.word}>{t("Queue")}</span>
        {count > 0 && <span className={cx(styles.count, styles.busy)}>{shown}</span>}
      </Button>
    </Tooltip>
  );
}
