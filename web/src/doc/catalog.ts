/** What the node specs say, as the questions the canvas asks of them. */
import type { NodeSpec, ParamSchema, Port, PortType } from "../api/types";
import { fromServer, language } from "../i18n/i18n";
import { namesIn } from "./notation";
import { portOf, type Json, type NodeItem } from "./schema";

export type Catalog = ReadonlyMap<string, NodeSpec>;

export function catalogOf(specs: readonly NodeSpec[]): Catalog {
  return new Map(specs.map((spec) => [spec.type, inOwnWords(spec)]));
}

/** As the person reads it: the server's titles and descriptions are English. */
function inOwnWords(spec: NodeSpec): NodeSpec {
  if (language === "en") return spec;
  const said = <Part extends { title: string; description?: string }>(part: Part): Part => ({
    ...part,
    title: fromServer(part.title),
    ...(part.description !== undefined && { description: fromServer(part.description) }),
  });
  const properties = Object.entries(spec.params.properties).map(
    ([name, schema]) => [name, said(schema)] as const,
  );
  return {
    ...said(spec),
    inputs: spec.inputs.map(said),
    outputs: spec.outputs.map(said),
    params: { ...spec.params, properties: Object.fromEntries(properties) },
  };
}

export function isText(schema: ParamSchema): boolean {
  return schema["x-control"] === "text";
}

/** The parameters a new node starts with. */
export function defaultsOf(spec: NodeSpec): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const [name, schema] of Object.entries(spec.params.properties)) {
    if (schema.default !== undefined && schema.default !== null) values[name] = schema.default;
  }
  return values;
}

export function textParamsOf(spec: NodeSpec): string[] {
  return Object.entries(spec.params.properties)
    .filter(([, schema]) => isText(schema))
    .map(([name]) => name);
}

export function outputPort(spec: NodeSpec, name: string): Port | null {
  return spec.outputs.find((port) => port.name === name) ?? null;
}

/** The port an inputs key enters; an open node makes one up for any name. */
export function inputPort(spec: NodeSpec, key: string): Port | null {
  const name = portOf(key);
  const port = spec.inputs.find((candidate) => candidate.name === name);
  if (port) return port;
  return spec.open_inputs === null || name === "" ? null : openPort(name, spec.open_inputs);
}

function openPort(name: string, type: PortType): Port {
  return { name, title: name, type, required: false, many: false };
}

/** The input ports drawn on a node: the spec's, then those an open node has or asks for. */
export function inputPortsOf(spec: NodeSpec, item: NodeItem): Port[] {
  const { open_inputs: type } = spec;
  if (type === null) return spec.inputs;
  const declared = new Set(spec.inputs.map((port) => port.name));
  const asked = Object.values(item.params).flatMap((value) =>
    typeof value === "string" ? namesIn(value) : [],
  );
  const names = new Set([...asked, ...Object.keys(item.inputs).map(portOf)]);
  const open = [...names].filter((name) => !declared.has(name));
  const next = { ...openPort(unusedName(names), type), title: "+" };
  return [...spec.inputs, ...open.map((name) => openPort(name, type)), next];
}

/** What the next input of an open node is called when nobody names it. */
function unusedName(names: ReadonlySet<string>): string {
  for (let i = 1; ; i += 1) {
    const name = i === 1 ? FIRST_OPEN_INPUT : `${FIRST_OPEN_INPUT}${i}`;
    if (!names.has(name)) return name;
  }
}

/** The port of a spec's that an edge from or to another port fits, if there is one. */
export function fitting(spec: NodeSpec, other: Port, side: "input" | "output"): Port | null {
  const ports = (side === "input" ? spec.inputs : spec.outputs).filter(
    ({ type }) => type === other.type,
  );
  // A list goes in anywhere, the node then runs on each element; a port for lists is meant for it.
  const port = ports.find(({ many }) => many === other.many) ?? ports[0];
  if (port) return port;
  const open = side === "input" && spec.open_inputs === other.type;
  return open ? openPort(FIRST_OPEN_INPUT, other.type) : null;
}

/** What the first input of an open node is called when nobody named it. */
export const FIRST_OPEN_INPUT = "text";

/** What an item is called where it is not seen: of a note, its first words. */
export function labelOf(item: NodeItem, catalog: Catalog): string {
  const title = titleOf(item, catalog);
  const { text } = item.params;
  if (item.type !== "note" || typeof text !== "string" || text.trim() === "") return title;
  const [line = ""] = text.trim().split("\n");
  return `${title}: ${line.length > FIRST_WORDS ? `${line.slice(0, FIRST_WORDS).trimEnd()}…` : line}`;
}

const FIRST_WORDS = 60;

export function titleOf(item: NodeItem, catalog: Catalog): string {
  const { title } = item.params;
  if (item.type === "frame" && typeof title === "string" && title !== "") return title;
  return item.title ?? catalog.get(item.type)?.title ?? item.type;
}
