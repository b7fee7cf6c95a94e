/** Roles on a board in words, and what each may do. */
import type { BoardRole } from "../../api/types";
import { t, text, type Text } from "../../i18n/i18n";

export const ROLE_NAMES: Record<BoardRole, Text> = {
  owner: text("Owner"),
  editor: text("Editor"),
  commenter: text("Commenter"),
  viewer: text("Viewer"),
};

export const roleOptions = (): { value: BoardRole; label: string; hint: string }[] => [
  { value: "owner", label: t(ROLE_NAMES.owner), hint: t("Changes it and chooses who is on it") },
  { value: "editor", label: t(ROLE_NAMES.editor), hint: t("Changes everything on it") },
  { value: "commenter", label: t(ROLE_NAMES.commenter), hint: t("Sees it and comments") },
  { value: "viewer", label: t(ROLE_NAMES.viewer), hint: t("Sees it") },
];
