/** Pictures of the board as files: as they are, or with what made them. */
import { Download, FileDown } from "lucide-react";
import { problemOf, sentence, unreachable } from "../api/client";
import { assetAddress } from "../api/upload";
import type { Session } from "../board/session";
import { assetOf } from "../palette/asset";
import { toast } from "../ui/Toast";
import type { Command } from "./command";

function shown(session: Session): string[] {
  return [...session.ui.selection.get()].flatMap((id) => assetOf(session, id) ?? []);
}

function save(href: string, name: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
}

async function saveWithRecipe(href: string, name: string): Promise<void> {
  const answer = await fetch(href).catch(() => {
    throw unreachable();
  });
  if (!answer.ok) throw problemOf(answer.status, await answer.json().catch(() => null));
  const url = URL.createObjectURL(await answer.blob());
  save(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

const hasPictures = (session: Session): boolean => shown(session).length > 0;
const needs = "Select something that shows a picture.";

export const DOWNLOAD: readonly Command[] = [
  {
    id: "download",
    title: "Download the picture",
    group: "edit",
    icon: Download,
    when: hasPictures,
    needs,
    run: (session) =>
      shown(session).forEach((asset) =>
        save(assetAddress(session.board.id, asset), asset.slice(0, 12)),
      ),
  },
  {
    id: "download-with-recipe",
    title: "Download with its recipe",
    group: "edit",
    icon: FileDown,
    when: hasPictures,
    needs,
    run: (session) =>
      shown(session).forEach((asset) => {
        const href = `${assetAddress(session.board.id, asset)}?metadata=1`;
        saveWithRecipe(href, `${asset.slice(0, 12)}.png`).catch((error: unknown) =>
          toast(sentence(error)),
        );
      }),
  },
];
