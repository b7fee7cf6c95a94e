import { expect, test } from "vitest";
import { durationLabel } from "../items/duration";
import { BEN, MIA } from "./fixtures";
import { adviceFor, endWords, leftWords, ownerWords, placeWords, shortOwnerWords } from "./words";

const place = (position: number | null) => placeWords({ status: "queued", position });

test("a job that waits says how far it is from its turn", () => {
  expect([1, 2, 3, 4, 11, 22, null].map(place)).toEqual([
    "Next",
    "2nd in line",
    "3rd in line",
    "4th in line",
    "11th in line",
    "22nd in line",
    "Waiting",
  ]);
  expect(placeWords({ status: "running", position: 0 })).toBe("Rendering");
});

test("what nobody wanted any more is told from what somebody called off", () => {
  const error = { code: "cancelled", message: "Called off" };
  expect(endWords({ status: "cancelled", error })).toBe("Cancelled");
  expect(endWords({ status: "cancelled", error: null })).toBe("No longer wanted");
  expect(endWords({ status: "done", error: null })).toBe("Done");
});

test("an estimate is no more exact than it can be", () => {
  const left = (seconds: number) => leftWords(seconds * 1_000, 0);
  expect([-5, 2, 7, 42, 58, 200, 3_590, 5_400, 7_200].map(left)).toEqual([
    "almost done",
    "almost done",
    "7 s left",
    "40 s left",
    "1 min left",
    "3 min left",
    "60 min left",
    "1 h 30 min left",
    "2 h left",
  ]);
  expect(leftWords(null, 0)).toBe("");
});

test("one's own work is told from others'", () => {
  expect(ownerWords(MIA, "mia")).toBe("You run this");
  expect(ownerWords(BEN, "mia")).toBe("Ben runs this");
  expect(ownerWords(null, "mia")).toBe("Somebody runs this");
  expect(shortOwnerWords({ ...BEN, name: "Ben van den Berg" }, "mia")).toBe("Ben runs this");
});

test("every error of a run comes with what to do", () => {
  const codes = ["failed", "out_of_memory", "timeout", "quarantined"];
  expect(codes.map(adviceFor).every((advice) => advice !== null)).toBe(true);
  expect(adviceFor("missing_input")).toBeNull();
});

test("durations go from milliseconds to hours", () => {
  expect([0.2, 312, 1_240, 59_990, 60_000, 75_400, 3_780_000].map(durationLabel)).toEqual([
    "1 ms",
    "312 ms",
    "1.2 s",
    "59.9 s",
    "1 min",
    "1 min 15 s",
    "1 h 3 min",
  ]);
});
