/** What is said of a board to those who do not see it: pure. */
import { listed } from "../i18n/format";
import { t, tn } from "../i18n/i18n";

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
    ...said(missing(now, before), (count, names) =>
      tn(count, "{names} is on the board.", "{names} are on the board.", { names }),
    ),
    ...said(missing(before, now), (count, names) =>
      tn(count, "{names} has left.", "{names} have left.", { names }),
    ),
  ];
}

function said(
  people: readonly Person[],
  words: (count: number, names: string) => string,
): string[] {
  const { length } = people;
  if (length === 0) return [];
  const names = people.map(({ name }) => name);
  return [
    words(length, length > MOST_NAMED ? t("{count} people", { count: length }) : listed(names)),
  ];
}

/** Each by name while they are few; of what is wrong always the first. */
export function resultsSaid(ended: readonly Ended[]): string[] {
  const done = ended.filter(({ message }) => message === null).map(({ title }) => title);
  const [wrong, ...others] = ended.filter(({ message }) => message !== null);
  const words: string[] = [];
  if (done.length > MOST_NAMED) words.push(t("{count} results are done.", { count: done.length }));
  else if (done.length > 0)
    words.push(tn(done.length, "{names} is done.", "{names} are done.", { names: listed(done) }));
  if (wrong)
    words.push(
      `${wrong.title}: ${wrong.message ?? ""}${others.length === 0 ? "" : more(others.length)}`,
    );
  return words;
}

function more(count: number): string {
  return ` ${tn(count, "1 more node needs attention.", "{count} more nodes need attention.")}`;
}
