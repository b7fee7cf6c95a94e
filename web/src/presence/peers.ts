/** What other clients say of themselves in awareness, read tolerantly into plain shapes. */
import { isRecord } from "../doc/read";
import type { Box } from "../doc/edits";
import type { Point } from "../doc/schema";

/** What is said at a cursor is a remark, not a letter. */
export const MOST_CHAT = 120;
/** So many of one client's last stamps are told, so that none is lost between two messages. */
export const MOST_REACTIONS = 4;

export type PersonOnBoard = { readonly id: string; readonly name: string; readonly color: string };

export type Dragging = {
  readonly nodes: readonly string[];
  readonly dx: number;
  readonly dy: number;
};

/** What somebody is writing in; `caret` where the field is a shared text. */
export type Editing = {
  readonly node: string;
  readonly field: string;
  readonly caret: Caret | null;
};

/** Two relative positions in a shared text, as JSON: only Yjs knows what they mean. */
export type Caret = { readonly anchor: unknown; readonly head: unknown };

/** A stamp put on the board; `id` counts up for each client. */
export type Reaction = Point & { readonly id: number; readonly stamp: string };

export type Peer = {
  readonly client: number;
  readonly person: PersonOnBoard;
  /** Not looking at the board now. */
  readonly away: boolean;
  readonly editing: Editing | null;
  /** What they say at their cursor; empty is nothing. */
  readonly chat: string;
  readonly reactions: readonly Reaction[];
  readonly presenting: boolean;
  /** The client whose view theirs follows. */
  readonly following: number | null;
  readonly cursor: Point | null;
  /** The part of the canvas that they see. */
  readonly viewport: Box | null;
  readonly selection: readonly string[];
  readonly dragging: Dragging | null;
  readonly drawing: Drawing | null;
};

/** A line that somebody is just drawing, as strokes are kept, in places of the board. */
export type Drawing = {
  readonly path: string;
  readonly color: string | null;
  readonly width: number;
};

/** How far the renderer is with one node. */
export type Progress = {
  readonly step: number;
  readonly steps: number;
  readonly preview: string | null;
};

export type RendererState = { readonly state: string; readonly reason: string };

export function readPeer(client: number, state: unknown): Peer | null {
  if (!isRecord(state) || !isRecord(state.user)) return null;
  const { id, name, color } = state.user;
  if (typeof id !== "string" || typeof name !== "string") return null;
  return {
    client,
    person: { id, name, color: readColor(color) },
    cursor: readPoint(state.cursor),
    viewport: readBox(state.viewport),
    selection: readStrings(state.selection),
    dragging: readDragging(state.dragging),
    away: state.status === "away",
    editing: readEditing(state.activity),
    chat: readChat(state.chat),
    reactions: readReactions(state.reactions),
    presenting: state.presenting === true,
    following: typeof state.following === "number" ? state.following : null,
    drawing: readDrawing(state.drawing),
  };
}

export function readRenderer(state: unknown): RendererState | null {
  if (!isRecord(state) || !isRecord(state.renderer)) return null;
  const { state: name, reason } = state.renderer;
  if (typeof name !== "string") return null;
  return { state: name, reason: typeof reason === "string" ? reason : "" };
}

/** Why the server cannot save, where it says so. */
export function readStorage(state: unknown): string | null {
  if (!isRecord(state) || !isRecord(state.storage)) return null;
  const { state: name, reason } = state.storage;
  if (name !== "read-only") return null;
  return typeof reason === "string" ? reason : "";
}

/** When the board's row or its members last changed, where the server says so. */
export function readChanged(state: unknown): number | null {
  if (!isRecord(state) || !isRecord(state.board)) return null;
  const { changed } = state.board;
  return typeof changed === "number" ? changed : null;
}

export function readProgress(state: unknown): Map<string, Progress> {
  const progress = new Map<string, Progress>();
  if (!isRecord(state) || !isRecord(state.render)) return progress;
  for (const [node, value] of Object.entries(state.render)) {
    if (!isRecord(value) || typeof value.step !== "number" || typeof value.steps !== "number") {
      continue;
    }
    const preview = typeof value.preview === "string" ? value.preview : null;
    progress.set(node, { step: value.step, steps: value.steps, preview });
  }
  return progress;
}

/** One short line, whatever was sent. */
export function readChat(value: unknown): string {
  if (typeof value !== "string") return "";
  return value.slice(0, MOST_CHAT).replace(/[\s\p{Cc}]+/gu, " ");
}

function readEditing(value: unknown): Editing | null {
  if (!isRecord(value) || value.type !== "editing") return null;
  const { node, field, caret } = value;
  if (typeof node !== "string") return null;
  return {
    node,
    field: typeof field === "string" ? field : "",
    caret: isRecord(caret) ? { anchor: caret.anchor, head: caret.head } : null,
  };
}

function readReactions(value: unknown): Reaction[] {
  if (!Array.isArray(value)) return [];
  return value.slice(-MOST_REACTIONS).flatMap((entry: unknown) => {
    const at = readPoint(entry);
    if (!at || !isRecord(entry)) return [];
    const { id, stamp } = entry;
    return typeof id === "number" && typeof stamp === "string" ? [{ ...at, id, stamp }] : [];
  });
}

function readDragging(value: unknown): Dragging | null {
  if (!isRecord(value) || typeof value.dx !== "number" || typeof value.dy !== "number") return null;
  return { nodes: readStrings(value.nodes), dx: value.dx, dy: value.dy };
}

function readDrawing(value: unknown): Drawing | null {
  if (!isRecord(value) || typeof value.path !== "string") return null;
  const { path, width, color } = value;
  const isWide = typeof width === "number" && width > 0 && width <= 200;
  return {
    path,
    width: isWide ? width : 4,
    color: typeof color === "string" ? readColor(color) : null,
  };
}

function readPoint(value: unknown): Point | null {
  if (!isRecord(value) || typeof value.x !== "number" || typeof value.y !== "number") return null;
  return { x: value.x, y: value.y };
}

function readBox(value: unknown): Box | null {
  const at = readPoint(value);
  if (!at || !isRecord(value) || typeof value.w !== "number" || typeof value.h !== "number") {
    return null;
  }
  return value.w > 0 && value.h > 0 ? { ...at, w: value.w, h: value.h } : null;
}

function readStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}

function readColor(value: unknown): string {
  return typeof value === "string" && /^#[0-9a-fA-F]{6}$/.test(value) ? value : "#5d8b90";
}
