/** How a node runs, or several. */
import type { NodeSpec } from "../api/types";
import { useSession } from "../board/context";
import { MODES, type Mode, type NodeItem } from "../doc/schema";
import { t, type Text, text } from "../i18n/i18n";
import { Select } from "../ui/Select";
import styles from "./Inspector.module.css";

const WORDS: Readonly<Record<Mode, Text>> = {
  live: text("Live"),
  manual: text("When run"),
  mute: text("Muted"),
  bypass: text("Bypassed"),
};

export type Runner = { readonly item: NodeItem; readonly spec: NodeSpec };

export function ModeChoice({ nodes }: { nodes: readonly Runner[] }) {
  const { canEdit, edits } = useSession();
  const modes = new Set(nodes.map(({ item, spec }) => item.mode ?? spec.mode));
  const [mode = ""] = modes;
  return (
    <div className={styles.row}>
      <span>{t("Runs")}</span>
      <Select
        label={t("Runs")}
        value={modes.size === 1 ? mode : ""}
        placeholder={t("Mixed")}
        options={MODES.map((mode) => ({ value: mode, label: t(WORDS[mode]) }))}
        disabled={!canEdit}
        onChange={(value) => {
          const chosen = MODES.find((known) => known === value) ?? null;
          edits.setModes(
            new Map(nodes.map(({ item, spec }) => [item.id, chosen === spec.mode ? null : chosen])),
          );
        }}
      />
    </div>
  );
}
