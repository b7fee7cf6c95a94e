/**
 * A calm arrangement of cards, always the same for one board's id. It pretends to no content: it
 * only makes boards tell apart at a glance.
 */
export type Card = { x: number; y: number; w: number; h: number; tone: 0 | 1 | 2 };

export const PREVIEW = { width: 320, height: 200, margin: 28, gap: 8 };

/** Numbers in [0, 1) drawn from a string (xmur3 into mulberry32). */
function numbersOf(text: string): () => number {
  let state = 1779033703 ^ text.length;
  for (const letter of text) {
    state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 3432918353);
    state = (state << 13) | (state >>> 19);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Columns of unequal width, each cut into one to three cards. */
export function arrange(id: string): Card[] {
  const next = numbersOf(id);
  const { width, height, margin, gap } = PREVIEW;
  const columns = 2 + Math.floor(next() * 3);
  const shares = Array.from({ length: columns }, () => 0.6 + next());
  const room = width - 2 * margin - gap * (columns - 1);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const cards: Card[] = [];
  let x = margin;
  for (const share of shares) {
    const w = (room * share) / total;
    const top = margin + next() * 18;
    const bottom = height - margin - next() * 18;
    const cut = next() < 0.7 ? top + (bottom - top) * (0.3 + next() * 0.4) : null;
    const tone = () => Math.floor(next() * 3) as Card["tone"];
    if (cut === null) cards.push({ x, y: top, w, h: bottom - top, tone: tone() });
    else {
      cards.push({ x, y: top, w, h: cut - top - gap / 2, tone: tone() });
      cards.push({ x, y: cut + gap / 2, w, h: bottom - cut - gap / 2, tone: tone() });
    }
    x += w + gap;
  }
  return cards;
}
