/** Beside a prompt's title: what may be amiss with its words, before a run. */
import { useCallback, useSyncExternalStore } from "react";
import { useModels } from "../api/models";
import { useSession } from "../board/context";
import { hintFor, modelOf, promptOf } from "../doc/prompt";
import { Tooltip } from "../ui/Tooltip";
import { cx } from "../ui/cx";
import styles from "./ParamForm.module.css";

export default function PromptHint({ node, field }: { node: string; field: string }) {
  const { view } = useSession();
  const subscribe = useCallback((listener: () => void) => view.subscribe("all", listener), [view]);
  const prompt = useSyncExternalStore(subscribe, () => {
    const item = view.node(node);
    return item ? promptOf(view, item, field) : null;
  });
  const model = useSyncExternalStore(subscribe, () => {
    const item = view.node(node);
    return item ? modelOf(view, item) : null;
  });
  const { models } = useModels(model !== null && model !== "");
  if (prompt === null) return null;
  const family = models.find(({ name }) => name === model)?.family ?? null;
  const hint = hintFor(prompt, family);
  if (hint === null) return null;
  return (
    <Tooltip label={hint.full}>
      <span
        className={cx(styles.hint, hint.isMild && styles.mild)}
        role="note"
        aria-description={hint.full}
        tabIndex={0}
      >
        {hint.short}
      </span>
    </Tooltip>
  );
}
