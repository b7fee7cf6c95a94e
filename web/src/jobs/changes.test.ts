import { expect, test } from "vitest";
import { moved, take, unknownTo, withChanges, type Change } from "./changes";
import { job, others } from "./fixtures";

const ids = (jobs: readonly { id: string }[]) => jobs.map(({ id }) => id).join("");
const listing = (asked: number, ...names: string[]) => ({
  jobs: names.map((name) => job(name)),
  next: null,
  asked,
});

test("an answer that was overtaken by a newer one is passed over", () => {
  const newer = listing(3, "b");
  expect(take(newer, listing(2, "a"))).toBe(newer);
  expect(take(newer, listing(4, "c")).asked).toBe(4);
});

test("a cancel shows at once, and nothing more can be done to the job", () => {
  const cancel: Change = { kind: "cancel", job: "a", known: null };
  const [a, b] = withChanges(listing(1, "a", "b"), [cancel]);
  expect(a).toMatchObject({ status: "cancelled", position: null, can: { cancel: false } });
  expect(b?.status).toBe("queued");
});

test("what is tried again stays as it ended, and is not tried twice", () => {
  const failed = { ...listing(1), jobs: [job("a", { status: "error" })] };
  const [a] = withChanges(failed, [{ kind: "retry", job: "a", known: null }]);
  expect([a?.status, a?.can.retry]).toEqual(["error", false]);
});

test("a settled change is laid only over answers that cannot know of it", () => {
  const cancel: Change = { kind: "cancel", job: "a", known: 5 };
  expect(withChanges(listing(4, "a"), [cancel])[0]?.status).toBe("cancelled");
  expect(withChanges(listing(5, "a"), [cancel])[0]?.status).toBe("queued");
});

test("a change is kept until every list that is looked at knows of it", () => {
  const changes: Change[] = [
    { kind: "cancel", job: "a", known: 5 },
    { kind: "cancel", job: "b", known: null },
  ];
  expect(unknownTo(changes, [4, 9])).toHaveLength(2);
  expect(ids(unknownTo(changes, [5, 9]).map((change) => ({ id: change.job })))).toBe("b");
  expect(unknownTo(changes, []).map((change) => change.job)).toEqual(["b"]);
});

test("own jobs change places among themselves, others' stay where they are", () => {
  const queue = [
    job("a", { position: 1 }),
    others("X", { position: 2 }),
    job("b", { position: 3 }),
    job("c", { position: 4 }),
  ];
  const first = moved(queue, "c", "a");
  expect(ids(first)).toBe("cXab");
  expect(first.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  expect(ids(moved(queue, "a", null))).toBe("bXca");
  expect(ids(moved(queue, "a", "c"))).toBe("bXac");
});

test("what cannot be moved, or is not there, leaves the order alone", () => {
  const queue = [job("a"), others("X"), job("b")];
  expect(moved(queue, "X", "a")).toBe(queue);
  expect(moved(queue, "a", "gone")).toBe(queue);
  expect(moved(queue, "a", "X")).toBe(queue);
});
