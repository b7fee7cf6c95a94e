/** The names under which react-query keeps what the server said. */
import type { BoardId } from "./types";

export const keys = {
  me: ["me"] as const,
  boards: ["boards"] as const,
  board: (id: BoardId) => ["boards", id] as const,
  members: (id: BoardId) => ["boards", id, "members"] as const,
  users: ["users"] as const,
  nodes: ["nodes"] as const,
  models: ["models"] as const,
};
