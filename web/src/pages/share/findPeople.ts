/** The people who could still be put on a board, best matches first. */
import type { Member, User } from "../../api/types";
import { folded } from "../../i18n/format";

const AT_MOST = 5;

export function findPeople(users: User[], members: Member[], search: string): User[] {
  const wanted = folded(search.trim());
  if (wanted === "") return [];
  const here = new Set(members.map((member) => member.user.id));
  const begins = (user: User) => folded(user.name).startsWith(wanted);
  return users
    .filter((user) => !here.has(user.id))
    .filter((user) => folded(`${user.name} ${user.email}`).includes(wanted))
    .sort((a, b) => Number(begins(b)) - Number(begins(a)) || a.name.localeCompare(b.name))
    .slice(0, AT_MOST);
}
