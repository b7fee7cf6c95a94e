/**
 * Arithmetic on `#rrggbb` colours: contrast, and which ink is readable on a colour.
 * Knows nothing of themes or of the page.
 */
const DARK_INK = "#10131f";
const LIGHT_INK = "#ffffff";

/** `#rrggbb` in lower case from what a person may type (`#abc`, `AABBCC`), or null. */
export function parseHex(text: string): string | null {
  const digits = text.trim().replace(/^#/, "").toLowerCase();
  if (/^[0-9a-f]{6}$/.test(digits)) return `#${digits}`;
  if (/^[0-9a-f]{3}$/.test(digits)) return `#${digits.replace(/./g, "$&$&")}`;
  return null;
}

function channels(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Relative luminance after WCAG 2, 0 to 1. */
export function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map((byte) => {
    const v = byte / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio after WCAG 2, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The ink that reads best on a colour, such as a name on a person's colour. */
export function inkOn(color: string): string {
  const hex = parseHex(color);
  if (hex === null) return DARK_INK;
  return contrast(hex, DARK_INK) >= contrast(hex, LIGHT_INK) ? DARK_INK : LIGHT_INK;
}
