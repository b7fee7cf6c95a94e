/**
 * One person on one board: the document with everything that reads, edits and carries it, wired.
 *
 * Made when the board opens and thrown away when it closes; the only place that knows all parts.
 */
import { nanoid } from "nanoid";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { socketAddress } from "../api/client";
import type { Board, NodeSpec, User } from "../api/types";
import { catalogOf, type Catalog } from "../doc/catalog";
import { Edits } from "../doc/edits";
import { Projection } from "../doc/projection";
import { Undo } from "../doc/undo";
import { Presence } from "../presence/presence";
import { Link } from "../sync/link";
import { createUi, type Ui } from "./ui";

export type Session = {
  readonly board: Board;
  readonly me: User;
  readonly canEdit: boolean;
  readonly catalog: Catalog;
  readonly view: Projection;
  readonly edits: Edits;
  readonly undo: Undo;
  readonly link: Link;
  readonly presence: Presence;
  readonly ui: Ui;
  /** The page shows the session. */
  readonly keep: () => void;
  /** The page no longer does; unless it comes right back, all is let go once it is saved. */
  readonly leave: () => void;
};

export function openSession(board: Board, me: User, specs: readonly NodeSpec[]): Session {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const catalog = catalogOf(specs);
  const view = new Projection(doc, (flush) => requestAnimationFrame(flush));
  const undo = new Undo(doc, () => performance.now());
  const edits = new Edits({ doc, catalog, undo, id: () => nanoid(12), done: () => view.flush() });
  const { id, name, color } = me;
  const presence = new Presence(awareness, { id, name, color }, () => performance.now());
  const link = new Link({
    url: socketAddress("/sync"),
    board: board.id,
    epoch: board.epoch,
    doc,
    awareness,
  });
  const canEdit = board.role === "owner" || board.role === "editor";
  const ui = createUi();
  const dispose = (): void => {
    link.dispose();
    presence.dispose();
    undo.dispose();
    view.dispose();
    awareness.destroy();
    doc.destroy();
  };
  // React mounts a component twice in development: only what stays away is over.
  let leaving: ReturnType<typeof setTimeout> | undefined;
  const keep = (): void => clearTimeout(leaving);
  const leave = (): void => {
    leaving = setTimeout(() => {
      awareness.setLocalState(null);
      link.whenSaved(dispose);
    });
  };
  return { board, me, canEdit, catalog, view, edits, undo, link, presence, ui, keep, leave };
}
