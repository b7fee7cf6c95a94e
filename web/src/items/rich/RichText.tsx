/** Words with marks, to be read. */
import type * as Y from "yjs";
import { safeLink } from "../../panels/safeLink";
import { linesOf, MARKS, numberOf, shownLines, type Op, type Run } from "./lines";

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
  const on = MARKS.filter((mark) => marks[mark]).map((mark) => [`data-${mark}`, ""] as const);
  const looks = { ...Object.fromEntries(on), ...(marks.link !== null && { "data-link": "" }) };
  return href === undefined ? (
    <span {...looks}>{text}</span>
  ) : (
    <a {...looks} href={href} target="_blank" rel="noreferrer" draggable={false}>
      {text}
    </a>
  );
}
