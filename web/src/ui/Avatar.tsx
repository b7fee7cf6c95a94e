/** A person as two letters in their presence colour. */
import { inkOn } from "./color";
import { cx } from "./cx";
import styles from "./Avatar.module.css";
import { initials } from "./initials";

export type AvatarPerson = { id: string; name: string; color: string };

export type AvatarProps = {
  person: AvatarPerson;
  size?: 20 | 24 | 28 | 32;
  /** Not looking at the board now. */
  away?: boolean;
};

export function Avatar({ person, size = 24, away = false }: AvatarProps) {
  return (
    <span
      role="img"
      aria-label={person.name}
      className={cx(styles.avatar, away && styles.away)}
      style={{
        width: size,
        height: size,
        fontSize: Math.round(size * 0.4),
        background: person.color,
        color: inkOn(person.color),
      }}
    >
      {initials(person.name)}
    </span>
  );
}
