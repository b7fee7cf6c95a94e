/** A person as two letters in their presence colour. */
import { inkOn } from "./color";
import { cx } from "./cx";
import styles from "./Avatar.module.css";
import { initials } from "./initials";
import { Tooltip } from "./Tooltip";

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

export type AvatarStackProps = {
  people: (AvatarPerson & { away?: boolean })[];
  /** How many are shown before the rest become a count. */
  atMost?: number;
  size?: AvatarProps["size"];
  onSelect?: (id: string) => void;
};

export function AvatarStack({ people, atMost = 4, size = 28, onSelect }: AvatarStackProps) {
  const shown = people.length > atMost + 1 ? people.slice(0, atMost) : people;
  const rest = people.slice(shown.length);
  return (
    <ul className={styles.stack} aria-label="People here">
      {shown.map((person) => (
        <li key={person.id}>
          <Tooltip label={person.away === true ? `${person.name} (away)` : person.name}>
            <button
              type="button"
              className={styles.button}
              aria-label={person.name}
              onClick={() => onSelect?.(person.id)}
            >
              <Avatar person={person} size={size} away={person.away === true} />
            </button>
          </Tooltip>
        </li>
      ))}
      {rest.length > 0 && (
        <li>
          <Tooltip label={rest.map((person) => person.name).join(", ")}>
            <span className={cx(styles.avatar, styles.more)} style={{ width: size, height: size }}>
              +{rest.length}
            </span>
          </Tooltip>
        </li>
      )}
    </ul>
  );
}
