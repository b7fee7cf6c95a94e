/** The parameters on a card: the most used as rows, the rest behind a fold. */
import type { NodeSpec } from "../api/types";
import { useFed, useSession } from "../board/context";
import type { NodeItem } from "../doc/schema";
import { ParamForm } from "../forms/ParamForm";
import { useSelect } from "../store/use";
import styles from "./CardForm.module.css";
import { paramsHeight } from "./layout";
import { useSetParam } from "./useSetParam";

export function CardForm({ item, spec }: { item: NodeItem; spec: NodeSpec }) {
  const { canEdit, ui } = useSession();
  const setParam = useSetParam(item.id);
  const fed = useFed(item);
  const open = useSelect(ui.expanded, (ids) => ids.has(item.id));
  const height = paramsHeight(spec, open);
  if (height === 0) return null;
  const setOpen = (next: boolean): void => {
    const ids = new Set(ui.expanded.get());
    if (next) ids.add(item.id);
    else ids.delete(item.id);
    ui.expanded.set(ids);
  };
  return (
    <div className={styles.form} style={{ height }}>
      <ParamForm
        node={item.id}
        spec={spec}
        values={item.params}
        texts={item.texts}
        fed={fed}
        disabled={!canEdit}
        onChange={setParam}
        fold
        expanded={open}
        onExpandedChange={setOpen}
      />
    </div>
  );
}
