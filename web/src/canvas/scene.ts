/**
 * Where everything on the board lies and what it looks like, item by item: what the near layer, the
 * far layer, the minimap and the pointer all look at.
 *
 * Follows the projection, tells what changed with how it was before, and keeps the objects of what
 * did not. Drags in flight are not in it: they are drawn above. Knows neither DOM nor React.
 */
import type { Session } from "../board/session";
import type { Box } from "../doc/edits";
import type { Edge, NodeItem, Point, ResultItem } from "../doc/schema";
import { boxOfLine, heldBy, lineOf, type Line } from "../ink/arrow";
import { kindOf, layoutOf, type Kind, type Layout } from "../items/layout";
import type { Listener } from "../store/store";
import { boxOfCurve, curveOf, type Curve } from "./curve";
import { joined, Spatial } from "./spatial";

export type Piece = {
  readonly id: string;
  readonly kind: Kind;
  readonly item: NodeItem;
  readonly result: ResultItem | undefined;
  readonly expanded: boolean;
  /** As large as somebody is just dragging its corner to. */
  readonly resized: Box | null;
  readonly layout: Layout;
  readonly position: Point;
  readonly box: Box;
};

/** One item as it was and as it is; null where it was not there, or is no more. */
export type SceneChange = { readonly before: Piece | null; readonly after: Piece | null };
/** `wires` are the boxes of the edges that were laid or taken away. */
type ChangeListener = (changes: readonly SceneChange[], wires: readonly Box[]) => void;

export type Wired = { readonly edge: Edge; readonly curve: Curve };

export class Scene {
  readonly spatial = new Spatial();
  private readonly wires = new Spatial();
  private readonly pieces = new Map<string, Piece>();
  private readonly curves = new Map<string, Wired>();
  private readonly wiresOf = new Map<string, Set<string>>();
  /** They follow what they stick to. */
  private readonly arrows = new Set<string>();
  private ranks = new Map<string, number>();
  private order: readonly string[] = [];
  private edges: readonly Edge[] = [];
  private stale = true;
  /** The box around everything, until something changes. */
  private whole: Box | null | undefined;
  private readonly listeners = new Set<Listener>();
  private readonly watchers = new Set<ChangeListener>();
  private stop: (() => void)[] = [];

  constructor(private readonly session: Session) {}

  /** Called when something may have changed; what it is comes with the next look. */
  subscribe(listener: Listener): () => void {
    if (this.listeners.size === 0) this.start();
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop.splice(0).forEach((end) => end());
    };
  }

  /** Called with what has changed, when somebody looks. */
  watch(listener: ChangeListener): () => void {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  }

  get(id: string): Piece | undefined {
    return this.pieces.get(id);
  }

  get size(): number {
    return this.pieces.size;
  }

  rank(id: string): number {
    return this.ranks.get(id) ?? 0;
  }

  all(): Iterable<Piece> {
    return this.pieces.values();
  }

  /** What meets an area, the lowest first. */
  within(area: Box): Piece[] {
    const found: Piece[] = [];
    for (const id of this.spatial.within(area)) {
      const piece = this.pieces.get(id);
      if (piece) found.push(piece);
    }
    return found.sort((a, b) => this.rank(a.id) - this.rank(b.id));
  }

  wire(id: string): Wired | undefined {
    return this.curves.get(id);
  }

  wiresWithin(area: Box): Wired[] {
    const found: Wired[] = [];
    for (const id of this.wires.within(area)) {
      const wired = this.curves.get(id);
      if (wired) found.push(wired);
    }
    return found;
  }

  /** The edges that end at an item. */
  wiresAt(id: string): Wired[] {
    const ids = [...(this.wiresOf.get(id) ?? [])];
    return ids.map((wire) => this.curves.get(wire)).filter((wired) => wired !== undefined);
  }

  /** The arrows that stick to any of these. */
  arrowsAt(ids: ReadonlySet<string>): Piece[] {
    return [...this.arrows].flatMap((id) => {
      const piece = this.pieces.get(id);
      return piece && heldBy(piece.item).some((held) => ids.has(held)) ? [piece] : [];
    });
  }

  /** Where an arrow runs, counted from its corner, with some of the items lying elsewhere. */
  lineAt({ item, position }: Piece, positions: ReadonlyMap<string, Point>): Line {
    const boxOf = (id: string): Box | null => {
      const box = this.pieces.get(id)?.box;
      return box ? { ...box, ...positions.get(id) } : null;
    };
    const { from, to } = lineOf(item, boxOf);
    const inside = ({ x, y }: Point): Point => ({ x: x - position.x, y: y - position.y });
    return { from: inside(from), to: inside(to) };
  }

  /** The box around everything, or around some. */
  bounds(ids?: Iterable<string>): Box | null {
    if (ids) return this.around(ids);
    if (this.whole === undefined) this.whole = this.around(this.pieces.keys());
    return this.whole;
  }

  private around(ids: Iterable<string>): Box | null {
    let box: Box | null = null;
    for (const id of ids) {
      const piece = this.pieces.get(id);
      if (piece) box = joined(box, piece.box);
    }
    return box;
  }

  /** Take in what has changed since the last look. */
  refresh(): void {
    if (!this.stale) return;
    this.stale = false;
    const { view } = this.session;
    const changes: SceneChange[] = [];
    for (const id of view.order) this.take(id, changes);
    for (const id of this.arrows) this.lead(id, changes);
    if (view.order !== this.order) {
      this.order = view.order;
      this.ranks = new Map(view.order.map((id, rank) => [id, rank]));
      for (const [id, before] of this.pieces) {
        if (this.ranks.has(id)) continue;
        this.drop(before, changes);
      }
    }
    const wires = this.rewire(changes);
    if (changes.length === 0 && wires.length === 0) return;
    this.whole = undefined;
    for (const watcher of [...this.watchers]) watcher(changes, wires);
  }

  private start(): void {
    const { view, ui } = this.session;
    this.invalidate();
    this.stop = [
      view.subscribe("all", this.invalidate),
      ui.resizing.subscribe(this.invalidate),
      ui.expanded.subscribe(this.invalidate),
    ];
  }

  private readonly invalidate = (): void => {
    this.stale = true;
    for (const listener of [...this.listeners]) listener();
  };

  private take(id: string, changes: SceneChange[]): void {
    const { view, ui, catalog } = this.session;
    const item = view.node(id);
    if (!item) return;
    const before = this.pieces.get(id) ?? null;
    if (item.hidden) {
      if (before) this.drop(before, changes);
      return;
    }
    const resizing = ui.resizing.get();
    const resized = resizing?.id === id ? resizing.box : null;
    const result = view.result(id);
    const expanded = ui.expanded.get().has(id);
    if (
      before?.item === item &&
      before.result === result &&
      before.expanded === expanded &&
      before.resized === resized
    )
      return;
    const sized = resized ? { ...item, size: { w: resized.w, h: resized.h } } : item;
    const laid = layoutOf(catalog, { item: sized, result, expanded });
    const layout = before && sameLayout(before.layout, laid) ? before.layout : laid;
    const position = resized ? { x: resized.x, y: resized.y } : item.position;
    const box = { ...position, w: layout.width, h: layout.height };
    const kind = kindOf(item.type);
    const after = { id, kind, item, result, expanded, resized, layout, position, box };
    if (kind === "arrow") this.arrows.add(id);
    this.put(before, after, changes);
  }

  private put(before: Piece | null, after: Piece, changes: SceneChange[]): void {
    this.pieces.set(after.id, after);
    this.spatial.set(after.id, after.box);
    changes.push({ before, after });
  }

  private drop(before: Piece, changes: SceneChange[]): void {
    this.pieces.delete(before.id);
    this.arrows.delete(before.id);
    this.spatial.delete(before.id);
    changes.push({ before, after: null });
  }

  /** Lays an arrow between what it sticks to, where that lies now. */
  private lead(id: string, changes: SceneChange[]): void {
    const before = this.pieces.get(id);
    if (!before) return;
    const line = lineOf(before.item, (held) => this.pieces.get(held)?.box ?? null);
    const box = boxOfLine(line);
    const inside = ({ x, y }: Point): Point => ({ x: x - box.x, y: y - box.y });
    const [from, to] = [inside(line.from), inside(line.to)];
    const laid = before.layout.line;
    const isSame = laid && isAt(laid.from, from) && isAt(laid.to, to) && isAt(before.position, box);
    if (isSame) return;
    const layout = { ...before.layout, width: box.w, height: box.h, line: { from, to } };
    this.put(before, { ...before, layout, box, position: { x: box.x, y: box.y } }, changes);
  }

  /** Lay the edges anew that have changed, or that end at what has. */
  private rewire(changes: readonly SceneChange[]): Box[] {
    const { edges } = this.session.view;
    const moved = new Set(changes.map(({ before, after }) => (after ?? before)?.id));
    const boxes: Box[] = [];
    if (edges === this.edges && moved.size === 0) return boxes;
    const kept = new Set<string>();
    for (const edge of edges) {
      kept.add(edge.id);
      const laid = this.curves.get(edge.id);
      if (laid?.edge === edge && !moved.has(edge.source) && !moved.has(edge.target)) continue;
      if (laid) this.unwire(laid, boxes);
      this.lay(edge, boxes);
    }
    for (const [id, wired] of this.curves) if (!kept.has(id)) this.unwire(wired, boxes);
    this.edges = edges;
    return boxes;
  }

  private lay(edge: Edge, boxes: Box[]): void {
    const [source, target] = [this.pieces.get(edge.source), this.pieces.get(edge.target)];
    const curve = source && target && curveOf(edge, source, target);
    if (!curve) return;
    const box = boxOfCurve(curve);
    this.curves.set(edge.id, { edge, curve });
    this.wires.set(edge.id, box);
    boxes.push(box);
    for (const end of [edge.source, edge.target]) {
      const ids = this.wiresOf.get(end) ?? new Set();
      this.wiresOf.set(end, ids.add(edge.id));
    }
  }

  private unwire({ edge, curve }: Wired, boxes: Box[]): void {
    boxes.push(boxOfCurve(curve));
    this.curves.delete(edge.id);
    this.wires.delete(edge.id);
    for (const end of [edge.source, edge.target]) this.wiresOf.get(end)?.delete(edge.id);
  }
}

function isAt(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}

/** An item that only moved is laid out as it was, and need not be drawn anew for it. */
function sameLayout(a: Layout, b: Layout): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    a.pictureTop === b.pictureTop &&
    a.pictureHeight === b.pictureHeight &&
    a.ports.length === b.ports.length &&
    a.ports.every((place, i) => {
      const other = b.ports[i];
      return (
        place.port.name === other?.port.name &&
        place.port.title === other.port.title &&
        place.port.type === other.port.type &&
        place.side === other.side &&
        place.x === other.x &&
        place.y === other.y
      );
    })
  );
}
