import { expect, test } from "vitest";
import { matches, shortcutLabel, type KeyPress } from "./shortcut";

function press(key: string, rest: Partial<KeyPress> = {}): KeyPress {
  const none = { metaKey: false, ctrlKey: false, shiftKey: false, altKey: false };
  return { key, code: "", ...none, ...rest };
}

test("Mod is Command on a Mac and Control elsewhere", () => {
  expect(matches("Mod+Z", press("z", { metaKey: true }), true)).toBe(true);
  expect(matches("Mod+Z", press("z", { ctrlKey: true }), false)).toBe(true);
  expect(matches("Mod+Z", press("z", { ctrlKey: true }), true)).toBe(false);
  expect(matches("Mod+Z", press("Z", { ctrlKey: true, shiftKey: true }), false)).toBe(false);
});

test("a digit with Shift is known by its key, whatever sign the layout gives", () => {
  expect(matches("Shift+1", press("!", { code: "Digit1", shiftKey: true }), false)).toBe(true);
  expect(matches("Shift+1", press("1", { code: "Digit1" }), false)).toBe(false);
});

test("a sign matches wherever the layout has it", () => {
  expect(matches("?", press("?", { shiftKey: true }), false)).toBe(true);
  expect(matches("/", press("/"), false)).toBe(true);
  expect(matches("V", press("v", { ctrlKey: true }), false)).toBe(false);
});

test("shortcuts are shown in the system's manner", () => {
  expect(shortcutLabel("Mod+Shift+Z", true)).toBe("⌘⇧Z");
  expect(shortcutLabel("Mod+Shift+Z", false)).toBe("Ctrl+Shift+Z");
});
