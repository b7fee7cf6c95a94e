import { folded } from "../i18n/format";

/** How well a name answers what was typed: by the beginnings of its words first. */
export function matchScore(name: string, typed: string, keywords: readonly string[] = []): number {
  const query = folded(typed.trim());
  if (query === "") return 1;
  const lower = folded(name);
  if (lower.startsWith(query)) return 1;
  if (hasWord(lower, query)) return 0.8;
  if (lower.includes(query)) return 0.5;
  const words = folded(keywords.join(" "));
  return hasWord(words, query) ? 0.3 : words.includes(query) ? 0.1 : 0;
}

function hasWord(text: string, beginning: string): boolean {
  return text.split(/[\s.,:;()]+/).some((word) => word.startsWith(beginning));
}
