/**
 * The same board in React Flow as its documentation sets it up: everything mounted and measured,
 * its own state, its MiniMap and Controls. What our canvas is compared with.
 */
import "@xyflow/react/dist/style.css";
import {
  Background,
  Controls,
  Handle,
  MiniMap,
  Position,
  ReactFlow,
  useEdgesState,
  useNodesState,
} from "@xyflow/react";
import { createElement as h, memo } from "react";
import { createRoot } from "react-dom/client";

const board = location.hash.slice(1);
const answer = await fetch(`/api/boards/${board}/document`);
const { nodes: items } = await answer.json();

const Picture = memo(({ data }) =>
  h("div", { className: "picture" }, h("img", { src: data.src, draggable: false }), out()),
);
const Note = memo(({ data }) => h("div", { className: "note" }, data.text, out()));
const Step = memo(() => h("div", { className: "step" }, into(), "Invert", out()));

function out() {
  return h(Handle, { type: "source", position: Position.Right });
}

function into() {
  return h(Handle, { type: "target", position: Position.Left });
}

const KINDS = { image: "picture", note: "note" };
const nodeTypes = { picture: Picture, note: Note, step: Step };
const initialNodes = Object.entries(items).map(([id, { type, position, params }]) => ({
  id,
  type: KINDS[type] ?? "step",
  position,
  data: { text: params.text, src: `/api/boards/${board}/assets/${params.asset}?w=256` },
}));
const initialEdges = Object.entries(items).flatMap(([target, { inputs }]) =>
  Object.values(inputs).map(({ node }) => ({ id: `${node}-${target}`, source: node, target })),
);

function Board() {
  const [nodes, , onNodesChange] = useNodesState(initialNodes);
  const [edges, , onEdgesChange] = useEdgesState(initialEdges);
  return h(
    ReactFlow,
    {
      ...{ nodes, edges, nodeTypes, onNodesChange, onEdgesChange },
      ...{ fitView: true, minZoom: 0.02, panOnScroll: true, selectionOnDrag: true },
      ...{ panOnDrag: [1], selectionMode: "partial" },
    },
    h(Background),
    h(MiniMap),
    h(Controls),
  );
}

createRoot(document.getElementById("root")).render(h(Board));
