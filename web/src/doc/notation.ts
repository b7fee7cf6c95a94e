/**
 * What the signs of a template mean, as `render/prompts/grammar.py` reads them: where its names,
 * picks and choices are, for ports and for colours. What is filled in is the server's to say.
 */
export type MarkKind = "name" | "pick" | "choice" | "escape" | "wrong";

export type Mark = {
  readonly kind: MarkKind;
  readonly from: number;
  readonly to: number;
  /** Of a name or a pick: the input that it asks for. */
  readonly name?: string;
};

const TOKEN =
  /(?<escape>\\+[{}|_$:])|(?<pick>(?<![\p{L}\p{N}_])__(?<name>[\p{L}\p{N}](?:[\p{L}\p{N}_-]*?[\p{L}\p{N}])?)__(?![\p{L}\p{N}_]))|(?<double>\{\{|\}\})|[{}|]/gu;
const COUNT = /\d{1,3}(?:-\d{1,3})?\$\$(?:[^{}|$\\]*\$\$)?/y;
const WEIGHT = /\s*(?:\d{1,6}(?:\.\d{0,6})?|\.\d{1,6})::/y;

type Group = { readonly from: number; readonly inside: number; isPlain: boolean; marks: Mark[] };

/** In the order of the text; they do not overlap. */
export function marksOf(text: string): Mark[] {
  const marks: Mark[] = [];
  const groups: Group[] = [];
  const token = new RegExp(TOKEN);
  const add = (mark: Mark): void => void (groups.at(-1)?.marks ?? marks).push(mark);
  const head = (pattern: RegExp, at: number): number => {
    const match = after(pattern, text, at);
    if (match > at) add({ kind: "choice", from: at, to: match });
    return match;
  };
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [sign] = found;
    const { index: from } = found;
    const to = from + sign.length;
    const group = groups.at(-1);
    if (found.groups?.escape !== undefined) {
      if (sign.length % 2 === 1) {
        token.lastIndex = to - 1; // the backslashes are only that, and the sign means something
        continue;
      }
      if (group) group.isPlain = false;
      add({ kind: "escape", from: to - 2, to });
    } else if (found.groups?.pick !== undefined) {
      if (group) group.isPlain = false;
      add({ kind: "pick", from, to, name: found.groups.name ?? "" });
    } else if (found.groups?.double !== undefined && !group) {
      add({ kind: "escape", from, to });
    } else if (sign.startsWith("{")) {
      if (group) group.isPlain = false;
      const inside = from + 1;
      const opened: Group = { from, inside, isPlain: true, marks: [] };
      groups.push(opened);
      add({ kind: "choice", from, to: inside });
      const counted = head(COUNT, inside);
      if (counted > inside) opened.isPlain = false;
      token.lastIndex = head(WEIGHT, counted);
    } else if (sign === "|") {
      if (!group) continue;
      group.isPlain = false;
      add({ kind: "choice", from, to });
      token.lastIndex = head(WEIGHT, to);
    } else {
      const end = from + 1;
      token.lastIndex = end;
      groups.pop();
      if (!group) marks.push({ kind: "wrong", from, to: end });
      else if (group.isPlain) {
        const name = text.slice(group.inside, from).trim();
        add({ kind: name === "" ? "wrong" : "name", from: group.from, to: end, name });
      } else {
        add({ kind: "choice", from, to: end });
        const closing = groups.at(-1)?.marks ?? marks;
        const last = closing.pop();
        closing.push(...group.marks, ...(last ? [last] : []));
      }
    }
  }
  for (const { marks: inside } of groups) {
    marks.push(...inside.map((mark, i) => (i === 0 ? { ...mark, kind: "wrong" as const } : mark)));
  }
  return marks;
}

/** The inputs that a template asks for, in the order of the text, once each. */
export function namesIn(text: string): string[] {
  return [...new Set(marksOf(text).flatMap(({ name }) => (name ? [name] : [])))];
}

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}
