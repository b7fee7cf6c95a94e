/** Styles as a node keeps them: each with its words, copied when it was chosen. Pure. */
import type { Json } from "../api/types";

export type Style = { readonly name: string; readonly words: string; readonly avoid: string };

/** So many at once, as the server has it. */
export const MOST_STYLES = 8;

export function stylesIn(value: Json | undefined): Style[] {
  return (Array.isArray(value) ? value : []).flatMap((each) => {
    if (typeof each !== "object" || each === null || Array.isArray(each)) return [];
    const { name, words, avoid } = each;
    if (typeof name !== "string" || name === "") return [];
    return [{ name, words: textOr(words), avoid: textOr(avoid) }];
  });
}

export function isSame(a: Style, b: Style): boolean {
  return a.name === b.name && a.words === b.words && a.avoid === b.avoid;
}

export function hasAll(chosen: readonly Style[], some: readonly Style[]): boolean {
  return some.every((style) => chosen.some((other) => isSame(style, other)));
}

/** With `some`, or without them where they are all there. */
export function toggled(chosen: readonly Style[], some: readonly Style[]): Style[] {
  const others = chosen.filter((style) => !some.some((other) => isSame(style, other)));
  return hasAll(chosen, some) ? others : [...others, ...some].slice(0, MOST_STYLES);
}

function textOr(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
