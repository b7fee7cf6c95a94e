/**
 * Says what happens on the board to those who do not see it: what came to an end, who came and went.
 * Politely, and gathered, so that a busy board does not talk without end.
 */
import { useEffect, useState } from "react";
import { useSession } from "../board/context";
import type { Session } from "../board/session";
import { titleOf } from "../doc/catalog";
import type { Status } from "../doc/schema";
import { t } from "../i18n/i18n";
import { messageOf } from "../items/layout";
import styles from "./Announcer.module.css";
import { comingAndGoing, resultsSaid, type Ended } from "./announcing";

const GATHER_MS = 1_200;

export default function Announcer() {
  const session = useSession();
  const [said, setSaid] = useState("");
  useEffect(() => announce(session, setSaid), [session]);
  return (
    <p
      className={styles.announcer}
      role="status"
      aria-live="polite"
      aria-label={t("News of the board")}
    >
      {said}
    </p>
  );
}

function announce(session: Session, say: (words: string) => void): () => void {
  const { view, presence, me, link } = session;
  // Null until the board is here: what comes with it is no news.
  let statuses = link.loaded.get() ? statusesOf(session) : null;
  let people = presence.people.get();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const tell = (): void => {
    timer = null;
    const now = statusesOf(session);
    const before = statuses ?? now;
    const ended = [...now].filter(([id, status]) => isEnd(status) && before.get(id) !== status);
    const here = presence.people.get();
    const words = [
      ...comingAndGoing(people, here, me.id),
      ...resultsSaid(ended.map(([id, status]) => endedOf(session, id, status))),
    ];
    if (link.loaded.get()) statuses = now;
    people = here;
    if (words.length > 0) say(words.join(" "));
  };
  const later = (): void => {
    timer ??= setTimeout(tell, GATHER_MS);
  };
  const stop = [view.subscribe("all", later), presence.people.subscribe(later)];
  return () => {
    stop.forEach((end) => end());
    if (timer !== null) clearTimeout(timer);
  };
}

function isEnd(status: Status): boolean {
  return status === "done" || status === "error" || status === "invalid";
}

function statusesOf({ view }: Session): Map<string, Status> {
  const found = new Map<string, Status>();
  for (const id of view.order) {
    const status = view.result(id)?.status;
    if (status) found.set(id, status);
  }
  return found;
}

function endedOf({ view, catalog }: Session, id: string, status: Status): Ended {
  const item = view.node(id);
  if (!item) return { title: "", message: null };
  const message = messageOf(catalog.get(item.type), item, view.result(id));
  return { title: titleOf(item, catalog), message: status === "done" ? null : message };
}
