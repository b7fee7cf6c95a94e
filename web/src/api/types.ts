/** Shapes of the REST API, as the server sends them. Times are Unix milliseconds. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type UserId = string;
export type BoardId = string;

export type WorkspaceRole = "administrator" | "member";
export type BoardRole = "owner" | "editor" | "commenter" | "viewer";

export type User = {
  id: UserId;
  email: string;
  name: string;
  color: string;
  role: WorkspaceRole;
};

export type Board = {
  id: BoardId;
  title: string;
  role: BoardRole;
  epoch: string;
  created_at: number;
  updated_at: number;
};

export type Member = {
  user: Pick<User, "id" | "name" | "email" | "color">;
  role: BoardRole;
};

export type Asset = {
  id: string;
  mime: string;
  width: number;
  height: number;
  bytes: number;
  /** The file says what made it. */
  graph?: true;
};

export type Page<T> = { items: T[]; next: string | null };

export type JobId = string;
export type JobStatus = "queued" | "running" | "done" | "error" | "cancelled";

/** One person's wish for one node's result. What only those on its board may know is null to others. */
export type Job = {
  id: JobId;
  board: Pick<Board, "id" | "title"> | null;
  node: string | null;
  title: string | null;
  type: string | null;
  person: Pick<User, "id" | "name" | "color"> | null;
  priority: "interactive" | "batch";
  status: JobStatus;
  /** From 0 to 1. */
  progress: number;
  step: number | null;
  steps: number | null;
  /** How many are before it; 0 is running. */
  position: number | null;
  /** When it is expected to be done. */
  eta: number | null;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
  duration_ms: number | null;
  error: { code: string; message: string } | null;
  /** What the renderer says of each output that it looked at; of a list, `elements` it is about. */
  quality: readonly { port: string; verdict: string; message: string }[];
  can: { cancel: boolean; retry: boolean; move: boolean };
};

/** RFC 9457: `code` is for programs, `detail` is a sentence for the person. */
export type ProblemBody = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  request_id?: string;
};

export type PortType = "image" | "text" | "color" | "number" | "model" | "conditioning" | "latent";

export type Port = {
  name: string;
  title: string;
  type: PortType;
  required: boolean;
  many: boolean;
};

export type ParamControl =
  "text" | "color" | "slider" | "seed" | "angle" | "asset" | "picture" | "model" | "styles";

export type ParamSchema = {
  type?: "string" | "number" | "integer" | "boolean" | "object" | "array";
  title: string;
  description?: string;
  default?: Json;
  minimum?: number;
  maximum?: number;
  enum?: string[];
  /** What some of them are called, the same in every language. */
  "x-titles"?: Record<string, string>;
  multipleOf?: number;
  "x-control"?: ParamControl;
  "x-unit"?: string;
  /** Of a model: the kinds that may be chosen. */
  "x-models"?: string[];
  /** Of a text: what signs in it mean something. */
  "x-notation"?: "template" | "prompt";
  "x-advanced"?: boolean;
};

export type NodeSpec = {
  type: string;
  version: number;
  title: string;
  category: "moodboard" | "diffusion" | "image" | "text" | "debug";
  description: string;
  /** `source` nodes (note, swatch, image, frame) write no result. */
  mode: "live" | "manual" | "source";
  /** Made where it is used: never run by itself, and without a result of its own. */
  deferred: boolean;
  /** What other programs call it. */
  also_called?: readonly string[];
  inputs: Port[];
  outputs: Port[];
  /** Set when the node takes any named inputs of this type. */
  open_inputs: PortType | null;
  params: { type: "object"; properties: Record<string, ParamSchema> };
};
