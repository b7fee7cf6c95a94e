/**
 * How large each item is and where its ports are: pure, from the spec and the result alone.
 *
 * The canvas needs both for items it has not mounted, so nothing here may be measured. The card's
 * CSS draws to these numbers.
 */
import type { NodeSpec, ParamSchema, Port, PortType } from "../api/types";
import { inputPortsOf, isText, type Catalog } from "../doc/catalog";
import type { NodeItem, Output, Picture, ResultItem, Size } from "../doc/schema";
import { fromServer, t } from "../i18n/i18n";
import type { Line } from "../ink/arrow";
import { gridHeight, gridOf } from "./gridOf";

export const CARD_WIDTH = 248;
export const TITLE_HEIGHT = 36;
export const PORT_ROW = 24;
export const PARAM_ROW = 30;
export const TEXT_ROW = 76;
export const FOLD_ROW = 26;
export const SECTION_PAD = 6;
export const MESSAGE_HEIGHT = 44;
/** With what to do about it below. */
export const RETRY_HEIGHT = 88;
export const COLOR_STRIP = 40;
export const TEXT_STRIP = 76;
const TALLEST_PICTURE = 380;
const LOWEST_PICTURE = 40;
const FIRST_ASPECT = 0.625;

export const NOTE_SIZE: Size = { w: 240, h: 150 };
export const SWATCH_SIZE: Size = { w: 112, h: 112 };
export const FRAME_SIZE: Size = { w: 640, h: 420 };
export const IMAGE_SIZE: Size = { w: 280, h: 210 };
export const HEADING_SIZE: Size = { w: 420, h: 54 };
export const STROKE_SIZE: Size = { w: 160, h: 80 };
export const SMALLEST: Size = { w: 48, h: 48 };

const MOODBOARD = ["note", "swatch", "image", "frame", "heading", "drawing", "arrow"] as const;
export type Kind = "card" | (typeof MOODBOARD)[number];

export function kindOf(type: string): Kind {
  return MOODBOARD.find((kind) => kind === type) ?? "card";
}

/** A port as it is drawn: where its middle is, from the item's upper left corner. */
export type PortPlace = {
  readonly port: Port;
  readonly side: "input" | "output";
  readonly x: number;
  readonly y: number;
};

export type Layout = {
  readonly width: number;
  readonly height: number;
  readonly ports: readonly PortPlace[];
  /** From the card's upper edge to what it came to. */
  readonly pictureTop: number;
  readonly pictureHeight: number;
  /** Of an arrow: from where to where, counted from its corner. */
  readonly line?: Line;
};

export type LayoutInput = {
  readonly item: NodeItem;
  readonly result: ResultItem | undefined;
  readonly expanded: boolean;
};

export function layoutOf(catalog: Catalog, input: LayoutInput): Layout {
  const spec = catalog.get(input.item.type);
  const kind = kindOf(input.item.type);
  return kind === "card" ? cardLayout(spec, input) : sourceLayout(spec, kind, input.item);
}

/** Moodboard items are as large as they are drawn; their one port is on the right edge. */
function sourceLayout(spec: NodeSpec | undefined, kind: Kind, item: NodeItem): Layout {
  const { w, h } = item.size ?? defaultSize(kind);
  const ports = (spec?.outputs ?? []).map((port, i, all) => ({
    port,
    side: "output" as const,
    x: w,
    y: Math.round(h / 2 + (i - (all.length - 1) / 2) * PORT_ROW),
  }));
  return { width: w, height: h, ports, pictureTop: 0, pictureHeight: h };
}

export function defaultSize(kind: Kind): Size {
  switch (kind) {
    case "note":
      return NOTE_SIZE;
    case "swatch":
      return SWATCH_SIZE;
    case "frame":
      return FRAME_SIZE;
    case "image":
      return IMAGE_SIZE;
    case "heading":
      return HEADING_SIZE;
    case "drawing":
    case "arrow":
      return STROKE_SIZE;
    case "card":
      return { w: CARD_WIDTH, h: 200 };
  }
}

function cardLayout(spec: NodeSpec | undefined, input: LayoutInput): Layout {
  const { item, result, expanded } = input;
  if (item.collapsed) return collapsedLayout(spec, input);
  const width = CARD_WIDTH;
  const inputs = spec ? inputPortsOf(spec, item) : [];
  const outputs = spec?.outputs ?? [];
  const rowY = (i: number): number => TITLE_HEIGHT + SECTION_PAD + i * PORT_ROW + PORT_ROW / 2;
  const ports: PortPlace[] = [
    ...inputs.map((port, i) => ({ port, side: "input" as const, x: 0, y: rowY(i) })),
    ...outputs.map((port, i) => ({ port, side: "output" as const, x: width, y: rowY(i) })),
  ];
  const rows = Math.max(inputs.length, outputs.length);
  const portsHeight = rows > 0 ? rows * PORT_ROW + 2 * SECTION_PAD : 0;
  const pictureHeight = spec ? outcomeHeight(spec, item, result, width) : 0;
  const message = messageHeight(messageOf(spec, item, result), result);
  const formHeight = spec ? paramsHeight(spec, expanded) : 0;
  const pictureTop = TITLE_HEIGHT + portsHeight + formHeight;
  const height = pictureTop + pictureHeight + message + BORDER;
  return { width, height, ports, pictureTop, pictureHeight };
}

/** The title row, with every port at its middle, and what somebody has to do about the node. */
function collapsedLayout(spec: NodeSpec | undefined, { item, result }: LayoutInput): Layout {
  const width = CARD_WIDTH;
  const y = TITLE_HEIGHT / 2;
  const inputs = spec ? inputPortsOf(spec, item) : [];
  const ports: PortPlace[] = [
    ...inputs.map((port) => ({ port, side: "input" as const, x: 0, y })),
    ...(spec?.outputs ?? []).map((port) => ({ port, side: "output" as const, x: width, y })),
  ];
  const height = TITLE_HEIGHT + messageHeight(messageOf(spec, item, result), result) + BORDER;
  return { width, height, ports, pictureTop: TITLE_HEIGHT, pictureHeight: 0 };
}

/** The card's border, above and below. */
const BORDER = 2;

/** The line above the parameters. */
const LINE = 1;

/** The height of the parameter rows; the folded ones count when they are open. */
export function paramsHeight(spec: NodeSpec, expanded: boolean): number {
  const { shown, folded } = paramRows(spec);
  const rows = expanded ? [...shown, ...folded] : shown;
  if (shown.length + folded.length === 0) return 0;
  const height = rows.reduce((sum, [, row]) => sum + (isText(row) ? TEXT_ROW : PARAM_ROW), 0);
  return height + (folded.length > 0 ? FOLD_ROW : 0) + 2 * SECTION_PAD + LINE;
}

type Rows = readonly (readonly [string, ParamSchema])[];

export function paramRows(spec: NodeSpec): { shown: Rows; folded: Rows } {
  const rows = Object.entries(spec.params.properties);
  return {
    shown: rows.filter(([, schema]) => schema["x-advanced"] !== true),
    folded: rows.filter(([, schema]) => schema["x-advanced"] === true),
  };
}

/** What the card shows at its bottom, after what its first output is. */
function outcomeHeight(
  spec: NodeSpec,
  item: NodeItem,
  result: ResultItem | undefined,
  width: number,
): number {
  const type = shownType(spec, result);
  if (type === "text" || type === "number") return TEXT_STRIP;
  if (type === "color") return COLOR_STRIP;
  if (type === "latent" && spec.deferred) return 0;
  // While it is sampled there is a preview to look at; after that, that it is there.
  if (type === "latent" && result?.status !== "running") return COLOR_STRIP;
  if (type !== "image" && type !== "latent") return 0;
  const pictures = picturesOf(result);
  const [picture] = pictures;
  if (!picture && messageOf(spec, item, result) !== null) return 0;
  const aspect = shapeOf(picture ?? latentsOf(result)[0]) ?? expectedAspect(item);
  const tall =
    pictures.length > 1 ? gridHeight(gridOf(pictures.length), width, aspect) : width * aspect;
  return Math.round(Math.min(TALLEST_PICTURE, Math.max(LOWEST_PICTURE, tall)));
}

/** What the card shows is of the first output that has come to something. */
export function shownType(
  spec: NodeSpec | undefined,
  result: ResultItem | undefined,
): PortType | undefined {
  const outputs = spec?.outputs ?? [];
  const filled = outputs.find(({ name }) => (result?.outputs[name]?.length ?? 0) > 0);
  return (filled ?? outputs[0])?.type;
}

function expectedAspect(item: NodeItem): number {
  const { width, height } = item.params;
  const known = typeof width === "number" && typeof height === "number" && width > 0 && height > 0;
  return known ? height / width : FIRST_ASPECT;
}

export function pictureOf(result: ResultItem | undefined): Picture | null {
  return picturesOf(result)[0] ?? null;
}

const NO_PICTURES: readonly Picture[] = [];

/** Every picture of the first output that has some. */
export function picturesOf(result: ResultItem | undefined): readonly Picture[] {
  const lists = Object.values(result?.outputs ?? {}).map((outputs) => outputs.filter(isPicture));
  return lists.find((pictures) => pictures.length > 0) ?? NO_PICTURES;
}

/** Kept as a file too, and nothing to look at. */
export const LATENT = "application/vnd.safetensors";

/** Every latent that a node came to. */
export function latentsOf(result: ResultItem | undefined): readonly Picture[] {
  const files = Object.values(result?.outputs ?? {}).flat();
  return files.flatMap((file) => ("asset" in file && file.mime === LATENT ? [file] : []));
}

function shapeOf(picture: Picture | undefined): number | null {
  return picture && picture.width > 0 ? picture.height / picture.width : null;
}

function isPicture(output: Output): output is Picture {
  return "asset" in output && output.mime !== LATENT;
}

/** What a node still waits for is no mistake: it is said quietly. */
const WAITING = new Set(["missing_input", "upstream", "model_reading"]);

export function isHint(result: ResultItem | undefined): boolean {
  const error = result?.error ?? null;
  if (error === null) return false;
  return WAITING.has(error.code) || (error.code === "model_missing" && error.params?.model === "");
}

/** The models that come nearest to one that is missing, and the parameter that names it. */
export function nearestOf(
  result: ResultItem | undefined,
): { param: string; names: readonly string[] } | null {
  const { code, params } = result?.error ?? { code: "", params: undefined };
  if (code !== "model_missing" || result?.status !== "invalid") return null;
  const names = (Array.isArray(params?.nearest) ? params.nearest : []).filter(isString);
  return names.length > 0 && isString(params?.param) ? { param: params.param, names } : null;
}

/** Whether a model is missing, and nothing is there to be taken. */
export function lacksModels(result: ResultItem | undefined): boolean {
  return result?.error?.code === "model_missing" && nearestOf(result) === null;
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

/** The sentence on the card, when there is something for the person to do. */
export function messageOf(
  spec: NodeSpec | undefined,
  item: NodeItem,
  result: ResultItem | undefined,
): string | null {
  if (!spec)
    return t("This server does not know “{type}”. Update it, or delete the node.", {
      type: item.type,
    });
  if (item.mode === "mute" || item.mode === "bypass") return null;
  if (!result?.error) return null;
  const { status, error } = result;
  return status === "error" || status === "invalid" || status === "blocked"
    ? ended(fromServer(error.message))
    : null;
}

/** As a sentence, also where one follows: what the server says ends as its parts do. */
function ended(words: string): string {
  return /[\p{L}\p{N})”"]$/u.test(words) ? `${words}.` : words;
}

/** Whether trying again is what helps. */
export function mayRetry(result: ResultItem | undefined): boolean {
  return result?.status === "error";
}

export function messageHeight(message: string | null, result: ResultItem | undefined): number {
  if (message === null) return 0;
  const hasRemedy = mayRetry(result) || nearestOf(result) !== null || lacksModels(result);
  return hasRemedy ? RETRY_HEIGHT : MESSAGE_HEIGHT;
}
