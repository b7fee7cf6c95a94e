/** Somebody else's selection of an item: its outline in their colour, with their name. */
import { useHolders } from "../board/context";
import { inkOn } from "../ui/color";
import styles from "./Holders.module.css";

export function Holders({ id }: { id: string }) {
  const holders = useHolders(id);
  const [first] = holders;
  if (!first) return null;
  const names = holders.map((person) => person.name).join(", ");
  return (
    <span className={styles.outline} style={{ borderColor: first.color }} data-chrome="">
      <span className={styles.tag} style={{ background: first.color, color: inkOn(first.color) }}>
        {names}
      </span>
    </span>
  );
}
