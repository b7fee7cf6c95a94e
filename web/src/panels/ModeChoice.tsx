/** How a node runs, or several. */
import type { NodeSpec } from "../api/types";
import { useSession } from "../board/context";
import { MODES, type NodeItem } from "../doc/schema";
import { Select } from "../ui/Select";
import styles from "./Inspector.module.css";

const WORDS: Readonly<Record<string, string>> = {
  live: "Live",
  manual: "When run",
  mute: "Muted",
  bypass: "Bypassed",
};

export type Runner = { readonly item: NodeItem; readonly spec: NodeSpec };

export function ModeChoice({ nodes }: { nodes: readonly Runner[] }) {
  const { canEdit, edits } = useSession();
  const modes = new Set(nodes.map(({ item, spec }) => item.mode ?? spec.mode));
  const [mode = ""] = modes;
  return (
    <div className={styles.row}>
      <span>Runs</span>
      <Select
        label="Runs"
        value={modes.size === 1 ? mode : ""}
        placeholder="Mixed"
        options={MODES.map((mode) => ({ value: mode, label: WORDS[mode] ?? mode }))}
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
