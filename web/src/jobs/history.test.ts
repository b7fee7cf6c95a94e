import { expect, test } from "vitest";
import type { Job, Page } from "../api/types";
import { createStore } from "../store/store";
import { Feed } from "./feed";
import { job } from "./fixtures";
import { History, join } from "./history";

const named = (...names: string[]) => names.map((name) => job(name, { status: "done" }));
const ids = (jobs: readonly Job[]) => jobs.map(({ id }) => id).join("");

test("a newer page goes before what is known from before it", () => {
  expect(ids(join(named("e", "d", "c"), named("d", "c", "b", "a")))).toBe("edcba");
});

test("what runs again is history no more", () => {
  expect(ids(join(named("d", "b"), named("d", "c", "b", "a")))).toBe("dba");
});

test("when there is a gap, only the newest page is known", () => {
  expect(ids(join(named("z", "y"), named("b", "a")))).toBe("zy");
});

test("older pages stay when the newest changes", async () => {
  const newest: Page<Job>[] = [
    { items: named("d", "c"), next: "c" },
    { items: named("e", "d"), next: "d" },
  ];
  let asked = 0;
  const feed = new Feed({
    ask: () => Promise.resolve(newest[asked - 1] ?? { items: [], next: null }),
    number: () => (asked += 1),
    visible: createStore(false),
  });
  const pages: string[] = [];
  const history = new History(feed, (after) => {
    pages.push(after);
    return Promise.resolve({ items: named("b", "a"), next: null });
  });
  const leave = history.watch(1_000);
  await feed.refresh();
  expect([ids(history.shown.get().jobs), history.shown.get().more]).toEqual(["dc", true]);
  await history.more();
  expect([ids(history.shown.get().jobs), history.shown.get().more]).toEqual(["dcba", false]);
  await feed.refresh();
  expect(ids(history.shown.get().jobs)).toBe("edcba");
  expect(pages).toEqual(["c"]);
  leave();
});
