import { expect, it } from "vitest";
import type { Member, User } from "../../api/types";
import { findPeople } from "./findPeople";

const person = (id: string, name: string): User => ({
  id,
  name,
  email: `${id}@atelier.test`,
  color: "#2482eb",
  role: "member",
});
const ada = person("ada", "Ada Lovelace");
const adele = person("adele", "Marie Adele");
const users = [adele, ada, person("bo", "Bo Chen")];

it("puts those whose name begins so before those who only contain it", () => {
  expect(findPeople(users, [], "ad").map((user) => user.id)).toEqual(["ada", "adele"]);
});

it("finds by e-mail and leaves out who is on the board", () => {
  const members: Member[] = [{ user: ada, role: "editor" }];
  expect(findPeople(users, members, "ada@")).toEqual([]);
  expect(findPeople(users, members, "BO@")).toHaveLength(1);
});

it("finds nobody before something is typed", () => {
  expect(findPeople(users, [], "  ")).toEqual([]);
});
