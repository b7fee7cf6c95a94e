/** The people who could still be put on a board, best matches first. */
import type { Member, User } from "../../api/types";

const AT_MOST = 5;

export function findPeople(users: User[], members: Member[], search: string): User[] {
  const wanted = search.trim().toLocaleLowerCase();
  if (wanted === "") return [];
  const here = new Set(members.map((member) => member.user.id));
  const begins = (user: User) => user.name.toLocaleLowerCase().startsWith(wanted);
  return users
    .filter((user) => !here.has(user.id))
    .filter((user) => `${user.name} ${user.email}`.toLocaleLowerCase().includes(wanted))
    .sort((a, b) => Number(begins(b)) - Number(begins(a)) || a.name.localeCompare(b.name))
    .slice(0, AT_MOST);
}
