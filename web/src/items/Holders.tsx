/** Who else has an item selected or writes in it: its outline in their colour, with their name. */
import { useHolders } from "../board/context";
import { t } from "../i18n/i18n";
import { useEditors } from "../presence/useEditors";
import { inkOn } from "../ui/color";
import styles from "./Holders.module.css";

export function Holders({ id }: { id: string }) {
  const holders = useHolders(id);
  const editors = useEditors(id);
  const first = editors[0]?.person ?? holders[0];
  if (!first) return null;
  const writers = new Set(editors.map(({ person }) => person.name));
  const others = holders.map(({ name }) => name).filter((name) => !writers.has(name));
  const names = [...[...writers].map((name) => t("{name} is writing", { name })), ...others].join(
    ", ",
  );
  return (
    <span className={styles.outline} style={{ borderColor: first.color }} data-chrome="">
      <span className={styles.tag} style={{ background: first.color, color: inkOn(first.color) }}>
        {names}
      </span>
    </span>
  );
}
