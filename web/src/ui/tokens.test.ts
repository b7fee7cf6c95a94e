import { describe, expect, it } from "vitest";
import { contrast, inkOn, parseHex } from "./color";
import css from "./tokens.css?raw";

type Theme = "light" | "dark";
const THEMES: Theme[] = ["light", "dark"];

function token(name: string, theme: Theme): string {
  const pair = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`).exec(css);
  const one = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(css);
  const color = pair?.[theme === "light" ? 1 : 2] ?? one?.[1];
  if (color === undefined) throw new Error(`tokens.css has no colour --${name}`);
  return color;
}

const GROUNDS = ["canvas", "surface", "raised"];
const names = (prefix: string) =>
  [...css.matchAll(new RegExp(`--(${prefix}-[a-z0-9]+):`, "g"))].map((match) => match[1] ?? "");

describe.each(THEMES)("the %s theme", (theme) => {
  const ratio = (a: string, b: string) => contrast(token(a, theme), token(b, theme));

  it.each(["text", "text-quiet", "text-faint", "accent", "good", "warn", "bad"])(
    "reads --%s at 4.5:1 on every ground",
    (ink) => {
      for (const ground of [...GROUNDS, "hover"]) {
        expect(ratio(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it.each([
    ["on-accent", "accent"],
    ["on-accent", "accent-hover"],
    ["on-bad", "bad"],
    ["on-bad", "bad-hover"],
    ["good", "good-wash"],
    ["warn", "warn-wash"],
    ["bad", "bad-wash"],
    ["text", "accent-wash"],
    ["text", "press"],
  ])("reads --%s at 4.5:1 on --%s", (ink, ground) => {
    expect(ratio(ink, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it("shows the edges of controls and every port at 3:1", () => {
    for (const mark of ["line-control", ...names("port")]) {
      for (const ground of GROUNDS) {
        expect(ratio(mark, ground), `${mark} on ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it("shows each person's colour at 3:1 and their name on it at 4.5:1", () => {
    expect(names("presence")).toHaveLength(10);
    for (const person of names("presence")) {
      expect(ratio("on-presence", person), person).toBeGreaterThanOrEqual(4.5);
      expect(contrast(inkOn(token(person, theme)), token(person, theme))).toBeGreaterThanOrEqual(
        4.5,
      );
      for (const ground of GROUNDS) {
        expect(ratio(person, ground), `${person} on ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });
});

describe("a typed colour", () => {
  it("is read with or without the hash, in three or six digits", () => {
    expect(parseHex("#ABC")).toBe("#aabbcc");
    expect(parseHex(" ff8800 ")).toBe("#ff8800");
  });

  it("is refused when it is not one", () => {
    expect(parseHex("#12345")).toBeNull();
    expect(parseHex("red")).toBeNull();
  });
});
