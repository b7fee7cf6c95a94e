import { expect, test } from "vitest";
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { Presence } from "./presence";
import { Together } from "./together";

/** People on one board whose awareness reaches the others when `talk` is called. */
function board(...names: string[]) {
  const people = names.map((name, i) => {
    const doc = new Y.Doc();
    doc.clientID = i + 1;
    const awareness = new Awareness(doc);
    const person = { id: name, name, color: "#112233" };
    let now = 0;
    const presence = new Presence(awareness, person, () => (now += 1_000));
    const said: string[] = [];
    const together = new Together(
      presence,
      name,
      () => now,
      (sentence) => said.push(sentence),
    );
    return { awareness, presence, together, said };
  });
  const gone = new Set<number>();
  const talk = (): void => {
    for (const [i, { awareness }] of people.entries()) {
      if (gone.has(i)) continue;
      const update = encodeAwarenessUpdate(awareness, [awareness.clientID]);
      for (const other of people) {
        if (other.awareness !== awareness) applyAwarenessUpdate(other.awareness, update, "socket");
      }
    }
  };
  const who = (i: number) => {
    const person = people[i];
    if (!person) throw new Error(`nobody is number ${i}`);
    return person;
  };
  const leave = (i: number): void => {
    who(i).awareness.setLocalState(null);
    const update = encodeAwarenessUpdate(who(i).awareness, [i + 1]);
    gone.add(i);
    for (const { awareness } of people.filter((_, other) => other !== i)) {
      applyAwarenessUpdate(awareness, update, "socket");
    }
  };
  talk();
  return { people, who, talk, leave };
}

test("a person is followed until they leave the board, and who follows is told", () => {
  const { who, leave } = board("Ada", "Ben");
  const ada = who(0);
  ada.together.follow("Ben");
  expect(ada.together.following.get()).toMatchObject({ client: 2, why: "chosen" });
  leave(1);
  expect(ada.together.following.get()).toBeNull();
  expect(ada.said).toEqual(["Ben has left the board."]);
});

test("who is followed knows it, so as to tell more often where they look", () => {
  const { who, talk } = board("Ada", "Ben");
  who(0).together.follow("Ben");
  talk();
  expect(who(1).presence.isWatched).toBe(true);
  who(0).together.toggle("Ben");
  talk();
  expect(who(1).presence.isWatched).toBe(false);
});

test("nobody follows who follows them, however many are between", () => {
  const { who, talk } = board("Ada", "Ben", "Cem");
  who(0).together.follow("Ben");
  talk();
  who(1).together.follow("Cem");
  talk();
  who(2).together.follow("Ada");
  expect(who(2).together.following.get()).toBeNull();
  expect(who(2).said).toEqual(["Ada already follows you."]);
});

test("of two who follow each other at once, one gives way", () => {
  const { people, who, talk } = board("Ada", "Ben");
  who(0).together.follow("Ben");
  who(1).together.follow("Ada");
  talk();
  expect(people.map(({ together }) => together.following.get() !== null)).toEqual([true, false]);
});

test("a presenter asks everybody, brings those who accept, and lets them go at the end", () => {
  const { who, talk } = board("Ada", "Ben", "Cem");
  const [ada, ben, cem] = [who(0), who(1), who(2)];
  ada.together.present();
  talk();
  expect(ben.together.invitation.get()).toMatchObject({ person: { id: "Ada" } });
  ben.together.accept();
  cem.together.decline();
  talk();
  expect(ben.together.following.get()).toMatchObject({ client: 1, why: "presented" });
  expect(cem.together.following.get()).toBeNull();
  expect(cem.together.invitation.get()).toBeNull();
  ada.together.endPresenting();
  talk();
  expect(ben.together.following.get()).toBeNull();
  expect(ben.said).toEqual(["Ada is no longer presenting."]);
  ada.together.present();
  talk();
  expect(cem.together.invitation.get()).not.toBeNull();
});

test("a presentation ends with the presenter's line", () => {
  const { who, talk, leave } = board("Ada", "Ben", "Cem");
  who(0).together.present();
  talk();
  who(1).together.accept();
  leave(0);
  expect(who(1).together.following.get()).toBeNull();
  expect(who(2).together.invitation.get()).toBeNull();
});

test("of two who present at once, one goes on", () => {
  const { people, who, talk } = board("Ada", "Ben", "Cem");
  who(0).together.present();
  who(1).together.present();
  talk();
  expect(people.map(({ together }) => together.presenting.get())).toEqual([true, false, false]);
  expect(who(2).together.invitation.get()).toMatchObject({ person: { id: "Ada" } });
});
