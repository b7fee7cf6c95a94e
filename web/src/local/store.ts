/**
 * What this browser keeps of boards, so that they open and take edits while the server is away.
 *
 * A copy is what the server is known to have of one board, in one epoch, for one account; edits it
 * is not known to have are kept beside it, each with its own bytes. So a copy never holds a refused
 * edit, and one of another epoch can be set aside without being merged.
 */
import type { UnsavedEdit } from "../sync/changes";

export type CopyId = { readonly account: string; readonly board: string; readonly epoch: string };

/** What a board is opened from. */
export type Kept = {
  readonly updates: readonly Uint8Array[];
  readonly edits: readonly UnsavedEdit[];
};

export type LocalStore = {
  readonly open: (copy: CopyId) => Promise<Kept>;
  /** Puts one update in place of all; pages without boards need no Yjs, so `merge` is told. */
  readonly compact: (
    copy: CopyId,
    merge: (updates: readonly Uint8Array[]) => Uint8Array,
  ) => Promise<void>;
  /** In one transaction, so that no edit is kept without what it builds on. */
  readonly append: (
    copy: CopyId,
    updates: readonly Uint8Array[],
    edits: readonly UnsavedEdit[],
  ) => Promise<void>;
  /** The server has these now: their bytes become part of the copy. */
  readonly saved: (copy: CopyId, edits: readonly UnsavedEdit[]) => Promise<void>;
  /** Puts the server's state in place of the copy, and `added` in place of the edits `removed`. */
  readonly replace: (
    copy: CopyId,
    state: Uint8Array,
    removed: readonly UnsavedEdit[],
    added: readonly UnsavedEdit[],
  ) => Promise<void>;
  /** Copies of the same board in other epochs. */
  readonly others: (copy: CopyId) => Promise<CopyId[]>;
  readonly remove: (copy: CopyId) => Promise<void>;
  /** Edits of the account, over all boards, that are only here. */
  readonly unsavedOf: (account: string) => Promise<readonly UnsavedEdit[]>;
  readonly forget: (account: string) => Promise<void>;
  readonly readAnswer: (key: string) => Promise<unknown>;
  readonly writeAnswer: (key: string, value: unknown) => Promise<void>;
};

/** One string a copy, an answer or an account is filed under; ids are URL-safe and hold no space. */
export function fileName({ account, board, epoch }: CopyId): string {
  return [account, board, epoch].join(" ");
}

export function copyOf(name: string): CopyId {
  const [account = "", board = "", epoch = ""] = name.split(" ");
  return { account, board, epoch };
}

/** Copies of the board of `copy` in other epochs, among all file names. */
export function otherEpochs(names: readonly string[], copy: CopyId): CopyId[] {
  return [...new Set(names)]
    .map(copyOf)
    .filter(({ account, board }) => account === copy.account && board === copy.board)
    .filter(({ epoch }) => epoch !== copy.epoch);
}
