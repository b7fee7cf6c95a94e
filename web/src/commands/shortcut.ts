/** Keyboard shortcuts as text such as `Mod+Shift+Z`: matching an event, and showing them. */

export type KeyPress = {
  readonly key: string;
  readonly code: string;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
};

/** `Mod` is Command on a Mac and Control elsewhere. */
export function matches(shortcut: string, press: KeyPress, mac: boolean): boolean {
  const parts = shortcut.split("+");
  const key = parts.pop() ?? "";
  const wants = (name: string): boolean => parts.includes(name);
  if ((mac ? press.metaKey : press.ctrlKey) !== wants("Mod")) return false;
  if ((mac ? press.ctrlKey : press.metaKey) || press.altKey !== wants("Alt")) return false;
  if (/^\d$/.test(key)) return press.code === `Digit${key}` && press.shiftKey === wants("Shift");
  const symbol = key.length === 1 && !/[a-z]/i.test(key);
  // Where a sign sits on the keyboard, and whether it takes Shift, is the layout's business.
  if (!symbol && press.shiftKey !== wants("Shift")) return false;
  // With Alt some keyboards give another letter or sign than the one on the key.
  const isOther = wants("Alt") && !/^[a-z]$/i.test(press.key);
  if (isOther && /^[a-z]$/i.test(key)) return press.code === `Key${key.toUpperCase()}`;
  return press.key.toLowerCase() === key.toLowerCase();
}

const MAC_SIGNS: Readonly<Record<string, string>> = { Mod: "⌘", Shift: "⇧", Alt: "⌥" };
const KEY_SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Delete: "Del",
  Backspace: "⌫",
};

export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

export function shortcutLabel(shortcut: string, mac = isMac()): string {
  const parts = shortcut.split("+").map((part) => {
    if (mac) return MAC_SIGNS[part] ?? KEY_SIGNS[part] ?? part;
    return part === "Mod" ? "Ctrl" : (KEY_SIGNS[part] ?? part);
  });
  return parts.join(mac ? "" : "+");
}
