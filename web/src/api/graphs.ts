/** What made a picture, as nodes for its board. */
import { request } from "./client";
import type { BoardId, Json } from "./types";
import { assetPath } from "./upload";

/** Why the picture may not come out as it did; `names` are what it is about. */
export type Remark = {
  readonly code:
    | "types_unknown"
    | "models_missing"
    | "models_differ"
    | "works_otherwise"
    | "pictures_missing"
    | "cut";
  readonly names: readonly string[];
};

export type Graph = {
  readonly nodes: Readonly<Record<string, Json>>;
  /** Those that the nodes read and the board has. */
  readonly pictures: Readonly<Record<string, { width: number; height: number }>>;
  readonly remarks: readonly Remark[];
};

/** Its pictures are the board's from then on. */
export function bringGraph(board: BoardId, asset: string): Promise<Graph> {
  return request("POST", `${assetPath(board, asset)}/graph`);
}
