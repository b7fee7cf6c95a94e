/** When a command makes sense, and where what it adds goes. */
import type { Session } from "../board/session";

export const editable = ({ canEdit }: Session): boolean => canEdit;
export const hasSelection = ({ canEdit, ui }: Session): boolean =>
  canEdit && ui.selection.get().size > 0;
export const hasDeletable = ({ canEdit, ui, view }: Session): boolean =>
  canEdit &&
  (ui.edgeSelection.get().size > 0 ||
    [...ui.selection.get()].some((id) => view.node(id)?.locked === false));

export function middle({ ui }: Session) {
  return ui.canvas.get()?.middle() ?? { x: 0, y: 0 };
}
