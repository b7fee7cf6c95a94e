/** What comes in from outside: pictures dropped or pasted, text, colors, and our own copies. */
import { useReactFlow } from "@xyflow/react";
import { useEffect, useMemo, type DragEvent } from "react";
import { useSession } from "../board/context";
import { IMAGE_SIZE, NOTE_SIZE } from "../items/layout";
import type { Session } from "../board/session";
import { addItem, clipOfSelection, deleteSelection, pasteClip } from "../commands/actions";
import { isEditable } from "../commands/editable";
import { CLIPBOARD_TYPE, clipInHtml, htmlOf, parseClip, plainOf } from "../doc/clipboard";
import type { Point } from "../doc/schema";
import { parseHex } from "../ui/color";
import { filesIn, loadPictures, loadTemplates, sourceIn, TEMPLATE_TYPE } from "./files";

export function useDropAndPaste() {
  const session = useSession();
  const flow = useReactFlow();
  useClipboard(session);
  return useMemo(
    () => ({
      onDragOver: (event: DragEvent) => {
        if (!session.canEdit) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        const files = filesIn(event.dataTransfer);
        const template = event.dataTransfer.getData(TEMPLATE_TYPE);
        if (!session.canEdit || (files.length === 0 && template === "")) return;
        const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
        if (template !== "") {
          void loadTemplates().then((all) => all.insertTemplate(session, template, at));
          return;
        }
        addFiles(session, files, at, sourceIn(event.dataTransfer));
      },
    }),
    [session, flow],
  );
}

function useClipboard(session: Session): void {
  useEffect(() => {
    const take = (event: ClipboardEvent, how: { cut: boolean }): boolean => {
      const clip = isEditable(event.target) ? null : clipOfSelection(session, how);
      if (!clip || !event.clipboardData || getSelection()?.isCollapsed === false) return false;
      event.clipboardData.setData(CLIPBOARD_TYPE, JSON.stringify(clip));
      event.clipboardData.setData("text/html", htmlOf(clip));
      event.clipboardData.setData("text/plain", plainOf(clip));
      event.preventDefault();
      return true;
    };
    const copy = (event: ClipboardEvent): void => void take(event, { cut: false });
    const cut = (event: ClipboardEvent): void => {
      if (session.canEdit && take(event, { cut: true })) deleteSelection(session);
    };
    const paste = (event: ClipboardEvent): void => {
      if (isEditable(event.target) || !session.canEdit || !event.clipboardData) return;
      event.preventDefault();
      pasteData(session, event.clipboardData);
    };
    document.addEventListener("copy", copy);
    document.addEventListener("cut", cut);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("copy", copy);
      document.removeEventListener("cut", cut);
      document.removeEventListener("paste", paste);
    };
  }, [session]);
}

function pasteData(session: Session, data: DataTransfer): void {
  const canvas = session.ui.canvas.get();
  const at: Point = canvas?.pointer() ?? canvas?.middle() ?? { x: 0, y: 0 };
  const files = filesIn(data);
  const clip = parseClip(data.getData(CLIPBOARD_TYPE)) ?? clipInHtml(data.getData("text/html"));
  const text = data.getData("text/plain").trim();
  const color = parseHex(text);
  // Without a pointer a copy lies beside what it is of, if that is here.
  const beside = canvas?.pointer() == null && clip?.board === session.board.id;
  if (clip) pasteClip(session, clip, beside ? null : at);
  else if (files.length > 0) addFiles(session, files, at, sourceIn(data));
  else if (color !== null && text.startsWith("#")) {
    addItem(session, "swatch", at, null, { params: { color } });
  } else void addPage(session, text, data.getData("text/html"), at);
}

/** What another program wrote: the pictures that come with it, and a note of the words beside them. */
async function addPage(session: Session, text: string, html: string, at: Point): Promise<void> {
  const files = html === "" ? [] : (await import("./embedded")).embeddedIn(html);
  if (files.length > 0) addFiles(session, files, at, null);
  const beside = { x: at.x - (NOTE_SIZE.w + IMAGE_SIZE.w) * 0.6, y: at.y };
  if (text !== "") await addWords(session, text, html, files.length > 0 ? beside : at);
}

/** A note of the words, with the marks that we have too. */
async function addWords(session: Session, text: string, html: string, at: Point): Promise<void> {
  const ops = html === "" ? null : (await import("../items/rich/paste")).opsOfHtml(html);
  addItem(session, "note", at, null, { params: { text }, ...(ops && { texts: { text: ops } }) });
}

function addFiles(
  session: Session,
  files: readonly File[],
  at: Point,
  source: string | null,
): void {
  void loadPictures().then(({ addPictures }) => addPictures(session, files, at, { source }));
}
