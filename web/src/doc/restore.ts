/**
 * How a board would have to change to be as it was when an earlier result was made: pure.
 *
 * The renderer names a result by what it was made of, so a board that is so again shows it again,
 * without running anything.
 */
import type { PastNode, Recipe } from "../api/library";
import { t } from "../i18n/i18n";
import { defaultsOf, titleOf, type Catalog } from "./catalog";
import type { NodeChange } from "./edits";
import type { Json, Mode, NodeItem, Source } from "./schema";

export type Restoring = {
  readonly changes: ReadonlyMap<string, NodeChange>;
  /** Why it cannot be done, as a sentence; null when it can. */
  readonly problem: string | null;
};

type Board = {
  readonly node: (id: string) => NodeItem | undefined;
  readonly childrenOf: (id: string) => readonly NodeItem[];
};

export function restoring({ nodes, missing }: Recipe, view: Board, catalog: Catalog): Restoring {
  const changes = new Map<string, NodeChange>();
  const fail = (problem: string): Restoring => ({ changes: new Map(), problem });
  if (missing.length > 0) return fail(t("What this result was made of is not kept any more."));
  for (const [id, past] of Object.entries(nodes)) {
    const item = view.node(id);
    if (item?.type !== past.type) return fail(t("A node this result was made of was deleted."));
    if (past.children && !holds(view, item, past.children)) {
      return fail(
        t("“{title}” held other items when this result was made.", {
          title: titleOf(item, catalog),
        }),
      );
    }
    const lost = Object.values(past.inputs).find(({ node }) => !view.node(node));
    if (lost) return fail(t("A node this result was made of was deleted."));
    const change = changeOf(item, past, catalog);
    if (change) changes.set(id, change);
  }
  return { changes, problem: null };
}

/** What must be asked for before it is shown: these wait for somebody's word. */
export function waiting(
  changes: Iterable<string>,
  view: Pick<Board, "node">,
  catalog: Catalog,
  isPaused: boolean,
): string[] {
  return [...changes].filter((id) => {
    const item = view.node(id);
    const spec = item && catalog.get(item.type);
    if (!spec || spec.mode === "source") return false;
    return isPaused || modeOf(item, catalog) === "manual";
  });
}

function holds(view: Board, frame: NodeItem, past: readonly string[]): boolean {
  const now = view
    .childrenOf(frame.id)
    .filter(({ inputs }) => Object.values(inputs).every(({ node }) => node !== frame.id))
    .map(({ id }) => id);
  return now.length === past.length && past.every((id) => now.includes(id));
}

function changeOf(item: NodeItem, past: PastNode, catalog: Catalog): NodeChange | null {
  const params = changedParams(item, past.params, catalog);
  const isSameInputs = sameInputs(item.inputs, past.inputs);
  const mode = changedMode(item, past.mode, catalog);
  if (Object.keys(params).length === 0 && isSameInputs && mode === undefined) return null;
  return {
    params,
    ...(isSameInputs ? {} : { inputs: past.inputs }),
    ...(mode === undefined ? {} : { mode }),
  };
}

/** Those that are other than the node's, which has the spec's where it has none. */
export function changedParams(
  item: NodeItem,
  params: Readonly<Record<string, Json>>,
  catalog: Catalog,
): Record<string, Json> {
  const spec = catalog.get(item.type);
  const now = { ...(spec ? defaultsOf(spec) : {}), ...item.params };
  return Object.fromEntries(
    Object.entries(params).filter(([name, value]) => !isSame(now[name] ?? null, value)),
  );
}

function isSame(one: Json, other: Json): boolean {
  if (typeof one === "string" && typeof other === "string" && /^#[0-9a-f]{6}$/i.test(one)) {
    return one.toLowerCase() === other.toLowerCase();
  }
  return JSON.stringify(one) === JSON.stringify(other);
}

function sameInputs(
  one: Readonly<Record<string, Source>>,
  other: Readonly<Record<string, Source>>,
): boolean {
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => one[key]?.node === other[key]?.node && one[key]?.port === other[key]?.port)
  );
}

/** A node that ran then is not bypassed now; whether it waits to be run is left as it is. */
function changedMode(item: NodeItem, past: Mode, catalog: Catalog): Mode | null | undefined {
  const now = modeOf(item, catalog);
  const runs = (mode: Mode): boolean => mode === "live" || mode === "manual";
  if (now === past || (runs(now) && runs(past))) return undefined;
  return past === ownMode(item, catalog) ? null : past;
}

function modeOf(item: NodeItem, catalog: Catalog): Mode {
  return item.mode ?? ownMode(item, catalog);
}

function ownMode(item: NodeItem, catalog: Catalog): Mode {
  return catalog.get(item.type)?.mode === "manual" ? "manual" : "live";
}
