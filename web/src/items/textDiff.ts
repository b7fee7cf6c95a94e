/** The smallest change between two strings, and where a caret goes when others change the text. */

export type TextChange = {
  readonly index: number;
  readonly remove: number;
  readonly insert: string;
};

/**
 * How `before` became `after`, with the caret (in `after`) at the change's end, so that typing a
 * letter beside its like is put where it was typed. Surrogate pairs are never cut: a shared text
 * would spoil both halves.
 */
export function changeBetween(before: string, after: string, caret: number): TextChange | null {
  if (before === after) return null;
  const mostSuffix = Math.min(after.length - Math.min(caret, after.length), before.length);
  let suffix = 0;
  while (suffix < mostSuffix && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix += 1;
  if (isLow(after.charCodeAt(after.length - suffix))) suffix -= 1;
  const mostPrefix = Math.min(before.length, after.length) - suffix;
  let prefix = 0;
  while (prefix < mostPrefix && before[prefix] === after[prefix]) prefix += 1;
  if (prefix > 0 && isHigh(before.charCodeAt(prefix - 1))) prefix -= 1;
  return {
    index: prefix,
    remove: before.length - suffix - prefix,
    insert: after.slice(prefix, after.length - suffix),
  };
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

export type Delta = readonly {
  readonly retain?: number | undefined;
  readonly delete?: number | undefined;
  readonly insert?: unknown;
}[];

/**
 * A caret after somebody else's change. Text put in right at the caret goes behind it, or before it
 * where it is `pushed`.
 */
export function moveCaret(caret: number, delta: Delta, pushed = false): number {
  let at = 0;
  let moved = caret;
  for (const part of delta) {
    if (part.retain !== undefined) at += part.retain;
    else if (part.delete !== undefined) moved -= Math.min(part.delete, Math.max(0, moved - at));
    else {
      const length = typeof part.insert === "string" ? part.insert.length : 1;
      if (at < moved || (pushed && at === moved)) moved += length;
      at += length;
    }
  }
  return moved;
}

export type TextSpan = { readonly from: number; readonly to: number };

/** What is left of some characters after somebody else's change, in parts where it went between. */
export function moveSpan({ from, to }: TextSpan, delta: Delta): TextSpan[] {
  const kept: TextSpan[] = [];
  /** Where in the text as it was, and as it is now. */
  let old = 0;
  let now = 0;
  const keep = (end: number): void => {
    const [begin, stop] = [Math.max(from, old), Math.min(to, end)];
    if (stop > begin) kept.push({ from: begin - old + now, to: stop - old + now });
  };
  for (const part of delta) {
    if (part.retain !== undefined) {
      keep(old + part.retain);
      old += part.retain;
      now += part.retain;
    } else if (part.delete !== undefined) old += part.delete;
    else now += typeof part.insert === "string" ? part.insert.length : 1;
  }
  keep(Infinity);
  return kept;
}
