/** Who writes in which item, read from what everybody says of themselves: pure. */
import type { Caret, Peer, PersonOnBoard } from "./peers";

export type Editor = {
  readonly client: number;
  readonly person: PersonOnBoard;
  readonly field: string;
  readonly caret: Caret | null;
};

export type Editors = Map<string, readonly Editor[]>;

export const NO_EDITORS: readonly Editor[] = [];

export function editorsOf(peers: Iterable<Peer>): Editors {
  const editors: Editors = new Map();
  for (const { client, person, editing } of peers) {
    if (!editing) continue;
    const { node, field, caret } = editing;
    editors.set(node, [...(editors.get(node) ?? []), { client, person, field, caret }]);
  }
  return editors;
}

/** The items whose writers are others than before, and those where at least a caret moved. */
export function changesOf(
  before: ReadonlyMap<string, readonly Editor[]>,
  after: ReadonlyMap<string, readonly Editor[]>,
): { who: string[]; carets: string[] } {
  const nodes = [...new Set([...before.keys(), ...after.keys()])];
  const differ = (part: (editor: Editor) => unknown) => (node: string) =>
    JSON.stringify(before.get(node)?.map(part)) !== JSON.stringify(after.get(node)?.map(part));
  return {
    who: nodes.filter(differ(({ person, field }) => [person.id, person.name, field])),
    carets: nodes.filter(differ(({ client, field, caret }) => [client, field, caret])),
  };
}
