/** The queue: what renders and waits, this person's and everyone's, and what has ended. */
import { X } from "lucide-react";
import { Tabs } from "radix-ui";
import { useEffect, useRef, type RefObject } from "react";
import { useSession } from "../board/context";
import { t, type Text, text } from "../i18n/i18n";
import { PANEL_MS, type Scope } from "../jobs/jobs";
import { useStore } from "../store/use";
import { IconButton } from "../ui/Button";
import { JobList } from "./JobList";
import styles from "./QueuePanel.module.css";
import { onQueueKey } from "./queueKeys";

const TABS: readonly (readonly [Scope, Text])[] = [
  ["mine", text("Mine")],
  ["all", text("Everyone’s")],
];

export default function QueuePanel() {
  const { ui } = useSession();
  const panel = useRef<HTMLElement>(null);
  const scope = useStore(ui.queueScope);
  const close = (): void => ui.queue.set(false);
  return (
    <aside
      ref={panel}
      className={styles.panel}
      aria-label={t("Queue")}
      data-covers="right"
      onKeyDown={(event) => onQueueKey(event, close)}
    >
      <Tabs.Root
        className={styles.tabs}
        value={scope}
        onValueChange={(next) => ui.queueScope.set(next === "mine" ? "mine" : "all")}
      >
        <header className={styles.header}>
          <Tabs.List className={styles.choices} aria-label={t("Whose jobs")}>
            {TABS.map(([value, word]) => (
              <Tabs.Trigger key={value} value={value} className={styles.choice}>
                {t(word)}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <IconButton icon={X} label={t("Close the queue")} onClick={close} />
        </header>
        {TABS.map(([value]) => (
          <Tabs.Content key={value} value={value} className={styles.body} tabIndex={-1}>
            <JobList scope={value} everyMs={PANEL_MS} />
          </Tabs.Content>
        ))}
      </Tabs.Root>
      <TakeFocus panel={panel} />
    </aside>
  );
}

/** Opened from the keyboard, the panel is where the keys go. */
function TakeFocus({ panel }: { panel: RefObject<HTMLElement | null> }) {
  useEffect(() => {
    const from = document.activeElement;
    panel.current?.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
    return () => {
      const isLost = document.activeElement === document.body;
      if (isLost && from instanceof HTMLElement && from.isConnected) from.focus();
    };
  }, [panel]);
  return null;
}
