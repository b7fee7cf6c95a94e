/**
 * Sentences of the server in another language. They arrive with their values in them, so a key such
 * as "Waits for {node}, which has no result" is also a pattern. What stands in a gap is translated in
 * its turn, since it may be a port's name; what nobody knows stays as the server said it.
 */
import { filled, type Language } from "./i18n";

type Pattern = { readonly matches: RegExp; readonly names: readonly string[]; readonly to: string };

/** Gaps are within gaps no deeper than that. */
const DEEPEST = 3;

export function servedIn(
  language: Language,
  texts: Readonly<Record<string, string>>,
): (text: string) => string {
  let patterns: readonly Pattern[] | null = null;

  const known = (text: string, depth: number): string | null => {
    const exact = Object.hasOwn(texts, text) ? texts[text] : undefined;
    if (exact !== undefined || depth > DEEPEST) return exact ?? null;
    patterns ??= patternsOf(texts);
    for (const { matches, names, to } of patterns) {
      const [, ...found] = matches.exec(text) ?? [];
      if (found.length === 0) continue;
      const values = names.map((name, i) => [name, translate(found[i] ?? "", depth + 1)] as const);
      return filled(to, Object.fromEntries(values));
    }
    return null;
  };
  const translate = (text: string, depth: number): string => known(text, depth) ?? text;
  /** Several problems of a node come as one text: each is a sentence by itself. */
  return (text) => {
    const sentences = text.split(". ");
    const each = sentences.map((sentence) => known(sentence, 0));
    if (sentences.length > 1 && !each.includes(null)) {
      return each.map((said, i) => begun(said ?? "", sentences[i] ?? "")).join(". ");
    }
    return begun(translate(text, 0), text);
  };

  /** What begins with a value begins with a capital all the same, where the English does. */
  function begun(said: string, english: string): string {
    if (!/^\p{Lu}/u.test(english)) return said;
    return said.charAt(0).toLocaleUpperCase(language) + said.slice(1);
  }
}

/** Those that say the most come first: "Connect {type} to {port}" before "Connect {type}". */
function patternsOf(texts: Readonly<Record<string, string>>): readonly Pattern[] {
  const said = ([key]: readonly [string, string]): number => key.replace(/\{\w+\}/g, "").length;
  return Object.entries(texts)
    .filter(([key]) => /\{\w+\}/.test(key))
    .sort((a, b) => said(b) - said(a))
    .map(patternOf);
}

function patternOf([key, to]: readonly [string, string]): Pattern {
  const names: string[] = [];
  const parts = key.split(/\{(\w+)\}/).map((part, i) => {
    if (i % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    names.push(part);
    return "(.+?)";
  });
  return { matches: new RegExp(`^${parts.join("")}$`, "su"), names, to };
}
