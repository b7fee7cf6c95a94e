/** Drawing edges: what may connect, what a drop on the empty canvas means, taking an end off. */
import {
  useReactFlow,
  type Connection,
  type FinalConnectionState,
  type ReactFlowProps,
} from "@xyflow/react";
import { useMemo, useRef } from "react";
import { useSession } from "../board/context";
import type { Session } from "../board/session";
import type { PendingLink } from "../board/ui";
import { inputPort, outputPort } from "../doc/catalog";
import { canConnect } from "../doc/validate";
import { inputFor, outputFor } from "./aim";
import type { ItemNode, WireEdge } from "./flow";

type Handlers = Pick<
  ReactFlowProps<ItemNode, WireEdge>,
  | "isValidConnection"
  | "onConnect"
  | "onConnectEnd"
  | "onReconnect"
  | "onReconnectStart"
  | "onReconnectEnd"
>;

export function useConnecting(): Handlers {
  const session = useSession();
  const flow = useReactFlow();
  /** React Flow tells of a re-drawn edge as of a new one too. */
  const reconnecting = useRef(false);
  return useMemo(() => {
    const handlers: Handlers = {
      isValidConnection: ({ source, sourceHandle, target, targetHandle }) =>
        canConnect(
          session.view,
          session.catalog,
          { node: source, port: sourceHandle ?? "" },
          { node: target, key: targetHandle ?? "" },
        ) === null,
      onConnect: (connection) => connect(session, connection),
      onReconnect: (edge, connection) => connect(session, connection, edge.id),
      onReconnectStart: () => {
        reconnecting.current = true;
      },
      onReconnectEnd: (_event, edge, _type, state) => {
        reconnecting.current = false;
        if (state.isValid !== true && state.toHandle === null) session.edits.disconnect([edge.id]);
      },
      onConnectEnd: (event, state) => {
        if (reconnecting.current || state.isValid === true || state.toHandle !== null) return;
        const link = pendingLink(session, state);
        const point = "changedTouches" in event ? event.changedTouches[0] : event;
        const under = point && document.elementFromPoint(point.clientX, point.clientY);
        if (!link || !under) return;
        const item = under.closest<HTMLElement>(".react-flow__node")?.dataset.id;
        if (item !== undefined) connectTo(session, link, item);
        if (!under.classList.contains("react-flow__pane")) return;
        const held = link.side === "input" ? heldEdge(session, link.target, link.port.name) : null;
        if (held !== null) {
          session.edits.disconnect([held]);
          return;
        }
        const at = flow.screenToFlowPosition({ x: point.clientX, y: point.clientY });
        session.ui.search.set({ at, link });
      },
    };
    return handlers;
  }, [session, flow]);
}

/** The edge in an input that takes one: dragging off the port takes it away. */
function heldEdge(session: Session, target: string, port: string): string | null {
  const edge = session.view.edges.find((e) => e.target === target && e.key === port);
  return edge?.id ?? null;
}

function connect(session: Session, connection: Connection, replaced?: string): void {
  const { source, sourceHandle, target, targetHandle } = connection;
  const spec = session.catalog.get(session.view.node(target)?.type ?? "");
  const port = spec && inputPort(spec, targetHandle ?? "");
  if (!port) return;
  session.edits.connect(
    { node: source, port: sourceHandle ?? "" },
    target,
    port.name,
    port.many,
    replaced === undefined ? {} : { replaced },
  );
}

/** A drop on an item's body means the port of it that fits. */
function connectTo({ view, catalog, edits }: Session, link: PendingLink, item: string): void {
  if (link.side === "output") {
    const port = inputFor(view, catalog, link.source, item);
    if (port) edits.connect(link.source, item, port.name, port.many);
    return;
  }
  const target = { node: link.target, key: link.key };
  const output = outputFor(view, catalog, target, item);
  if (!output) return;
  edits.connect({ node: item, port: output.name }, link.target, link.port.name, link.port.many);
}

function pendingLink(session: Session, { fromHandle }: FinalConnectionState): PendingLink | null {
  if (!fromHandle) return null;
  const { nodeId: node, id } = fromHandle;
  const spec = session.catalog.get(session.view.node(node)?.type ?? "");
  const name = id ?? "";
  if (fromHandle.type === "source") {
    const port = spec && outputPort(spec, name);
    return port ? { side: "output", port, source: { node, port: name } } : null;
  }
  const port = spec && inputPort(spec, name);
  return port ? { side: "input", port, target: node, key: name } : null;
}
