/** The carets and selections of the others in a shared text field, over the field. */
import { useEffect, useRef } from "react";
import type * as Y from "yjs";
import { useSession } from "../board/context";
import { measured } from "../items/rich/places";
import { CaretLayer, type Marked } from "./caretLayer";
import { rangeOf } from "./carets";
import { mirrored } from "./mirror";
import type { Presence } from "./presence";
import styles from "./Carets.module.css";

export type CaretsProps = { node: string; field: string; text: Y.Text };

export default function Carets({ node, field, text }: CaretsProps) {
  const { presence } = useSession();
  const layer = useRef<HTMLDivElement>(null);
  const twin = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const around = layer.current?.parentElement;
    const area = around?.querySelector<HTMLElement>("[data-shared-text]");
    if (!area || !layer.current || !twin.current) return undefined;
    const measure =
      area instanceof HTMLTextAreaElement ? mirrored(area, twin.current) : measured(area);
    const carets = new CaretLayer(layer.current, styles, measure);
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      carets.draw(markedIn(presence, node, field, text));
    };
    // Once a frame, after the field has the words that came with it.
    const later = (): void => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    const sizes = new ResizeObserver(later);
    sizes.observe(area);
    text.observe(later);
    area.addEventListener("scroll", later, { passive: true });
    area.addEventListener("input", later);
    const stop = presence.subscribe(`carets:${node}`, later);
    draw();
    return () => {
      cancelAnimationFrame(frame);
      sizes.disconnect();
      text.unobserve(later);
      area.removeEventListener("scroll", later);
      area.removeEventListener("input", later);
      stop();
    };
  }, [presence, node, field, text]);
  return (
    <>
      <div ref={twin} className={styles.twin} aria-hidden />
      <div ref={layer} className={styles.carets} aria-hidden data-chrome="" />
    </>
  );
}

/** The carets of the others in one text of an item, for whoever draws it. */
export function markedIn(presence: Presence, node: string, field: string, text: Y.Text): Marked[] {
  return presence.editorsOf(node).flatMap(({ client, person, field: theirs, caret }) => {
    const range = theirs === field && caret ? rangeOf(text, caret) : null;
    if (!range) return [];
    const { anchor, head } = range;
    const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
    return [{ client, person, from, to, head }];
  });
}
