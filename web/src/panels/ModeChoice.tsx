/** How a node runs. */
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

export function ModeChoice({ item, spec }: { item: NodeItem; spec: NodeSpec }) {
  const { canEdit, edits } = useSession();
  return (
    <div className={styles.row}>
      <span>Runs</span>
      <Select
        label="Runs"
        value={item.mode ?? spec.mode}
        options={MODES.map((mode) => ({ value: mode, label: WORDS[mode] ?? mode }))}
        disabled={!canEdit}
        onChange={(value) => {
          const mode = MODES.find((known) => known === value) ?? null;
          edits.setMode([item.id], mode === spec.mode ? null : mode);
        }}
      />
    </div>
  );
}
