/** What is said of a board to those who do not see it: pure. */

type Person = { readonly id: string; readonly name: string };

/** `message` says what is wrong; null when it came to a result. */
export type Ended = { readonly title: string; readonly message: string | null };

const MOST_NAMED = 3;

export function comingAndGoing(
  before: readonly Person[],
  now: readonly Person[],
  me: string,
): string[] {
  const missing = (from: readonly Person[], others: readonly Person[]): Person[] =>
    from.filter(({ id }) => id !== me && !others.some((other) => other.id === id));
  return [
    ...sentence(missing(now, before), "is on the board.", "are on the board."),
    ...sentence(missing(before, now), "has left.", "have left."),
  ];
}

function sentence(people: readonly Person[], one: string, many: string): string[] {
  if (people.length === 0) return [];
  return [`${listed(people.map(({ name }) => name))} ${people.length === 1 ? one : many}`];
}

/** Each by name while they are few; of what is wrong always the first. */
export function resultsSaid(ended: readonly Ended[]): string[] {
  const done = ended.filter(({ message }) => message === null).map(({ title }) => title);
  const [wrong, ...others] = ended.filter(({ message }) => message !== null);
  const words: string[] = [];
  if (done.length > MOST_NAMED) words.push(`${done.length} results are done.`);
  else if (done.length > 0) words.push(`${listed(done)} ${done.length === 1 ? "is" : "are"} done.`);
  if (wrong)
    words.push(
      `${wrong.title}: ${wrong.message ?? ""}${others.length === 0 ? "" : more(others.length)}`,
    );
  return words;
}

function more(count: number): string {
  return ` ${count} more ${count === 1 ? "node needs" : "nodes need"} attention.`;
}

function listed(names: readonly string[]): string {
  if (names.length > MOST_NAMED) return `${names.length} people`;
  return names.length < 2
    ? (names[0] ?? "")
    : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
