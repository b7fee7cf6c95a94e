import { expect, test } from "vitest";
import type { PastResult } from "../../api/library";
import { CATALOG } from "../../doc/fixtures";
import { readResult } from "../../doc/read";
import { differences, entriesOf } from "./entries";

const SPEC = CATALOG.get("image.solid");

function run(fingerprint: string, rest: Partial<PastResult> = {}): PastResult {
  return {
    fingerprint,
    type: "image.solid",
    outputs: { image: { asset: fingerprint, mime: "image/png", width: 4, height: 2 } },
    count: 1,
    duration_ms: 3,
    made_at: 1,
    person: null,
    params: { width: 64 },
    inputs: {},
    ...rest,
  };
}

function now(fingerprint: string) {
  return readResult({ ...run(fingerprint), status: "done" }) ?? undefined;
}

test("what is shown now comes first until it is kept, and is marked wherever it stands", () => {
  const fresh = entriesOf(now("c"), [run("b"), run("a")]);
  expect(fresh.map(({ fingerprint, isCurrent }) => [fingerprint, isCurrent])).toEqual([
    ["c", true],
    ["b", false],
    ["a", false],
  ]);
  const back = entriesOf(now("a"), [run("b"), run("a")]);
  expect(back.map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
  expect(back[1]?.picture?.asset).toBe("a");
});

test("what came to words shows them", () => {
  const [entry] = entriesOf(undefined, [run("a", { outputs: { text: { value: "warm light" } } })]);
  expect(entry).toMatchObject({ picture: null, words: "warm light" });
});

test("a run says how it differs in the words of its node", () => {
  if (!SPEC) throw new Error("the fixtures have it");
  const before = run("a", { inputs: { color: "x" } });
  expect(
    differences(run("b", { params: { width: 32 }, inputs: { color: "x" } }), before, SPEC),
  ).toEqual(["Width 64 → 32"]);
  expect(differences(run("b"), before, SPEC)).toEqual(["color came in otherwise"]);
  expect(differences(run("b", { inputs: { color: "x" } }), before, SPEC)).toEqual([]);
});
