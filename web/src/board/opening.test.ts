import { expect, test, vi } from "vitest";
import { createStore, type Store } from "../store/store";
import { Opening } from "./opening";
import type { Session } from "./session";

function board(): Store<Session> {
  return createStore({ leave: vi.fn() } as unknown as Session);
}

test("a board is opened once until it is shown, and again when it is opened after that", () => {
  const opening = new Opening();
  const first = opening.take("a", board);
  expect(opening.take("a", board)).toBe(first);
  opening.shown(first);
  expect(opening.take("a", board)).not.toBe(first);
});

test("one that was never shown is left when another is opened", () => {
  const opening = new Opening();
  const first = opening.take("a", board);
  opening.take("b", board);
  expect(first.get().leave).toHaveBeenCalledOnce();
});
