/** Words with marks, to be read. */
import type * as Y from "yjs";
import { linesOf, numberOf, safeLink, shownLines, type Op, type Run } from "./lines";

/** Drawn anew when the item it belongs to is another one: the text itself stays the same object. */
export default function RichText({ text }: { text: Y.Text }) {
  const lines = shownLines(linesOf(text.toDelta() as Op[]));
  return lines.map((line, i) => (
    <div key={i} data-block={line.block} data-number={numberOf(lines, i)}>
      {line.runs.length === 0 ? <br /> : line.runs.map((run, j) => <Words key={j} run={run} />)}
    </div>
  ));
}

function Words({ run: { text, marks } }: { run: Run }) {
  const href = safeLink(marks.link);
  const looks = {
    "data-bold": marks.bold ? "" : undefined,
    "data-italic": marks.italic ? "" : undefined,
    "data-link": marks.link === null ? undefined : "",
  };
  return href === undefined ? (
    <span {...looks}>{text}</span>
  ) : (
    <a {...looks} href={href} target="_blank" rel="noreferrer" draggable={false}>
      {text}
    </a>
  );
}
