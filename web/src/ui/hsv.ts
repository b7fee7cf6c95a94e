/** Hue (degrees), saturation and value (0 to 1) of a colour, for picking one by eye. Pure. */
export type Hsv = { h: number; s: number; v: number };

export function hsvOf(hex: string): Hsv {
  const number = Number.parseInt(hex.slice(1), 16);
  const [r, g, b] = [number >> 16, (number >> 8) & 255, number & 255].map((x) => x / 255) as [
    number,
    number,
    number,
  ];
  const v = Math.max(r, g, b);
  const span = v - Math.min(r, g, b);
  const sector =
    span === 0
      ? 0
      : v === r
        ? ((g - b) / span + 6) % 6
        : v === g
          ? (b - r) / span + 2
          : (r - g) / span + 4;
  return { h: sector * 60, s: v === 0 ? 0 : span / v, v };
}

export function hexOf({ h, s, v }: Hsv): string {
  const channel = (offset: number) => {
    const k = (offset + h / 60) % 6;
    const level = v - v * s * Math.max(0, Math.min(k, 4 - k, 1));
    return Math.round(level * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(5)}${channel(3)}${channel(1)}`;
}
