/** Every edge that could be drawn from an item or to it. Pure. */
import { inputPortsOf, titleOf, type Catalog } from "../doc/catalog";
import type { Projection } from "../doc/projection";
import type { Source } from "../doc/schema";
import { canConnect } from "../doc/validate";
import { t } from "../i18n/i18n";

export type Side = "from" | "to";

export type Possible = {
  readonly source: Source;
  readonly target: string;
  readonly port: string;
  readonly many: boolean;
  /** The other item and the two ports, as they are read. */
  readonly title: string;
  readonly ports: string;
};

type Board = { readonly view: Pick<Projection, "node" | "all">; readonly catalog: Catalog };

/** What could feed an item, or what it could feed, in drawing order. */
export function possibleEdges(board: Board, id: string, side: Side): Possible[] {
  const others = board.view.all().filter((item) => item.id !== id);
  return others.flatMap((other) => {
    const [source, target] = side === "from" ? [other.id, id] : [id, other.id];
    const title = titleOf(other, board.catalog);
    return edgesBetween(board, source, target).map((edge) => ({ ...edge, title }));
  });
}

function edgesBetween({ view, catalog }: Board, from: string, to: string) {
  const [a, b] = [view.node(from), view.node(to)];
  const [source, target] = [a && catalog.get(a.type), b && catalog.get(b.type)];
  if (!source || !b || !target) return [];
  return source.outputs.flatMap((output) =>
    inputPortsOf(target, b)
      .filter(
        ({ name }) =>
          canConnect(view, catalog, { node: from, port: output.name }, { node: to, key: name }) ===
          null,
      )
      .map(({ name, many, title }) => ({
        source: { node: from, port: output.name },
        target: to,
        port: name,
        many,
        ports: t("{output} to {input}", {
          output: output.title,
          input: title === "+" ? t("a new input") : title,
        }),
      })),
  );
}
