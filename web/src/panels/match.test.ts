import { expect, test } from "vitest";
import { matchScore } from "./match";

test("what begins with the words typed comes before what only contains them", () => {
  const names = ["Noise image.noise", "Note note", "Contact sheet image.contact", "Footnote x"];
  const found = names
    .filter((name) => matchScore(name, "note") > 0)
    .sort((a, b) => matchScore(b, "note") - matchScore(a, "note"));
  expect(found).toEqual(["Note note", "Footnote x"]);
  expect(matchScore("Contact sheet", "sheet")).toBeGreaterThan(matchScore("Contact sheet", "tact"));
});

test("a description is found when no name is", () => {
  expect(matchScore("Blur", "soft", ["Softens a picture."])).toBeGreaterThan(0);
  expect(matchScore("Blur", "sharp", ["Softens a picture."])).toBe(0);
});
