import { expect, it } from "vitest";
import { paletteOf } from "./palette";

/** So many pixels of each color. */
function picture(...parts: [color: string, count: number][]): number[] {
  return parts.flatMap(([color, count]) => {
    const value = Number.parseInt(color.slice(1), 16);
    const pixel = [value >> 16, (value >> 8) & 255, value & 255, 255];
    return Array.from({ length: count }, () => pixel).flat();
  });
}

it("finds the colors there are, the most common first", () => {
  const pixels = picture(["#ffb703", 20], ["#3a0ca3", 50], ["#ffffff", 30]);
  expect(paletteOf(pixels, 5)).toEqual(["#3a0ca3", "#ffffff", "#ffb703"]);
});

it("finds a small accent beside large grounds", () => {
  const pixels = picture(["#202020", 480], ["#242424", 240], ["#282828", 200], ["#e01010", 20]);
  expect(paletteOf(pixels, 2)[1]).toBe("#e01010");
});

it("gives as many as were asked for of a picture of many, the same every time", () => {
  const pixels: number[] = [];
  for (let i = 0; i < 4096; i += 1) pixels.push(i % 256, (i * 7) % 256, (i >> 4) % 256, 255);
  const found = paletteOf(pixels, 5);
  expect(new Set(found).size).toBe(5);
  for (const color of found) expect(color).toMatch(/^#[0-9a-f]{6}$/);
  expect(paletteOf(pixels, 5)).toEqual(found);
});

it("leaves out what is transparent, and has nothing to say of nothing", () => {
  expect(paletteOf([255, 0, 0, 0, 0, 0, 255, 255], 5)).toEqual(["#0000ff"]);
  expect(paletteOf([], 5)).toEqual([]);
});
