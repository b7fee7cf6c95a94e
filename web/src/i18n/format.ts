/** Lists, numbers and times as they are written in the person's language. */
import { language } from "./i18n";

/** English lists are joined the British way: without a comma before the last "and". */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat(language === "en" ? "en-GB" : language).format(names);
}

/**
 * A text as it is compared when something is looked for: `İSTEM`, `istem` and `ıstem` are the same,
 * and so are letters with and without their marks, since not every keyboard has them.
 */
export function folded(text: string): string {
  const lower = text.toLocaleLowerCase(language).normalize("NFD");
  return lower.replace(/\p{M}/gu, "").replaceAll("ı", "i");
}

const ENDINGS: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd" };

/** The place in an order: `2nd`, and in Turkish `2.`. */
export function ordinal(place: number): string {
  if (language !== "en") return `${place}.`;
  return `${place}${ENDINGS[new Intl.PluralRules("en", { type: "ordinal" }).select(place)] ?? "th"}`;
}

/** With one digit after the point, or the comma. */
export function tenths(value: number): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language, digits).format(value);
}
