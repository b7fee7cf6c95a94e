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

/** What is made where it is used has no moment of its own to run. */
export function ModeChoice({ nodes }: { nodes: readonly Runner[] }) {
  const { canEdit, edits } = useSession();
  const modes = new Set(nodes.map(({ item, spec }) => item.mode ?? spec.mode));
  const [mode = ""] = modes;
  const deferred = nodes.every(({ spec }) => spec.deferred);
  const offered = deferred ? MODES.filter((each) => each !== "manual") : MODES;
  return (
    <div className={styles.row}>
      <span>{t("Runs")}</span>
      <Select
        label={t("Runs")}
        value={modes.size === 1 ? mode : ""}
        placeholder={t("Mixed")}
        options={offered.map((each) => ({
          value: each,
          label: deferred && each === "live" ? t("Where it is used") : t(WORDS[each]),
        }))}
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
