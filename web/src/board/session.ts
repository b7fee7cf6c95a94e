/**
 * One person on one board: the document with everything that reads, edits and carries it, wired.
 *
 * Made when the board opens and thrown away when it closes, or when the server refused something in
 * its document: then the next one goes on from the server's. The only place that knows all parts.
 */
import { nanoid } from "nanoid";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { socketAddress } from "../api/client";
import type { Board, BoardRole, NodeSpec, User } from "../api/types";
import { leaveMarks } from "../doc/delta";
import { catalogOf, type Catalog } from "../doc/catalog";
import { Edits } from "../doc/edits";
import { Projection } from "../doc/projection";
import { LOCAL, Undo } from "../doc/undo";
import { Jobs } from "../jobs/jobs";
import { pageVisible } from "../jobs/visible";
import { LocalCopy } from "../local/copy";
import type { Local } from "../local/local";
import { watchAway } from "../presence/away";
import { Presence } from "../presence/presence";
import { Together } from "../presence/together";
import { createStore, type Store } from "../store/store";
import { recordEdits, type UnsavedEdit } from "../sync/changes";
import { Link } from "../sync/link";
import { replay } from "../sync/replay";
import { toast } from "../ui/Toast";
import { lossOf, type Loss } from "./losses";
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
  readonly together: Together;
  readonly jobs: Jobs;
  readonly ui: Ui;
  /** Over once the document has what this browser keeps of it, and its line is open. */
  readonly begun: Promise<void>;
  /** What the server did not accept, until the person has read it. */
  readonly losses: Store<readonly Loss[]>;
  /** Gives up every edit that is only here. */
  readonly letGo: () => void;
  /** The page shows the session. */
  readonly keep: () => void;
  /** The page no longer does; unless it comes right back, all is let go once it is saved. */
  readonly leave: () => void;
};

type SessionOptions = {
  readonly board: Board;
  readonly me: User;
  readonly specs: readonly NodeSpec[];
  readonly local: Local;
  /** A fresh document has taken over. */
  readonly onReplaced: (next: Session) => void;
};

/** What the next session needs of the one before it. */
type Before = {
  readonly doc: Y.Doc;
  readonly session: Session;
  readonly recoveries: readonly number[];
  readonly edits: readonly UnsavedEdit[];
  /** Whether the page has gone meanwhile. */
  readonly isLeft: () => boolean;
};

/** The origin of what the local copy had. */
const KEPT = Symbol("kept");
/** A document that goes wrong more often than this in a minute is not helped by another one. */
const MOST_RECOVERIES = 20;
const MINUTE_MS = 60_000;
const MALFORMED = 4400;
/** Why an edit is not made anew when the person did not want it to be. */
const LET_GO = "let-go";

export function mayEdit(role: BoardRole): boolean {
  return role === "owner" || role === "editor";
}

/** The board as it is open now: another session takes over when a fresh document must. */
export function openBoard(options: Omit<SessionOptions, "onReplaced">): Store<Session> {
  const onReplaced = (next: Session): void => current.set(next);
  const current = createStore(openSession({ ...options, onReplaced }));
  return current;
}

function openSession(options: SessionOptions, before: Before | null = null): Session {
  const { board, me, specs, local } = options;
  const doc = new Y.Doc();
  leaveMarks(doc);
  const awareness = new Awareness(doc);
  const catalog = catalogOf(specs);
  const view = new Projection(doc, (flush) => requestAnimationFrame(flush));
  const undo = new Undo(doc, () => performance.now());
  const edits = new Edits({ doc, catalog, undo, id: () => nanoid(12), done: () => view.flush() });
  const { id, name, color } = me;
  const presence = new Presence(awareness, { id, name, color }, () => performance.now());
  const together = new Together(presence, id, () => performance.now(), toast);
  const stopWatching = watchAway((away) => presence.say({ status: away ? "away" : "online" }));
  const jobs = new Jobs({
    board: board.id,
    me: me.id,
    view,
    visible: pageVisible,
    say: (sentence, isProblem) => toast(sentence, isProblem ? { kind: "bad" } : {}),
  });
  const copyId = { account: me.id, board: board.id, epoch: board.epoch };
  const copy = new LocalCopy(local, copyId);
  const losses = createStore<readonly Loss[]>(before?.session.losses.get() ?? []);
  const visit = nanoid(8);
  let made = 0;
  /** What is made anew is written to the copy with the fresh state, not before it. */
  let replaying = false;

  const link = new Link({
    url: socketAddress("/sync"),
    board: board.id,
    epoch: board.epoch,
    doc,
    awareness,
    onSaved: (saved) => copy.saved(saved),
    onRefused: (edit) => copy.edited(edit),
    onStuck: () => goOn(link.unsaved.all),
    isSafe: () => copy.isSafe,
  });
  const stopRecording = recordEdits(
    doc,
    {
      id: () =>
        `${Date.now().toString(36).padStart(9, "0")}${String(made++).padStart(6, "0")}${visit}`,
      gesture: () => `${visit}${undo.gesture}`,
    },
    (edit) => {
      link.edited(edit);
      if (!replaying) copy.edited(edit);
    },
  );
  const onReceived = (update: Uint8Array, origin: unknown, _: Y.Doc, by: Y.Transaction): void => {
    if (!by.local && origin !== KEPT) copy.received(update);
  };
  doc.on("update", onReceived);
  const stopStorage = presence.storage.subscribe(() => {
    link.setReadOnly(presence.storage.get() !== null);
  });

  let disposed = false;
  const dispose = (): void => {
    if (disposed) return;
    disposed = true;
    copy.close();
    stopRecording();
    stopStorage();
    stopWatching();
    together.dispose();
    doc.off("update", onReceived);
    link.dispose();
    jobs.dispose();
    presence.dispose();
    undo.dispose();
    view.dispose();
    awareness.destroy();
    doc.destroy();
  };
  // React mounts a component twice in development: only what stays away is over.
  let leaving: ReturnType<typeof setTimeout> | undefined;
  let isLeft = false;
  const keep = (): void => {
    isLeft = false;
    clearTimeout(leaving);
  };
  const leave = (): void => {
    isLeft = true;
    leaving = setTimeout(() => {
      awareness.setLocalState(null);
      link.whenSaved(dispose);
    });
  };

  /** Opens the copy this browser has, so that there is a board before there is a server. */
  const begin = async (): Promise<void> => {
    const kept = await copy.open();
    if (disposed) return;
    doc.transact(() => {
      for (const update of kept.updates) Y.applyUpdate(doc, update, KEPT);
      for (const edit of kept.edits) Y.applyUpdate(doc, edit.update, KEPT);
    }, KEPT);
    view.flush();
    if (kept.updates.length > 0) link.loaded.set(true);
    link.start(kept.edits);
  };

  /** A fresh document takes over; this one stays in sight, and takes edits, until it is there. */
  const goOn = (unsaved: readonly UnsavedEdit[]): void => {
    const now = Date.now();
    const recent = (before?.recoveries ?? []).filter((time) => now - time < MINUTE_MS);
    if (recent.length >= MOST_RECOVERIES) {
      link.end({ kind: "closed", code: MALFORMED, changes: link.unsaved.changes });
      return;
    }
    const recoveries = [...recent, now];
    openSession(options, { doc, session, recoveries, edits: unsaved, isLeft: () => isLeft });
  };

  /** Takes over from the session before, in one go. */
  const takeOver = (from: Before): void => {
    Y.applyUpdate(from.doc, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(from.doc)), KEPT);
    const known = new Set(from.edits.map((edit) => edit.id));
    const since = from.session.link.unsaved.all.filter((edit) => !known.has(edit.id));
    const all = [...from.edits, ...since];
    const refused = all.filter(({ refused }) => refused !== undefined && refused !== LET_GO);
    losses.set([...losses.get(), ...refused.map((edit) => lossOf(edit, from.session))]);
    const state = Y.encodeStateAsUpdate(doc);
    replaying = true;
    replay(from.doc, all, doc, LOCAL, () => undo.step(null));
    replaying = false;
    view.flush();
    void copy.replace(state, all, link.unsaved.all);
    if (from.isLeft()) leave();
    from.session.leave();
    options.onReplaced(session);
  };

  const session: Session = {
    board,
    me,
    canEdit: mayEdit(board.role),
    catalog,
    view,
    edits,
    undo,
    link,
    presence,
    together,
    jobs,
    ui: before?.session.ui ?? createUi(),
    begun: before ? Promise.resolve() : begin(),
    losses,
    letGo: () => {
      link.pause();
      goOn(link.unsaved.all.map((edit) => ({ ...edit, refused: LET_GO })));
    },
    keep,
    leave,
  };
  if (before) {
    const stop = link.state.subscribe(() => {
      const state = link.state.get();
      if (state.kind === "closed") {
        stop();
        before.session.link.end({ ...state, changes: before.session.link.unsaved.changes });
        dispose();
      }
    });
    const ready = link.received.subscribe(() => {
      ready();
      stop();
      takeOver(before);
    });
    link.start();
  }
  return session;
}
