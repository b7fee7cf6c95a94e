/** The signs of a template, tinted behind the field that it is written in. */
import { useEffect, useRef, useState } from "react";
import type * as Y from "yjs";
import { marksOf, type MarkKind } from "../doc/notation";
import { plain } from "../doc/read";
import { COPIED, edges } from "../presence/mirror";
import styles from "./TemplateMarks.module.css";

export default function TemplateMarks({ text }: { text: Y.Text }) {
  const twin = useRef<HTMLDivElement>(null);
  const [words, setWords] = useState(() => plain(text));
  useEffect(() => {
    const read = (): void => setWords(plain(text));
    read();
    text.observe(read);
    return () => text.unobserve(read);
  }, [text]);
  useEffect(() => {
    const element = twin.current;
    const field = element?.parentElement?.querySelector("textarea");
    if (!element || !field) return;
    const style = getComputedStyle(field);
    for (const name of COPIED) element.style[name] = style[name];
    const follow = (): void => {
      element.style.width = `${field.clientWidth + edges(style)}px`; // a bar to scroll by takes room
      element.scrollTop = field.scrollTop;
    };
    follow();
    field.addEventListener("scroll", follow, { passive: true });
    return () => field.removeEventListener("scroll", follow);
  }, [words]);
  return (
    <div ref={twin} className={styles.twin} aria-hidden>
      {piecesOf(words).map(({ kind, said }, i) =>
        kind === null ? (
          said
        ) : (
          <mark key={i} className={styles[kind]}>
            {said}
          </mark>
        ),
      )}
      {"\u200b"}
    </div>
  );
}

type Piece = { readonly kind: MarkKind | null; readonly said: string };

function piecesOf(words: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { kind, from, to } of marksOf(words)) {
    pieces.push({ kind: null, said: words.slice(at, from) }, { kind, said: words.slice(from, to) });
    at = to;
  }
  return [...pieces, { kind: null, said: words.slice(at) }];
}
