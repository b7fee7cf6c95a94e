import { expect, test } from "vitest";
import { MOST_REACTIONS, readPeer, type Peer } from "./peers";
import { OwnReactions, REACTION_INTERVAL_MS, SeenReactions } from "./reactions";

const HERE = { x: 1, y: 2 };

function peer(client: number, reactions: unknown): Peer {
  const user = { id: "bea", name: "Bea", color: "#445566" };
  const read = readPeer(client, { user, reactions });
  if (!read) throw new Error("a peer with a user is read");
  return read;
}

test("who leans on a key sends no more than can be seen", () => {
  const own = new OwnReactions();
  let sent = 0;
  for (let now = 0; now < 1_000; now += 10) if (own.add("heart", HERE, now)) sent += 1;
  expect(sent).toBe(Math.ceil(1_000 / REACTION_INTERVAL_MS));
  expect(own.add("heart", HERE, 5_000)).toHaveLength(MOST_REACTIONS);
});

test("each stamp is seen once, those of a lost message with the next, and none from before", () => {
  const own = new OwnReactions();
  const seen = new SeenReactions();
  const ids = (said: unknown) => seen.take([peer(7, said)]).map(({ reaction }) => reaction.id);
  const first = own.add("heart", HERE, 0);
  expect(ids(first)).toEqual([]);
  own.add("spark", HERE, 1_000);
  const third = own.add("up", HERE, 2_000);
  expect(ids(third)).toEqual([2, 3]);
  expect(ids(third)).toEqual([]);
  seen.take([]);
  expect(ids(third)).toEqual([]);
});

test("what is no stamp is passed over, and of too many the last are read", () => {
  const many = Array.from({ length: 99 }, (_, id) => ({ id, stamp: "up", x: 0, y: 0 }));
  expect(peer(1, [...many, { id: "x", stamp: "up", x: 0, y: 0 }, 7]).reactions).toHaveLength(2);
  expect(peer(1, many).reactions).toHaveLength(MOST_REACTIONS);
  expect(peer(1, { length: 3 }).reactions).toEqual([]);
});
