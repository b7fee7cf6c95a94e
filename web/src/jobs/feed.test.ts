import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Job, Page } from "../api/types";
import { createStore } from "../store/store";
import { Feed } from "./feed";
import { job } from "./fixtures";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A feed whose questions are answered by hand. */
function feed() {
  const asked: { answer: (...names: string[]) => void; fail: () => void }[] = [];
  const visible = createStore(true);
  let number = 0;
  const subject = new Feed({
    ask: () =>
      new Promise<Page<Job>>((resolve, reject) => {
        asked.push({
          answer: (...names) => resolve({ items: names.map((name) => job(name)), next: null }),
          fail: () => reject(new Error("away")),
        });
      }),
    number: () => (number += 1),
    visible,
  });
  const names = () => subject.shown.get().jobs.map(({ id }) => id);
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  return { subject, asked, visible, names, pass };
}

test("it asks when it is looked at, again after each answer, and no more when nobody looks", async () => {
  const { subject, asked, names, pass } = feed();
  const leave = subject.watch(1_000);
  await pass(0);
  expect(asked).toHaveLength(1);
  await pass(5_000);
  expect(asked).toHaveLength(1);
  asked[0]?.answer("a");
  await pass(999);
  expect(names()).toEqual(["a"]);
  expect(asked).toHaveLength(1);
  await pass(1);
  expect(asked).toHaveLength(2);
  leave();
  asked[1]?.answer("b");
  await pass(10_000);
  expect(asked).toHaveLength(2);
});

test("a late answer does not overwrite a newer one", async () => {
  const { subject, asked, names, pass } = feed();
  void subject.refresh();
  void subject.refresh();
  asked[1]?.answer("new");
  await pass(0);
  asked[0]?.answer("old");
  await pass(0);
  expect(names()).toEqual(["new"]);
});

test("a hidden page asks nothing, and at once when it is seen again", async () => {
  const { subject, asked, visible, pass } = feed();
  visible.set(false);
  subject.watch(1_000);
  await pass(60_000);
  expect(asked).toHaveLength(0);
  visible.set(true);
  await pass(0);
  expect(asked).toHaveLength(1);
});

test("the quickest of those who look sets the pace", async () => {
  const { subject, asked, pass } = feed();
  subject.watch(2_500);
  const leave = subject.watch(1_000);
  await pass(0);
  asked[0]?.answer();
  await pass(1_000);
  expect(asked).toHaveLength(2);
  leave();
  asked[1]?.answer();
  await pass(2_499);
  expect(asked).toHaveLength(2);
  await pass(1);
  expect(asked).toHaveLength(3);
});

test("a failure keeps the list, says so, and is tried again more slowly", async () => {
  const { subject, asked, names, pass } = feed();
  subject.watch(1_000);
  await pass(0);
  asked[0]?.answer("a");
  await pass(1_000);
  asked[1]?.fail();
  await pass(0);
  expect(names()).toEqual(["a"]);
  expect(subject.shown.get().problem).not.toBeNull();
  await pass(4_999);
  expect(asked).toHaveLength(2);
  await pass(1);
  asked[2]?.answer("b");
  await pass(0);
  expect(subject.shown.get().problem).toBeNull();
});

test("a nudge asks soon, once for several", async () => {
  const { subject, asked, pass } = feed();
  subject.watch(60_000);
  await pass(0);
  asked[0]?.answer();
  await pass(0);
  subject.nudge();
  subject.nudge();
  await pass(1_000);
  expect(asked).toHaveLength(2);
});
