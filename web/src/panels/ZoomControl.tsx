/** Zoom at the lower left with what is hidden, commands and help at the lower right. */
import { useStore } from "@xyflow/react";
import { CircleHelp, Command as CommandIcon, EyeOff, Maximize, Minus, Plus } from "lucide-react";
import { useHiddenCount, useSession } from "../board/context";
import { command } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { t } from "../i18n/i18n";
import { IconButton } from "../ui/Button";
import { Tooltip } from "../ui/Tooltip";
import styles from "./ZoomControl.module.css";

const ICONS = {
  "zoom-out": Minus,
  "zoom-in": Plus,
  "zoom-fit": Maximize,
  palette: CommandIcon,
  help: CircleHelp,
};

export function ZoomControl() {
  const session = useSession();
  const percent = useStore(({ transform }) => Math.round(transform[2] * 100));
  return (
    <>
      <div className={styles.zoom} role="group" aria-label={t("Zoom")} data-covers="bottom">
        <Press id="zoom-out" />
        <Tooltip label={t("Zoom to 100 %")} shortcut={shortcutLabel("Shift+0")} side="top">
          <button
            type="button"
            className={styles.percent}
            aria-label={t("Zoom {percent} %, back to 100 %", { percent })}
            onClick={() => command("zoom-actual").run(session)}
          >
            {percent} %
          </button>
        </Tooltip>
        <Press id="zoom-in" />
        <Press id="zoom-fit" />
        <Hidden />
      </div>
      <div className={styles.help}>
        <Press id="palette" />
        <Press id="help" />
      </div>
    </>
  );
}

/** Only where something is hidden: else nobody would know that there is more. */
function Hidden() {
  const session = useSession();
  const count = useHiddenCount();
  const { title, run } = command("show-hidden");
  if (count === 0 || !session.canEdit) return null;
  return (
    <Tooltip label={t(title)} side="top">
      <button type="button" className={styles.hidden} onClick={() => run(session)}>
        <EyeOff size={16} aria-hidden />
        {t("{count} hidden", { count })}
      </button>
    </Tooltip>
  );
}

function Press({ id }: { id: keyof typeof ICONS }) {
  const session = useSession();
  const { title, shortcut, run } = command(id);
  return (
    <IconButton
      icon={ICONS[id]}
      label={t(title).replace("…", "")}
      shortcut={shortcutLabel(shortcut?.[0] ?? "")}
      tooltipSide="top"
      onClick={() => run(session)}
    />
  );
}
