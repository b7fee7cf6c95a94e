/**
 * The words that a node's model will be given, as far as they stand on the board, and what may be
 * amiss with them. What it says is advice: nothing is kept from running.
 *
 * How many tokens a text has is a guess, for the tokenizer is the worker's: a short word is one, a
 * long one more, a sign one. After a run the renderer says what was left out, exactly.
 */
import { t } from "../i18n/i18n";
import { isRecord } from "./read";
import type { Json, NodeItem, ResultItem } from "./schema";

export type Board = {
  readonly node: (id: string) => NodeItem | undefined;
  readonly result: (id: string) => ResultItem | undefined;
};

/** `isMild` where nothing is wrong. */
export type Hint = { readonly short: string; readonly full: string; readonly isMild?: true };

/** Of a list, the longest; null while something that comes in is not known. */
export function promptOf(board: Board, item: NodeItem, port: string): string | null {
  const source = item.inputs[port];
  const words = source && board.node(source.node) ? told(board, source) : item.params[port];
  if (source && words === null) return null;
  return styled(typeof words === "string" ? words : "", item.params.styles);
}

function told(board: Board, source: { node: string; port: string }): string | null {
  const giver = board.node(source.node);
  const own = giver?.params.text;
  if (giver?.type === "note" || giver?.type === "heading") {
    return typeof own === "string" ? own : "";
  }
  const outputs = board.result(source.node)?.outputs[source.port] ?? [];
  const texts = outputs.flatMap((each) =>
    "value" in each && typeof each.value === "string" ? [each.value] : [],
  );
  return texts.length === 0 ? null : texts.reduce((a, b) => (b.length > a.length ? b : a));
}

/** In the words of its styles, as `render/prompts/styles.py` puts them together. */
function styled(prompt: string, styles: Json | undefined): string {
  let found = prompt.trim();
  for (const style of Array.isArray(styles) ? styles : []) {
    const words = isRecord(style) && typeof style.words === "string" ? style.words.trim() : "";
    if (words === "") continue;
    const around = words.includes(PLACE) ? words : `${PLACE}, ${words}`;
    found = around.replaceAll(PLACE, found);
  }
  return found;
}

const PLACE = "{prompt}";

/** The name of the model that a node works with, under every LoRA. */
export function modelOf(board: Board, item: NodeItem): string | null {
  let at: NodeItem | undefined = item;
  for (let far = 0; at !== undefined && far < FARTHEST; far += 1) {
    const source: { node: string } | undefined = at.inputs.model;
    if (!source) return typeof at.params.model === "string" ? at.params.model : null;
    at = board.node(source.node);
  }
  return null;
}

const FARTHEST = 50;

export function hintFor(prompt: string, family: string | null): Hint | null {
  if (prompt.trim() === "") {
    return {
      short: t("No words yet"),
      full: t("Without words the picture is whatever the model likes."),
      isMild: true,
    };
  }
  if (/\{[^{}\n]+\}|(?<!\w)__[^\W_][\w-]*__(?!\w)/.test(prompt)) {
    return {
      short: t("Not filled in"),
      full: t("{braces} and __names__ are filled in by a Template: put one before this.", {
        braces: "{…}",
      }),
    };
  }
  const most = TAKEN[family ?? ""];
  const count = tokensIn(prompt);
  if (most === undefined || count <= most) return null;
  const short = t("About {count} tokens", { count: count });
  if (family === "zimage") {
    return {
      short,
      full: t("This model reads {most} tokens, and leaves out what comes after.", {
        most: most,
      }),
    };
  }
  const parts = Math.ceil(count / most);
  return {
    short,
    full: t("More than the {most} tokens that this model reads at once: it reads {parts} parts.", {
      most: most,
      parts,
    }),
  };
}

/** Tokens of a prompt that are read at once; the marks at its ends, or the chat around it, not counted. */
const TAKEN: Readonly<Record<string, number>> = { sd1: 75, sd2: 75, sdxl: 75, zimage: 500 };

export function tokensIn(text: string): number {
  let count = 0;
  for (const [piece] of text.matchAll(/[A-Za-z]+|[\p{L}\p{M}]+|[^\s\p{L}\p{M}]/gu)) {
    if (/^[A-Za-z]/.test(piece)) count += 1 + Math.floor(Math.max(0, piece.length - 5) / 5);
    else if (/^\p{L}/u.test(piece)) count += Math.ceil(piece.length / 2);
    else count += 1;
  }
  return count;
}
