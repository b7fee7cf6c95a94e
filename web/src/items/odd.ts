/** What the renderer found odd about a result, in words. Pure. */
import type { Odd, ResultItem } from "../doc/schema";
import { fromServer, t, text, type Text } from "../i18n/i18n";

export type Said = Odd & {
  /** How many of a list it is about, and of how many. */
  readonly count: number;
  readonly total: number;
};

const NOTHING: readonly Said[] = [];

/** Each thing that is odd once, whatever of a list it is about. */
export function oddOf(result: ResultItem | undefined): readonly Said[] {
  const outputs = Object.values(result?.outputs ?? {});
  const said = new Map<string, Said>();
  for (const list of outputs) {
    for (const output of list) {
      for (const odd of "odd" in output ? (output.odd ?? []) : []) {
        const before = said.get(odd.message);
        said.set(odd.message, { ...odd, count: (before?.count ?? 0) + 1, total: list.length });
      }
    }
  }
  return said.size > 0 ? [...said.values()] : NOTHING;
}

/** For a mark on a picture. */
export function inShort({ verdict, message }: Odd): string {
  const short = SHORT[verdict];
  return short === undefined ? fromServer(message) : t(short);
}

const SHORT: Readonly<Record<string, Text>> = {
  flat: text("One color all over"),
  non_finite: text("Broken pixels"),
  wrong_size: text("Another size"),
  another_seed: text("Another seed"),
  left_out: text("Prompt cut short"),
  withheld: text("Blurred as unfit"),
};

/** With what to do about it, as the renderer says it. */
export function inFull({ message, count, total }: Said): string {
  const words = fromServer(message);
  return total > 1 ? t("{count} of {total}: {words}.", { count, total, words }) : `${words}.`;
}
