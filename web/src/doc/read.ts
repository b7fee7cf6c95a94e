/**
 * Reads nodes and results out of the document, tolerantly: what is malformed is left out.
 *
 * An older or newer peer may be online, so nothing here throws on an unexpected shape.
 */
import * as Y from "yjs";
import { isWhole, readCut } from "./cut";
import {
  MODES,
  STATUSES,
  type Json,
  type NodeItem,
  type Odd,
  type Output,
  type Point,
  type ResultError,
  type ResultItem,
  type Size,
  type Source,
} from "./schema";

type Fields = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function readNode(id: string, node: unknown): NodeItem | null {
  if (!(node instanceof Y.Map)) return null;
  const type: unknown = node.get("type");
  if (typeof type !== "string") return null;
  const { params, texts } = readParams(node.get("params"));
  const group = readString(node.get("group"));
  return {
    id,
    type,
    position: readPoint(node.get("position")) ?? { x: 0, y: 0 },
    size: readSize(node.get("size")),
    z: readString(node.get("z")) ?? "",
    parent: readString(node.get("parent")),
    title: readString(node.get("title")),
    color: readString(node.get("color")),
    locked: node.get("locked") === true,
    ...(node.get("hidden") === true && { hidden: true as const }),
    ...(node.get("collapsed") === true && { collapsed: true as const }),
    ...(group !== null && { group }),
    mode: MODES.find((mode) => mode === node.get("mode")) ?? null,
    params,
    texts,
    inputs: readInputs(node.get("inputs")),
  };
}

export function readResult(value: unknown): ResultItem | null {
  if (!isRecord(value)) return null;
  const status = STATUSES.find((known) => known === value.status);
  if (!status) return null;
  return {
    status,
    fingerprint: readString(value.fingerprint),
    outputs: readOutputs(value.outputs),
    error: readError(value.error),
    durationMs: readNumber(value.duration_ms),
  };
}

function readParams(value: unknown): Pick<NodeItem, "params" | "texts"> {
  const params: Record<string, Json> = {};
  const texts: Record<string, Y.Text> = {};
  if (value instanceof Y.Map) {
    value.forEach((entry: unknown, name: string) => {
      if (entry instanceof Y.Text) {
        texts[name] = entry;
        params[name] = plain(entry);
      } else if (!(entry instanceof Y.AbstractType)) {
        params[name] = entry as Json;
      }
    });
  }
  return { params, texts };
}

/** The text's characters; embeds and marks are for later readers. */
export function plain(text: Y.Text): string {
  // Y.Text's own `toString` is what makes its plain string; the linter only knows `Object`'s.
  // eslint-disable-next-line @typescript-eslint/no-base-to-string
  return text.toString();
}

function readInputs(value: unknown): Record<string, Source> {
  const inputs: Record<string, Source> = {};
  if (value instanceof Y.Map) {
    value.forEach((entry: unknown, key: string) => {
      if (isRecord(entry) && typeof entry.node === "string" && typeof entry.port === "string") {
        inputs[key] = { node: entry.node, port: entry.port };
      }
    });
  }
  return inputs;
}

function readOutputs(value: unknown): Record<string, Output[]> {
  const outputs: Record<string, Output[]> = {};
  if (isRecord(value)) {
    for (const [port, entry] of Object.entries(value)) {
      const list: unknown[] = Array.isArray(entry) ? entry : [entry];
      outputs[port] = list.map(readOutput).filter((output) => output !== null);
    }
  }
  return outputs;
}

function readOutput(value: unknown): Output | null {
  if (!isRecord(value)) return null;
  if (typeof value.asset === "string") {
    const width = readNumber(value.width) ?? 1;
    const height = readNumber(value.height) ?? 1;
    const file = { asset: value.asset, mime: readString(value.mime) ?? "", width, height };
    const odd = readOdd(value.odd);
    const picture = odd.length > 0 ? { ...file, odd } : file;
    const cut = readCut(value);
    return isWhole(cut) ? picture : { ...picture, cut };
  }
  return "value" in value ? { value: value.value as Json } : null;
}

function readOdd(value: unknown): Odd[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((each) => {
    if (!isRecord(each)) return [];
    const [verdict, message] = [readString(each.verdict), readString(each.message)];
    return verdict !== null && message !== null ? [{ verdict, message }] : [];
  });
}

function readError(value: unknown): ResultError | null {
  if (!isRecord(value)) return null;
  const code = readString(value.code);
  const message = readString(value.message);
  if (code === null || message === null) return null;
  const error = { code, message, node: readString(value.node) };
  return isRecord(value.params)
    ? { ...error, params: value.params as Record<string, Json> }
    : error;
}

function readPoint(value: unknown): Point | null {
  if (!isRecord(value)) return null;
  const x = readNumber(value.x);
  const y = readNumber(value.y);
  return x === null || y === null ? null : { x, y };
}

function readSize(value: unknown): Size | null {
  if (!isRecord(value)) return null;
  const w = readNumber(value.w);
  const h = readNumber(value.h);
  return w === null || h === null || w <= 0 || h <= 0 ? null : { w, h };
}

function readString(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function readNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
