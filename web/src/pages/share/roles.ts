/** Roles on a board in words, and what each may do. */
import type { BoardRole } from "../../api/types";

export const ROLE_NAMES: Record<BoardRole, string> = {
  owner: "Owner",
  editor: "Editor",
  commenter: "Commenter",
  viewer: "Viewer",
};

export const ROLE_OPTIONS: { value: BoardRole; label: string; hint: string }[] = [
  { value: "owner", label: ROLE_NAMES.owner, hint: "Changes it and chooses who is on it" },
  { value: "editor", label: ROLE_NAMES.editor, hint: "Changes everything on it" },
  { value: "commenter", label: ROLE_NAMES.commenter, hint: "Sees it and comments" },
  { value: "viewer", label: ROLE_NAMES.viewer, hint: "Sees it" },
];
