/** The near canvas: React Flow with our items, our wires and our manners. */
import "@xyflow/react/dist/base.css";
import "./canvas.css";
import { ReactFlow, SelectionMode, type EdgeTypes, type NodeTypes } from "@xyflow/react";
import { useMemo, useSyncExternalStore } from "react";
import { useSession } from "../board/context";
import { Card } from "../items/Card";
import { FrameItem } from "../items/FrameItem";
import { ImageItem } from "../items/ImageItem";
import { NoteItem } from "../items/NoteItem";
import { SwatchItem } from "../items/SwatchItem";
import { Cursors } from "../presence/Cursors";
import { useStore } from "../store/use";
import { ConnectionLine } from "./ConnectionLine";
import { Flow, type ItemNode, type WireEdge } from "./flow";
import { Grid } from "./Grid";
import { NothingHere } from "./NothingHere";
import { Uploads } from "./Uploads";
import { useCanvasHandle } from "./useCanvasHandle";
import { useConnecting } from "./useConnecting";
import { useDropAndPaste } from "./useDropAndPaste";
import { useMoving } from "./useMoving";
import { usePointer } from "./usePointer";
import { useSelecting } from "./useSelecting";
import { Wire } from "./Wire";

const NODE_TYPES: NodeTypes = {
  card: Card,
  note: NoteItem,
  swatch: SwatchItem,
  image: ImageItem,
  frame: FrameItem,
};
const EDGE_TYPES: EdgeTypes = { wire: Wire };
const MIDDLE_BUTTON = [1];
const ANY_BUTTON = [0, 1];
const ZOOM_KEYS = ["Meta", "Control"];
const NO_CREDIT = { hideAttribution: true };

export function Canvas() {
  const session = useSession();
  const { canEdit, ui } = session;
  const flow = useMemo(() => new Flow(session), [session]);
  const nodes = useSyncExternalStore(flow.subscribe, flow.getNodes);
  const edges = useSyncExternalStore(flow.subscribe, flow.getEdges);
  const hand = useStore(ui.tool) === "hand";
  const moving = useMoving();
  const selecting = useSelecting();
  const connecting = useConnecting();
  const pointer = usePointer();
  const drops = useDropAndPaste();
  useCanvasHandle();
  return (
    <ReactFlow<ItemNode, WireEdge>
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      {...selecting}
      {...moving}
      {...connecting}
      {...pointer}
      {...drops}
      className={hand ? "hand" : ""}
      aria-label="Board"
      connectionLineComponent={ConnectionLine}
      connectionRadius={28}
      reconnectRadius={12}
      nodesDraggable={canEdit && !hand}
      nodesConnectable={canEdit}
      elementsSelectable={!hand}
      nodeDragThreshold={2}
      onlyRenderVisibleElements
      zIndexMode="manual"
      minZoom={0.05}
      maxZoom={4}
      panOnScroll
      panOnDrag={hand ? ANY_BUTTON : MIDDLE_BUTTON}
      selectionOnDrag={!hand}
      selectionMode={SelectionMode.Partial}
      selectionKeyCode={null}
      multiSelectionKeyCode="Shift"
      zoomActivationKeyCode={ZOOM_KEYS}
      deleteKeyCode={null}
      zoomOnDoubleClick={false}
      disableKeyboardA11y
      proOptions={NO_CREDIT}
    >
      <Grid />
      <Uploads />
      <Cursors />
      <NothingHere />
    </ReactFlow>
  );
}
