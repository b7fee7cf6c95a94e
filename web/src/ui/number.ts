/** Reading, stepping and writing the numbers of a field. Knows nothing of the page. */
import { t } from "../i18n/i18n";
export type NumberLimits = {
  min?: number | undefined;
  max?: number | undefined;
  integer?: boolean | undefined;
  /** Only whole multiples of it. */
  multiple?: number | undefined;
};

export type ReadNumber = { value: number } | { problem: string };

/** "Enter a whole number from 1 to 8192.": what is expected. */
export function askFor({ min, max, integer }: NumberLimits): string {
  const kind = integer === true ? t("a whole number") : t("a number");
  if (min !== undefined && max !== undefined)
    return t("Enter {kind} from {min} to {max}.", { kind, min, max });
  if (min !== undefined) return t("Enter {kind} of at least {min}.", { kind, min });
  if (max !== undefined) return t("Enter {kind} of at most {max}.", { kind, max });
  return t("Enter {kind}.", { kind });
}

export function clamp(value: number, { min = -Infinity, max = Infinity }: NumberLimits): number {
  return Math.min(max, Math.max(min, value));
}

/** Rounds away the dust of binary fractions, and to whole numbers or multiples where asked. */
export function tidy(value: number, limits: NumberLimits): number {
  const { multiple } = limits;
  if (multiple !== undefined) return clamp(Math.round(value / multiple) * multiple, limits);
  const rounded = limits.integer === true ? Math.round(value) : Number(value.toFixed(6));
  return clamp(rounded, limits);
}

const NUMBER = "[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[-+]?\\d+)?";
const SUM = new RegExp(`^(${NUMBER})\\s*(?:([-+*/×])\\s*(${NUMBER}))?$`, "i");

function calculate(a: number, sign: string, b: number): number {
  if (sign === "+") return a + b;
  if (sign === "-") return a - b;
  return sign === "/" ? a / b : a * b;
}

/** What was typed, as a number within the limits: `512`, `0,5`, `1024 / 2`. */
export function readNumber(text: string, limits: NumberLimits): ReadNumber {
  const match = SUM.exec(text.trim().replace(",", ".").replace("−", "-"));
  const [, first, sign, second] = match ?? [];
  let value = first === undefined ? NaN : Number(first);
  if (sign !== undefined && second !== undefined) value = calculate(value, sign, Number(second));
  if (!Number.isFinite(value)) return { problem: askFor(limits) };
  return { value: tidy(value, limits) };
}

/** The step of a field that names none: 1 for whole numbers, a hundredth of a small range. */
export function naturalStep({ min, max, integer, multiple }: NumberLimits): number {
  if (multiple !== undefined) return multiple;
  if (integer === true) return 1;
  if (min === undefined || max === undefined) return 0.1;
  const range = max - min;
  return range <= 5 ? 0.01 : range <= 20 ? 0.1 : 1;
}

export function formatNumber(value: number): string {
  return String(Number(value.toFixed(4)));
}
