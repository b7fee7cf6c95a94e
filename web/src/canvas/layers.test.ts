import { expect, test } from "vitest";
import { createUi } from "../board/ui";
import { FAR_ZOOM, Layers } from "./layers";

function setUp(count: number) {
  const ids = Array.from({ length: count }, (_, i) => `n${i}`);
  const frames: (() => void)[] = [];
  const timers: (() => void)[] = [];
  const time = { now: 0 };
  const ui = createUi();
  const clock = {
    now: () => time.now,
    nextFrame: (step: () => void) => frames.push(step),
    later: (step: () => void) => timers.push(step),
  };
  const layers = new Layers({ ui }, clock);
  layers.inView = () => ids;
  const frame = (ms = 16): void => {
    time.now += ms;
    frames.splice(0).forEach((step) => step());
  };
  /** Until the zoom counts as at rest. */
  const rest = (): void => frame(200);
  const mounted = (): number => {
    const now = layers.mounted.get();
    return now === "all" ? count : now.size;
  };
  return { ui, layers, frame, frames, timers, mounted, rest };
}

test("nothing is mounted before the board has been brought into view", () => {
  const { layers, mounted } = setUp(40);
  layers.zoomed(1);
  expect(mounted()).toBe(0);
  expect(layers.bitmap.get()).toBe(false);
});

test("going away, items stay until the bitmap is complete", () => {
  const { layers, frame, mounted } = setUp(5);
  layers.begin(1);
  frame();
  expect(mounted()).toBe(5);
  layers.zoomed(FAR_ZOOM - 0.01);
  expect([layers.far.get(), layers.bitmap.get(), mounted()]).toEqual([true, true, 5]);
  layers.complete();
  expect(mounted()).toBe(0);
});

test("coming near, items are mounted a few at a time, and the bitmap goes last", () => {
  const { layers, frame, frames, timers, mounted, rest } = setUp(200);
  layers.begin(0.1);
  layers.zoomed(0.5);
  frame();
  expect(mounted()).toBe(0);
  rest();
  const counts: number[] = [mounted()];
  while (frames.length > 0) {
    frame();
    counts.push(mounted());
  }
  expect(counts[0]).toBeLessThan(20);
  expect(counts.every((count, i) => i === 0 || count > (counts[i - 1] ?? 0))).toBe(true);
  expect(layers.mounted.get()).toBe("all");
  expect(layers.bitmap.get()).toBe(true);
  timers.forEach((step) => step());
  expect(layers.bitmap.get()).toBe(false);
});

test("a machine that is slow gets fewer at once", () => {
  const fast = setUp(200);
  const slow = setUp(200);
  for (const { layers } of [fast, slow]) layers.begin(0.5);
  for (let i = 0; i < 3; i += 1) {
    fast.frame(16);
    slow.frame(60);
  }
  expect(slow.mounted()).toBeLessThan(fast.mounted());
});

test("turning back half-way mounts no more, and leaves no second march", () => {
  const { layers, frame, frames, mounted, rest } = setUp(200);
  layers.begin(0.1);
  layers.zoomed(0.5);
  rest();
  layers.zoomed(0.1);
  const before = mounted();
  frame();
  expect(mounted()).toBe(before);
  layers.zoomed(0.5);
  expect(frames).toHaveLength(1);
});

test("what is held for any reason is held, until the last reason is gone", () => {
  const { ui, layers } = setUp(10);
  layers.begin(1);
  layers.hold("focus", new Set(["a"]));
  ui.editing.set("a");
  layers.hold("focus", new Set());
  expect([...layers.held.get()]).toEqual(["a"]);
  ui.editing.set(null);
  expect(layers.held.get().size).toBe(0);
});

test("a drag begun near keeps its items mounted from afar; one begun afar mounts none", () => {
  const { ui, layers } = setUp(10);
  layers.begin(1);
  ui.drag.set(new Map([["a", { x: 0, y: 0 }]]));
  layers.zoomed(0.1);
  layers.complete();
  expect(layers.held.get().has("a")).toBe(true);
  ui.drag.set(new Map());
  ui.drag.set(new Map([["b", { x: 0, y: 0 }]]));
  expect(layers.held.get().size).toBe(0);
});

test("items are had at hand around what is seen, until one looks past them or much closer", () => {
  const { layers } = setUp(10);
  layers.look({ x: 0, y: 0, w: 1_000, h: 600 });
  const near = layers.near.get();
  expect(near).toEqual({ x: -400, y: -400, w: 1_800, h: 1_400 });
  layers.look({ x: 390, y: -390, w: 1_000, h: 600 });
  expect(layers.near.get()).toBe(near);
  layers.look({ x: 410, y: 0, w: 1_000, h: 600 });
  expect(layers.near.get()).toMatchObject({ x: 10, y: -400 });
  layers.look({ x: 500, y: 100, w: 200, h: 120 });
  expect(layers.near.get()).toEqual({ x: 420, y: 20, w: 360, h: 280 });
});

test("the board has been drawn once what is in view is mounted, or is on the bitmap", () => {
  const near = setUp(3);
  near.layers.begin(1);
  expect(near.layers.drawn.get()).toBe(true);
  const far = setUp(3);
  far.layers.begin(0.1);
  expect(far.layers.drawn.get()).toBe(false);
  far.layers.complete();
  expect(far.layers.drawn.get()).toBe(true);
});
