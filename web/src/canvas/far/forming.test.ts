import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Forming } from "./forming";

const open = new Set<string>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", (source: string) =>
    Promise.resolve({ ok: true, blob: () => Promise.resolve(source) }),
  );
  vi.stubGlobal("createImageBitmap", (source: string) => {
    open.add(source);
    return Promise.resolve({ source, close: () => open.delete(source) });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  open.clear();
});

test("a preview takes the place of the one before once it is there, which is let go of", async () => {
  const look = vi.fn();
  const forming = new Forming();
  forming.subscribe(look);
  expect(forming.get("n", "https://a/1")).toBeNull();
  await vi.waitFor(() => expect(look).toHaveBeenCalledOnce());
  expect(forming.get("n", "https://a/2")).toMatchObject({ source: "https://a/1" });
  await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(2));
  expect(forming.get("n", "https://a/2")).toMatchObject({ source: "https://a/2" });
  expect([...open]).toEqual(["https://a/2"]);
  forming.dispose();
  expect(open.size).toBe(0);
});

test("what has ended stays while its result is fetched, then looks once more and is gone", async () => {
  const look = vi.fn();
  const forming = new Forming();
  forming.subscribe(look);
  forming.get("n", "https://a/1");
  await vi.waitFor(() => expect(look).toHaveBeenCalledOnce());
  expect([...forming.left(() => true, 0)]).toEqual([]);
  expect([...forming.left(() => false, 0)].map(([node]) => node)).toEqual(["n"]);
  vi.advanceTimersByTime(1_000);
  expect(look).toHaveBeenCalledTimes(2);
  expect([...forming.left(() => false, 1_000)]).toEqual([]);
  expect(open.size).toBe(0);
});
