/**
 * The board as React Flow wants it: arrays of nodes and edges whose objects change only with what
 * they show.
 *
 * Sizes and ports are supplied, so that items out of sight are never mounted to be measured.
 */
import { Position, type Edge as FlowEdge, type Node as FlowNode } from "@xyflow/react";
import type { PortType } from "../api/types";
import type { Session } from "../board/session";
import { inputPort, titleOf } from "../doc/catalog";
import type { Edge, NodeItem, Point, ResultItem } from "../doc/schema";
import { kindOf, layoutOf, type Kind, type Layout } from "../items/layout";
import type { Listener } from "../store/store";
import { remotePositions } from "./remoteDrags";

export type ItemNode = FlowNode<{ layout: Layout }, Kind>;
export type WireEdge = FlowEdge<{ type: PortType | null }, "wire">;

/** A wire ends in the middle of its port, under the shape: for it, a port is a point. */
const PORT_SIZE = 1;

type Shown = {
  readonly item: NodeItem;
  readonly result: ResultItem | undefined;
  readonly expanded: boolean;
  readonly selected: boolean;
  readonly dragging: boolean;
  readonly position: Point;
  readonly box: unknown;
  readonly rank: number;
};

export class Flow {
  private nodes: ItemNode[] = [];
  private edges: WireEdge[] = [];
  private readonly shown = new Map<string, { by: Shown; node: ItemNode }>();
  private wires = new Map<Edge, WireEdge>();
  private stale = true;
  private readonly listeners = new Set<Listener>();
  private stop: (() => void)[] = [];

  constructor(private readonly session: Session) {}

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
    const { view, ui, presence } = this.session;
    this.stale = true;
    this.stop = [
      view.subscribe("all", this.invalidate),
      presence.subscribe("drags", this.onDrags),
      ...[ui.selection, ui.edgeSelection, ui.drag, ui.resizing, ui.expanded].map((store) =>
        store.subscribe(this.invalidate),
      ),
    ];
  }

  private hadDrags = false;

  /** Cursors move all the time; only drags move items. */
  private readonly onDrags = (): void => {
    const has = [...this.session.presence.others()].some((peer) => peer.dragging !== null);
    if (has || this.hadDrags) this.invalidate();
    this.hadDrags = has;
  };

  private readonly invalidate = (): void => {
    this.stale = true;
    for (const listener of [...this.listeners]) listener();
  };

  private refresh(): void {
    if (!this.stale) return;
    this.stale = false;
    const { view } = this.session;
    const moved = remotePositions(this.session);
    const nodes = view.order.map((id, rank) => this.nodeFor(id, rank, moved));
    const next = nodes.filter((node) => node !== null);
    if (next.length !== this.nodes.length || next.some((node, i) => node !== this.nodes[i])) {
      this.nodes = next;
    }
    for (const id of this.shown.keys()) if (!view.node(id)) this.shown.delete(id);
    this.refreshEdges();
  }

  private nodeFor(id: string, rank: number, moved: ReadonlyMap<string, Point>): ItemNode | null {
    const { view, ui } = this.session;
    const item = view.node(id);
    if (!item) return null;
    const resizing = ui.resizing.get();
    const box = resizing?.id === id ? resizing.box : null;
    const by: Shown = {
      item,
      result: view.result(id),
      expanded: ui.expanded.get().has(id),
      selected: ui.selection.get().has(id),
      dragging: ui.drag.get().has(id),
      position: box ?? ui.drag.get().get(id) ?? moved.get(id) ?? item.position,
      box,
      rank,
    };
    const before = this.shown.get(id);
    if (before && same(before.by, by)) return before.node;
    const node = this.build(by, box, before);
    this.shown.set(id, { by, node });
    return node;
  }

  private build(
    by: Shown,
    box: { w: number; h: number } | null,
    before: { by: Shown; node: ItemNode } | undefined,
  ): ItemNode {
    const { catalog, canEdit } = this.session;
    const item = box ? { ...by.item, size: box } : by.item;
    const kept =
      before?.by.item === by.item &&
      before.by.result === by.result &&
      before.by.expanded === by.expanded &&
      !box &&
      !before.by.box;
    const layout = kept ? before.node.data.layout : layoutOf(catalog, { ...by, item });
    const { width, height } = layout;
    return {
      id: item.id,
      type: kindOf(item.type),
      position: { x: by.position.x, y: by.position.y },
      data: kept ? before.node.data : { layout },
      width,
      height,
      measured: { width, height },
      handles: kept ? (before.node.handles ?? []) : handlesOf(layout),
      selected: by.selected,
      dragging: by.dragging,
      draggable: canEdit && !item.locked,
      connectable: canEdit,
      // Frames lie under the edges, everything else over them.
      zIndex: item.type === "frame" ? by.rank - 100_000 : by.rank + 1,
      ariaLabel: titleOf(item, catalog),
    };
  }

  private refreshEdges(): void {
    const { view, ui, canEdit } = this.session;
    const selection = ui.edgeSelection.get();
    const wires = new Map<Edge, WireEdge>();
    for (const edge of view.edges) {
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
      ariaLabel: `From ${this.titleOf(edge.source)} to ${this.titleOf(edge.target)}`,
    };
  }
}

function same(a: Shown, b: Shown): boolean {
  return (
    a.item === b.item &&
    a.result === b.result &&
    a.expanded === b.expanded &&
    a.selected === b.selected &&
    a.dragging === b.dragging &&
    a.position.x === b.position.x &&
    a.position.y === b.position.y &&
    a.box === b.box &&
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
