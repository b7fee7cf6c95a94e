/** Takes along what is only here: to the clipboard, or as a file. */
import * as Y from "yjs";
import { NODES } from "../doc/schema";
import { local } from "../local/local";
import type { CopyId } from "../local/store";

/** Changes made here to a board as it was before it got another history. */
export type OlderCopy = { readonly id: CopyId; readonly changes: number; readonly nodes: unknown };

/** Copies of other epochs that hold something of this person's; others are let go. */
export async function olderCopies(copy: CopyId): Promise<OlderCopy[]> {
  const { store } = await local();
  const found: OlderCopy[] = [];
  for (const id of await store.others(copy)) {
    const { updates, edits } = await store.open(id);
    if (edits.length === 0) {
      await store.remove(id);
      continue;
    }
    const doc = new Y.Doc();
    for (const update of [...updates, ...edits.map((edit) => edit.update)]) {
      Y.applyUpdate(doc, update);
    }
    const changes = new Set(edits.map((edit) => edit.gesture)).size;
    found.push({ id, changes, nodes: doc.getMap(NODES).toJSON() });
    doc.destroy();
  }
  return found;
}

export async function removeOlder({ id }: OlderCopy): Promise<void> {
  const { store } = await local();
  await store.remove(id);
}

export function download(name: string, content: unknown): void {
  const json = JSON.stringify(content, null, 2);
  const url = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.replace(/[^\p{L}\p{N} _-]+/gu, "_") || "board"}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
