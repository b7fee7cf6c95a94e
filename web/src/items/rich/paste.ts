/**
 * What another program put on the clipboard, reduced to the marks we have. Knows the DOM's parser,
 * not the page: nothing of what is read is ever shown or run.
 */
import type { Op } from "../../doc/delta";
import { safeLink } from "../../panels/safeLink";
import { MARKS, type Mark } from "./lines";

type Style = { readonly marks: Readonly<Record<string, true | string>>; readonly block: Block };
type Block = Readonly<Record<string, number | string>>;

const TAGS: Readonly<Record<string, Mark>> = {
  B: "bold",
  STRONG: "bold",
  I: "italic",
  EM: "italic",
  S: "strike",
  DEL: "strike",
  STRIKE: "strike",
  CODE: "code",
  KBD: "code",
};
const BLOCKS: Readonly<Record<string, Block>> = {
  H1: { header: 1 },
  H2: { header: 2 },
  H3: { header: 2 },
  H4: { header: 2 },
};
const OURS: Readonly<Record<string, Block>> = {
  h1: { header: 1 },
  h2: { header: 2 },
  bullet: { list: "bullet" },
  ordered: { list: "ordered" },
};
const LINES = /^(P|DIV|LI|H[1-6]|UL|OL|BLOCKQUOTE|PRE|TR|TABLE|SECTION|ARTICLE|HEADER|FOOTER)$/;
const PASSED = /^(SCRIPT|STYLE|TEMPLATE|HEAD|TITLE|NOSCRIPT)$/;

/** Null where there is nothing but words, which the plain text gives better. */
export function opsOfHtml(html: string): Op[] | null {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const reader = new Reader();
  reader.take(body, { marks: {}, block: {} });
  const ops = reader.end();
  return ops.some(({ attributes }) => attributes !== undefined) ? ops : null;
}

class Reader {
  private readonly ops: Op[] = [];
  private block: Block = {};
  /** Whether something stands in the line that is being read. */
  private begun = false;

  take(node: Node, style: Style): void {
    if (node.nodeType === Node.TEXT_NODE) {
      this.words(node.textContent ?? "", style);
      return;
    }
    if (!(node instanceof Element) || PASSED.test(node.tagName)) return;
    if (node.tagName === "BR") {
      this.line(true);
      return;
    }
    const isLine = LINES.test(node.tagName);
    if (isLine) this.line(false);
    const inner = styleOf(node, style);
    for (const child of node.childNodes) this.take(child, inner);
    if (isLine) this.line(false);
  }

  end(): Op[] {
    if (this.begun && Object.keys(this.block).length > 0) this.line(true);
    return this.ops;
  }

  private words(raw: string, { marks, block }: Style): void {
    const words = raw.replace(/[ \t\r\n]+/g, " ");
    const text = this.begun ? words : words.trimStart();
    if (text === "") return;
    this.begun = true;
    this.block = block;
    this.push(text, marks);
  }

  private line(isForced: boolean): void {
    if (!this.begun && !isForced) return;
    this.push("\n", this.block);
    this.begun = false;
    this.block = {};
  }

  private push(insert: string, attributes: Block | Style["marks"]): void {
    this.ops.push(Object.keys(attributes).length > 0 ? { insert, attributes } : { insert });
  }
}

function styleOf(element: Element, { marks, block }: Style): Style {
  const { tagName } = element;
  const data = element instanceof HTMLElement ? element.dataset : {};
  const own: Record<string, true | string> = { ...marks };
  const tag = TAGS[tagName];
  // Some programs wrap everything in a `b` that is none.
  if (tag && !/font-weight:\s*(normal|400)/.test(element.getAttribute("style") ?? "")) {
    own[tag] = true;
  }
  for (const mark of MARKS) if (data[mark] !== undefined) own[mark] = true;
  const style = element.getAttribute("style") ?? "";
  if (/font-weight:\s*(bold|[6-9]00|650)/.test(style)) own.bold = true;
  if (/font-style:\s*italic/.test(style)) own.italic = true;
  if (/text-decoration[^;]*line-through/.test(style)) own.strike = true;
  const link = tagName === "A" ? safeLink(element.getAttribute("href")) : undefined;
  if (link !== undefined) own.link = link;
  return { marks: own, block: blockOf(element, data.block) ?? block };
}

function blockOf(element: Element, ours: string | undefined): Block | null {
  if (ours !== undefined) return OURS[ours] ?? null;
  if (element.tagName !== "LI") return BLOCKS[element.tagName] ?? null;
  return { list: element.parentElement?.tagName === "OL" ? "ordered" : "bullet" };
}
