import { expect, test } from "vitest";
import { createStore } from "../store/store";
import { readPeer, type Peer } from "./peers";
import type { Presence } from "./presence";
import { Pursuit, type Transform } from "./pursuit";
import type { Following, Together } from "./together";

const SIZE = { w: 1_000, h: 500 };
const ADA = { id: "ada", name: "Ada", color: "#112233" };

function chase(why: Following["why"], { jumps = false } = {}) {
  const following = createStore<Following | null>({ client: 7, person: ADA, why });
  const together = { following, leave: () => following.set(null) } as unknown as Together;
  let peer: Peer | null = null;
  const presence = { peer: () => peer } as unknown as Presence;
  let transform: Transform = [0, 0, 1];
  let next: ((now: number) => void) | null = null;
  let now = 0;
  const pursuit: Pursuit = new Pursuit(presence, together, {
    transform: () => transform,
    size: () => SIZE,
    move: (to) => {
      transform = to;
      pursuit.moved();
    },
    zooms: { least: 0.02, most: 4 },
    frame: (draw) => {
      next = draw;
      return () => (next = null);
    },
    jumps,
  });
  const looksAt = (x: number, y: number): void => {
    peer = readPeer(7, { user: ADA, viewport: { x, y, ...SIZE } });
    pursuit.update();
  };
  /** Draws frames until nothing moves; how many it took. */
  const settle = (most = 200): number => {
    let frames = 0;
    while (next && frames < most) {
      const draw: (now: number) => void = next;
      next = null;
      now += 16;
      draw(now);
      frames += 1;
    }
    return frames;
  };
  const pan = (by: number): void => {
    transform = [transform[0] + by, transform[1], transform[2]];
    pursuit.moved();
  };
  return { following, looksAt, settle, pan, at: () => transform };
}

test("a view eases to where the other is, and rests there", () => {
  const { looksAt, settle, at, following } = chase("chosen");
  looksAt(400, 300);
  expect(settle()).toBeGreaterThan(5);
  expect(at()).toEqual([-400, -300, 1]);
  expect(following.get()).not.toBeNull();
  looksAt(410, 300);
  expect(settle()).toBeGreaterThan(1);
  expect(at()).toEqual([-410, -300, 1]);
});

test("one's own hand ends it, its own moves do not", () => {
  const { looksAt, settle, pan, at, following } = chase("chosen");
  looksAt(400, 300);
  settle(3);
  expect(following.get()).not.toBeNull();
  pan(20);
  expect(following.get()).toBeNull();
  const before = at();
  settle();
  expect(at()).toEqual(before);
});

test("a jump ends where the other is", () => {
  const { looksAt, settle, at, following } = chase("jump");
  looksAt(400, 300);
  settle();
  expect(at()).toEqual([-400, -300, 1]);
  expect(following.get()).toBeNull();
});

test("with reduced motion it is there at once", () => {
  const { looksAt, settle, at } = chase("chosen", { jumps: true });
  looksAt(400, 300);
  expect(settle()).toBe(1);
  expect(at()).toEqual([-400, -300, 1]);
});
