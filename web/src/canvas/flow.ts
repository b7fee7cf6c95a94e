/**
 * The board as React Flow wants it: arrays of nodes and edges whose objects change only with what
 * they show.
 *
 * Sizes and ports are supplied, so that items out of sight are never mounted to be measured. Which
 * items it gets at all is said by `Layers`: near those around what is seen, since React Flow goes
 * through all it has in every frame; from afar those that must not be unmounted.
 */
import { Position, type Edge as FlowEdge, type Node as FlowNode } from "@xyflow/react";
import type { PortType } from "../api/types";
import type { Session } from "../board/session";
import { NO_DRAG } from "../board/ui";
import { inputPort, labelOf, titleOf } from "../doc/catalog";
import type { Edge, Point } from "../doc/schema";
import { t } from "../i18n/i18n";
import { heldBy } from "../ink/arrow";
import type { Kind, Layout } from "../items/layout";
import type { Listener } from "../store/store";
import type { Layers } from "./layers";
import type { Piece, Scene } from "./scene";

export type ItemNode = FlowNode<{ layout: Layout }, Kind>;
export type WireEdge = FlowEdge<{ type: PortType | null }, "wire">;

/** A wire ends in the middle of its port, under the shape: for it, a port is a point. */
const PORT_SIZE = 1;
const NO_EDGES: WireEdge[] = [];

type Shown = {
  readonly piece: Piece;
  readonly selected: boolean;
  /** Never culled: dragged, focused or playing. React Flow knows only the first of these. */
  readonly held: boolean;
  readonly position: Point;
  readonly rank: number;
};

export class Flow {
  private nodes: ItemNode[] = [];
  private edges: WireEdge[] = [];
  private readonly shown = new Map<string, { by: Shown; node: ItemNode }>();
  private wires = new Map<Edge, WireEdge>();
  private stale = true;
  private drag = NO_DRAG;
  private readonly listeners = new Set<Listener>();
  private stop: (() => void)[] = [];

  constructor(
    private readonly session: Session,
    private readonly scene: Scene,
    private readonly layers: Layers,
  ) {}

  readonly subscribe = (listener: Listener): (() => void) => {
    if (this.listeners.size === 0) this.start();
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop.splice(0).forEach((end) => end());
    };
  };

  readonly getNodes = (): ItemNode[] => {
    this.refresh();
    return this.nodes;
  };

  readonly getEdges = (): WireEdge[] => {
    this.refresh();
    return this.edges;
  };

  private start(): void {
    const { ui } = this.session;
    this.stale = true;
    this.drag = ui.drag.get();
    const { mounted, held, near } = this.layers;
    const stores = [ui.selection, ui.edgeSelection, mounted, held, near];
    this.stop = [
      this.scene.subscribe(this.invalidate),
      ui.drag.subscribe(this.dragged),
      ...stores.map((store) => store.subscribe(this.invalidate)),
    ];
  }

  /** Each step of a drag is made by hand: only what is dragged concerns React Flow. */
  private readonly dragged = (): void => {
    const drag = this.session.ui.drag.get();
    const isSame =
      drag.size === this.drag.size && [...drag.keys()].every((id) => this.drag.has(id));
    this.drag = drag;
    if (!isSame) this.invalidate();
  };

  private readonly invalidate = (): void => {
    if (this.stale) return;
    this.stale = true;
    for (const listener of [...this.listeners]) listener();
  };

  private refresh(): void {
    if (!this.stale) return;
    this.stale = false;
    this.scene.refresh();
    const { view } = this.session;
    const next = this.ids()
      .map((id) => this.nodeFor(id))
      .filter((node) => node !== null);
    if (next.length !== this.nodes.length || next.some((node, i) => node !== this.nodes[i])) {
      this.nodes = next;
    }
    for (const id of this.shown.keys()) if (!view.node(id)) this.shown.delete(id);
    this.refreshEdges();
  }

  /** In drawing order, which is the order in which the keyboard goes through them. */
  private ids(): readonly string[] {
    const { view } = this.session;
    const mounted = this.layers.mounted.get();
    const held = this.layers.held.get();
    const wanted = mounted === "all" ? this.atHand() : mounted;
    return view.order.filter((id) => wanted.has(id) || held.has(id));
  }

  /** What lies around what is seen, is at the other end of an edge there, or moves with the hand. */
  private atHand(): ReadonlySet<string> {
    const near = this.layers.near.get();
    const { ui, view } = this.session;
    if (near === null) return new Set(view.order);
    const ids = this.scene.spatial.within(near);
    for (const { edge } of this.scene.wiresWithin(near)) ids.add(edge.source).add(edge.target);
    for (const id of ui.selection.get()) ids.add(id);
    for (const id of this.drag.keys()) ids.add(id);
    return ids;
  }

  private nodeFor(id: string): ItemNode | null {
    const { ui } = this.session;
    const piece = this.scene.get(id);
    if (!piece) return null;
    const drag = ui.drag.get().get(id);
    const by: Shown = {
      piece,
      selected: ui.selection.get().has(id),
      held: drag !== undefined || this.layers.held.get().has(id),
      position: drag ?? piece.position,
      rank: this.scene.rank(id),
    };
    const before = this.shown.get(id);
    if (before && same(before.by, by)) return before.node;
    const node = this.build(by, before);
    this.shown.set(id, { by, node });
    return node;
  }

  private build(by: Shown, before: { by: Shown; node: ItemNode } | undefined): ItemNode {
    const { catalog, canEdit } = this.session;
    const { item, layout, kind } = by.piece;
    const kept = before?.by.piece.layout === layout;
    const { width, height } = layout;
    return {
      id: item.id,
      type: kind,
      position: { x: by.position.x, y: by.position.y },
      data: kept ? before.node.data : { layout },
      width,
      height,
      measured: { width, height },
      handles: kept ? (before.node.handles ?? []) : handlesOf(layout),
      selected: by.selected,
      dragging: by.held,
      draggable: canEdit && !item.locked && heldBy(item).length === 0,
      connectable: canEdit,
      // Frames lie under the edges, everything else over them.
      zIndex: item.type === "frame" ? by.rank - 100_000 : by.rank + 1,
      ariaLabel: labelOf(item, catalog),
    };
  }

  private refreshEdges(): void {
    if (this.layers.mounted.get() !== "all") {
      this.edges = NO_EDGES;
      return;
    }
    const { view, ui, canEdit } = this.session;
    const selection = ui.edgeSelection.get();
    const wires = new Map<Edge, WireEdge>();
    const given = new Set(this.nodes.map(({ id }) => id));
    for (const edge of view.edges) {
      if (!given.has(edge.source) || !given.has(edge.target)) continue;
      const selected = selection.has(edge.id);
      const before = this.wires.get(edge);
      wires.set(edge, before?.selected === selected ? before : this.wire(edge, selected, canEdit));
    }
    const next = [...wires.values()];
    this.wires = wires;
    if (next.length !== this.edges.length || next.some((edge, i) => edge !== this.edges[i])) {
      this.edges = next;
    }
  }

  private titleOf(id: string): string {
    const item = this.session.view.node(id);
    return item ? titleOf(item, this.session.catalog) : "";
  }

  private wire(edge: Edge, selected: boolean, canEdit: boolean): WireEdge {
    const { view, catalog } = this.session;
    const target = view.node(edge.target);
    const spec = target && catalog.get(target.type);
    const type = (spec && inputPort(spec, edge.key)?.type) ?? null;
    return {
      id: edge.id,
      type: "wire",
      source: edge.source,
      sourceHandle: edge.sourcePort,
      target: edge.target,
      targetHandle: edge.port,
      data: { type },
      selected,
      reconnectable: canEdit,
      focusable: true,
      ariaLabel: t("From {source} to {target}", {
        source: this.titleOf(edge.source),
        target: this.titleOf(edge.target),
      }),
    };
  }
}

function same(a: Shown, b: Shown): boolean {
  return (
    a.piece === b.piece &&
    a.selected === b.selected &&
    a.held === b.held &&
    a.position.x === b.position.x &&
    a.position.y === b.position.y &&
    a.rank === b.rank
  );
}

function handlesOf(layout: Layout): NonNullable<ItemNode["handles"]> {
  return layout.ports.map(({ port, side, x, y }) => ({
    id: port.name,
    type: side === "input" ? ("target" as const) : ("source" as const),
    position: side === "input" ? Position.Left : Position.Right,
    x: x - PORT_SIZE / 2,
    y: y - PORT_SIZE / 2,
    width: PORT_SIZE,
    height: PORT_SIZE,
  }));
}
