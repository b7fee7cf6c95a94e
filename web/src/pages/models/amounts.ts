/** Sizes and counts as people say them, in their language. */
import { language } from "../../i18n/i18n";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** Three digits at most: 6.94 GB, 82 kB. In thousands, as disks and downloads are counted. */
export function bytes(count: number): string {
  let step = 0;
  while (count >= 999.5 && step < UNITS.length - 1) {
    count /= 1000;
    step += 1;
  }
  const format = { style: "unit", unit: UNITS[step] ?? "byte", unitDisplay: "short" } as const;
  return new Intl.NumberFormat(language, { ...format, maximumSignificantDigits: 3 }).format(count);
}

/** Parameters of a network: 2.57B, 860M. */
export function parameters(count: number): string {
  const format = { notation: "compact", maximumSignificantDigits: 3 } as const;
  return new Intl.NumberFormat(language, format).format(count);
}
