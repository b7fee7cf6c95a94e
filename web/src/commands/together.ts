/** What people do with each other: follow, present, say something, react. */
import type { Session } from "../board/session";
import { text } from "../i18n/i18n";
import type { Command } from "./command";

const isFollowing = ({ together }: Session): boolean => together.following.get() !== null;

function others({ presence, me }: Session): readonly string[] {
  const people = presence.people.get().map(({ id }) => id);
  return people.filter((id) => id !== me.id);
}

/** Each person on the board in turn, then nobody. */
function followNext(session: Session): void {
  const { together } = session;
  const people = others(session);
  const at = people.indexOf(together.following.get()?.person.id ?? "");
  const next = people[at + 1];
  together.leave();
  if (next !== undefined) together.follow(next);
}

export const TOGETHER: readonly Command[] = [
  {
    id: "follow-end",
    title: text("Stop following"),
    group: "together",
    shortcut: ["Escape"],
    when: isFollowing,
    needs: text("You follow nobody."),
    run: ({ together }) => together.leave(),
  },
  {
    id: "follow-next",
    title: text("Follow the next person"),
    group: "together",
    shortcut: ["W"],
    when: (session) => others(session).length > 0,
    needs: text("Nobody else is here."),
    run: followNext,
  },
  {
    id: "present",
    title: text("Present to everyone, or stop"),
    group: "together",
    shortcut: ["Shift+W"],
    when: (session) => session.canEdit && others(session).length > 0,
    needs: text("Nobody else is here."),
    run: ({ together }) => {
      if (together.presenting.get()) together.endPresenting();
      else together.present();
    },
  },
  {
    id: "chat",
    title: text("Say something at the cursor"),
    group: "together",
    shortcut: ["/"],
    run: ({ together }) => together.speaking.set("chat"),
  },
  {
    id: "react",
    title: text("React…"),
    group: "together",
    shortcut: ["J"],
    run: ({ together }) => together.speaking.set("reaction"),
  },
];
