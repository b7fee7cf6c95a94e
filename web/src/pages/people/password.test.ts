import { expect, it } from "vitest";
import { generatePassword } from "./password";

it("is four groups of five letters that cannot be misread", () => {
  expect(generatePassword()).toMatch(/^([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}$/);
});

it("takes every letter equally often", () => {
  const seen = new Map<string, number>();
  for (let byte = 0; byte < 256; byte += 1) {
    const letter = generatePassword((bytes) => bytes.fill(byte)).slice(0, 1);
    seen.set(letter, (seen.get(letter) ?? 0) + 1);
  }
  expect([...seen.values()]).toEqual(Array(32).fill(8));
});
