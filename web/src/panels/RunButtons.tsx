/** Runs the selected node, or all it depends on first. */
import type { NodeSpec } from "../api/types";
import { useSession } from "../board/context";
import { command } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { t, type Text, text } from "../i18n/i18n";
import { Button } from "../ui/Button";
import { Tooltip } from "../ui/Tooltip";
import styles from "./Inspector.module.css";

const ABOUT: Readonly<Record<string, Text>> = {
  run: text("Run this node from what comes in now"),
  "run-to-here": text("Run everything it depends on, then this node"),
};

export function RunButtons({ specs }: { specs: readonly NodeSpec[] }) {
  const session = useSession();
  if (specs.every(({ deferred }) => deferred)) {
    return (
      <p className={styles.about}>{t("Made where it is used, so there is nothing to run.")}</p>
    );
  }
  if (!session.canEdit) return null;
  return (
    <div className={styles.runs}>
      {Object.entries(ABOUT).map(([id, about]) => {
        const { icon, title, shortcut, run } = command(id);
        return (
          <Tooltip key={id} label={t(about)} shortcut={shortcutLabel(shortcut?.[0] ?? "")}>
            <Button {...(icon ? { icon } : {})} onClick={() => run(session)}>
              {t(title)}
            </Button>
          </Tooltip>
        );
      })}
    </div>
  );
}
