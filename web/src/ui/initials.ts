/** Two letters for a name: of its first and last word, or the first of its only one. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter((word) => word !== "");
  const letter = (word: string | undefined) =>
    word === undefined ? "" : String.fromCodePoint(word.codePointAt(0) ?? 63);
  const last = words.length > 1 ? words.at(-1) : undefined;
  return (letter(words[0]) + letter(last)).toLocaleUpperCase() || "?";
}
