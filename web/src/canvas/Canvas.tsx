/** The canvas: React Flow for what is near, our own bitmap for what is far, and our manners. */
import "@xyflow/react/dist/base.css";
import { t } from "../i18n/i18n";
import "./canvas.css";
import { ReactFlow, type EdgeTypes, type NodeTypes } from "@xyflow/react";
import { useMemo, useSyncExternalStore } from "react";
import { useSession } from "../board/context";
import { Guard } from "../errors/Guard";
import { guardedAll } from "../errors/guarded";
import { Card } from "../items/Card";
import { FrameItem } from "../items/FrameItem";
import { ImageItem } from "../items/ImageItem";
import { ArrowItem, DrawingItem, HeadingItem } from "../items/later";
import { NoteItem } from "../items/NoteItem";
import { SwatchItem } from "../items/SwatchItem";
import { isInkTool } from "../board/ui";
import { useStore } from "../store/use";
import { ConnectionLine } from "./ConnectionLine";
import type { ItemNode, WireEdge } from "./flow";
import { Grid } from "./Grid";
import { OwnLayers } from "./OwnLayers";
import { createStage, StageProvider } from "./stage";
import { MAX_ZOOM, MIN_ZOOM, useCanvasHandle } from "./useCanvasHandle";
import { useConnecting } from "./useConnecting";
import { useDropAndPaste } from "./useDropAndPaste";
import { useHolding } from "./useHolding";
import { useMoving } from "./useMoving";
import { usePointer } from "./usePointer";
import { useSelecting } from "./useSelecting";
import { useView } from "./useView";
import { Wire } from "./Wire";

const NODE_TYPES: NodeTypes = {
  card: Card,
  note: NoteItem,
  swatch: SwatchItem,
  image: ImageItem,
  frame: FrameItem,
  heading: HeadingItem,
  drawing: DrawingItem,
  arrow: ArrowItem,
};
const EDGE_TYPES: EdgeTypes = { wire: Wire };
/** One that cannot be drawn leaves the others alone. */
const [NODES, EDGES] = [guardedAll(NODE_TYPES, "item"), guardedAll(EDGE_TYPES, "edge", "nothing")];
const MIDDLE_BUTTON = [1];
const ANY_BUTTON = [0, 1];
const ZOOM_KEYS = ["Meta", "Control"];
const NO_CREDIT = { hideAttribution: true };

export function Canvas() {
  const session = useSession();
  const { canEdit, ui } = session;
  const stage = useMemo(() => createStage(session), [session]);
  const { flow } = stage;
  const nodes = useSyncExternalStore(flow.subscribe, flow.getNodes);
  const edges = useSyncExternalStore(flow.subscribe, flow.getEdges);
  const tool = useStore(ui.tool);
  const hand = tool === "hand";
  const moving = useMoving();
  const selecting = useSelecting();
  const connecting = useConnecting();
  const pointer = usePointer();
  const drops = useDropAndPaste();
  useView(stage);
  useCanvasHandle(stage);
  useHolding(stage.layers);
  return (
    <StageProvider value={stage}>
      <ReactFlow<ItemNode, WireEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        {...selecting}
        {...moving}
        {...connecting}
        {...pointer}
        {...drops}
        className={hand ? "hand" : isInkTool(tool) ? "ink" : ""}
        aria-label={t("Board")}
        connectionLineComponent={ConnectionLine}
        connectionRadius={28}
        reconnectRadius={12}
        nodesDraggable={canEdit && !hand}
        nodesConnectable={canEdit}
        elementsSelectable={!hand}
        nodeDragThreshold={2}
        onlyRenderVisibleElements
        zIndexMode="manual"
        minZoom={MIN_ZOOM}
        maxZoom={MAX_ZOOM}
        panOnScroll
        panOnDrag={hand ? ANY_BUTTON : MIDDLE_BUTTON}
        selectionKeyCode={null}
        multiSelectionKeyCode="Shift"
        zoomActivationKeyCode={ZOOM_KEYS}
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        disableKeyboardA11y
        proOptions={NO_CREDIT}
      >
        <Grid />
        <Guard where="layers" as="panel">
          <OwnLayers />
        </Guard>
      </ReactFlow>
    </StageProvider>
  );
}
