/** Who is here: click a face to look along with them; the list says where everybody is. */
import { Crosshair, MessageCircle, Presentation, SmilePlus, Telescope, Users } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { useSession } from "../board/context";
import { command, reasonAgainst } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { t } from "../i18n/i18n";
import { useStore } from "../store/use";
import { Avatar } from "../ui/Avatar";
import { IconButton } from "../ui/Button";
import { cx } from "../ui/cx";
import { Menu, MenuItem, MenuSeparator, SubMenu } from "../ui/Menu";
import { Tooltip } from "../ui/Tooltip";
import styles from "./People.module.css";
import type { PersonHere } from "./presence";
import { whereabouts } from "./where";

const FACES = 4;
const TOGETHER = [
  ["present", Presentation],
  ["chat", MessageCircle],
  ["react", SmilePlus],
] as const;

export default function People() {
  const { presence, me } = useSession();
  const people = useStore(presence.people);
  const others = people.filter(({ id }) => id !== me.id);
  if (others.length === 0) return null;
  const faces = others.length > FACES + 1 ? others.slice(0, FACES) : others;
  return (
    <div className={styles.people}>
      <ul className={styles.faces} aria-label={t("People here")}>
        {faces.map((person) => (
          <Face key={person.id} person={person} />
        ))}
      </ul>
      <Everybody people={others} more={others.length - faces.length} />
    </div>
  );
}

function Face({ person }: { person: PersonHere }) {
  const { together } = useSession();
  const following = useStore(together.following);
  const isFollowed = following?.person.id === person.id && following.why !== "jump";
  return (
    <li>
      <Tooltip label={<Whereabouts person={person} />}>
        <button
          type="button"
          className={cx(styles.face, isFollowed && styles.followed)}
          style={isFollowed ? { outlineColor: person.color } : undefined}
          aria-label={
            isFollowed
              ? t("Stop following {name}", { name: person.name })
              : t("Follow {name}", { name: person.name })
          }
          aria-pressed={isFollowed}
          onClick={() => together.toggle(person.id)}
        >
          <Avatar person={person} size={28} away={person.away} />
        </button>
      </Tooltip>
    </li>
  );
}

/** Where somebody is, as it is when it is asked for and whenever it changes while it is shown. */
function Whereabouts({ person }: { person: PersonHere }) {
  const { presence, view, catalog } = useSession();
  const place = useSyncExternalStore(
    (listener) => presence.subscribe("cursors", listener),
    () => {
      const peer = presence.peerOf(person.id);
      return peer ? whereabouts(peer, { view, catalog }) : "";
    },
  );
  return <>{place === "" ? person.name : `${person.name}, ${place}`}</>;
}

function Everybody({ people, more }: { people: readonly PersonHere[]; more: number }) {
  const [open, setOpen] = useState(false);
  const session = useSession();
  const isPresenting = useStore(session.together.presenting);
  const trigger =
    more > 0 ? (
      <button type="button" className={styles.more} aria-label={t("Everybody here")}>
        +{more}
      </button>
    ) : (
      <IconButton icon={Users} label={t("Everybody here")} />
    );
  return (
    <Menu trigger={trigger} align="end" onOpenChange={setOpen}>
      {open && people.map((person) => <Person key={person.id} person={person} />)}
      <MenuSeparator />
      {TOGETHER.map(([id, icon]) => {
        const action = command(id);
        return (
          <MenuItem
            key={id}
            icon={icon}
            shortcut={shortcutLabel(action.shortcut?.[0] ?? "")}
            reason={reasonAgainst(action, session)}
            onSelect={() => action.run(session)}
          >
            {id === "present" ? presentTitle(isPresenting) : t(action.title)}
          </MenuItem>
        );
      })}
    </Menu>
  );
}

function presentTitle(isPresenting: boolean): string {
  return isPresenting ? t("Stop presenting") : t("Present to everyone");
}

function Person({ person }: { person: PersonHere }) {
  const { together } = useSession();
  return (
    <SubMenu
      label={
        <span className={styles.person}>
          <Avatar person={person} size={20} away={person.away} />
          <Whereabouts person={person} />
        </span>
      }
    >
      <MenuItem icon={Telescope} onSelect={() => together.follow(person.id)}>
        {t("Follow")}
      </MenuItem>
      <MenuItem icon={Crosshair} onSelect={() => together.goTo(person.id)}>
        {t("Go to")}
      </MenuItem>
    </SubMenu>
  );
}
