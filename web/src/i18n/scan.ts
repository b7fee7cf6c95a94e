/**
 * Reads the client's source for texts: which go through `t`, `tn` and `text`, and which people would
 * see as they stand in the code. For the tests of the languages; no part of the client.
 */
import ts from "typescript";

export type Found = { readonly line: number; readonly text: string };
export type Scan = { readonly keys: readonly string[]; readonly loose: readonly Found[] };

const SAYING = new Set(["t", "tn", "text"]);
/** What is read by people when it stands at one of these, be it an attribute or a property. */
const READ_AT = new Set(
  "aria-label aria-description aria-roledescription aria-valuetext title placeholder alt label"
    .split(" ")
    .concat("hint description action heading needs sentence message reason about".split(" ")),
);
const NAMES = new Set([
  "Atelier",
  "Atelier: {}",
  "English",
  "Türkçe",
  "https://",
  "px",
  "ResizeObserver loop",
]);
const WORDS = /\p{L}{2}/u;
const SENTENCE = /^[“‘]?\p{Lu}[\p{L}’]*(?:[ ,:]+\S|…)/u;
const PHRASE = /\p{L}{2,}[.,:]? \{\}|\{\}[”’]? \p{L}{2,}|\p{L}{2,} \p{L}{2,}/u;
/** What tells things apart, such as `item {}`. */
const KEY = /^[a-z]+ \{\}$/;
const DRAWING =
  /\b(?:translate|scale|rotate|repeat|matrix|color-mix|svg|pre)\b|px|nodrag|xMidYMid|sans-serif/;

export function scan(name: string, source: string): Scan {
  const kind = name.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, kind);
  const keys: string[] = [];
  const loose: Found[] = [];
  const tell = (node: ts.Node, text: string): void => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    loose.push({ line: line + 1, text: text.trim().replace(/\s+/g, " ") });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isCallExpression(node)) {
      const said = saidIn(node);
      if (said) {
        for (const literal of said.literals) keys.push(literal);
        for (const built of said.built) tell(built, built.getText());
      }
      if (isForPrograms(node)) return;
    }
    if (ts.isNewExpression(node) && /Error|Exception/.test(node.expression.getText())) return;
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text) && !NAMES.has(node.text.trim())) {
      tell(node, node.text);
    }
    const words = wordsOf(node);
    if (words !== null && isRead(node, words)) tell(node, words);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { keys, loose };
}

/** The texts of a call of ours; what is put together cannot be looked up, so it is `built`. */
function saidIn(call: ts.CallExpression): { literals: string[]; built: ts.Node[] } | null {
  const name = call.expression.getText();
  if (!SAYING.has(name)) return null;
  const texts = name === "tn" ? call.arguments.slice(1, 3) : call.arguments.slice(0, 1);
  // Of two forms the second is the key; the first is only read in English.
  const literals = texts.slice(-1).flatMap((at) => (ts.isStringLiteralLike(at) ? [at.text] : []));
  const built = texts.filter((at) => ts.isTemplateExpression(at));
  return { literals, built };
}

function isForPrograms(call: ts.CallExpression): boolean {
  const name = call.expression.getText();
  return /^console\.|^cx$|\.startsWith$/.test(name);
}

/** What a literal says; the gaps of a template as `{}`. */
function wordsOf(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join("");
}

function isRead(node: ts.Node, words: string): boolean {
  if (!WORDS.test(words.replaceAll("{}", "")) || NAMES.has(words) || DRAWING.test(words))
    return false;
  const { at, place } = placeOf(node);
  if (place === "said" || place === "compared") return false;
  if (at !== null && READ_AT.has(at))
    return /\p{Lu}|\s/u.test(words) || ts.isTemplateExpression(node);
  if (at === "className" || at === "style" || at === "where" || at === "d") return false;
  return ts.isTemplateExpression(node)
    ? PHRASE.test(words) && !KEY.test(words)
    : SENTENCE.test(words);
}

type Place = { readonly at: string | null; readonly place: "said" | "compared" | "other" };

/** Which attribute or property a literal is for, through conditions and alternatives. */
function placeOf(node: ts.Node): Place {
  let child = node;
  for (let up = node.parent; ; [child, up] = [up, up.parent]) {
    if (ts.isCallExpression(up)) {
      const name = up.expression.getText();
      const isSaid = SAYING.has(name) || name === "fromServer";
      return { at: null, place: isSaid ? "said" : "other" };
    }
    if (ts.isJsxAttribute(up)) return { at: up.name.getText(), place: "other" };
    if (ts.isPropertyAssignment(up)) return { at: up.name.getText(), place: "other" };
    if (ts.isCaseClause(up)) return { at: null, place: "compared" };
    if (ts.isBinaryExpression(up) && /[=!]==/.test(up.operatorToken.getText())) {
      return { at: null, place: "compared" };
    }
    const isThrough =
      ts.isJsxExpression(up) ||
      ts.isParenthesizedExpression(up) ||
      ts.isBinaryExpression(up) ||
      (ts.isConditionalExpression(up) && up.condition !== child);
    if (!isThrough) return { at: null, place: "other" };
  }
}
