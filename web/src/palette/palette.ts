/**
 * The few colours a picture is made of, the most common first. Pure, and the same every time.
 *
 * Pixels are gathered into coarse cells, and the cells into groups by k-means in OKLab, where
 * distances are those people see. The groups begin as far apart as there are colours, so that a
 * small accent is found beside large grounds.
 */
type Lab = readonly [number, number, number];
type Cell = { readonly lab: Lab; readonly weight: number };

const ROUNDS = 12;
/** Closer than this, two colours are one to the eye. */
const LEAST_DISTANCE = 0.03;
/** A colour on fewer pixels than this is noise. */
const LEAST_SHARE = 0.004;

/** `pixels` are RGBA bytes; what is mostly transparent does not count. */
export function paletteOf(pixels: ArrayLike<number>, count: number): string[] {
  const cells = cellsOf(pixels);
  let centers = startsOf(cells, count);
  for (let round = 0; round < ROUNDS; round += 1) {
    centers = groupsOf(cells, centers).map(({ lab }) => lab);
  }
  return groupsOf(cells, centers)
    .sort((a, b) => b.weight - a.weight)
    .map(({ lab }) => hexOf(lab));
}

function cellsOf(pixels: ArrayLike<number>): Cell[] {
  const sums = new Map<number, { lab: [number, number, number]; weight: number }>();
  let counted = 0;
  for (let i = 0; i + 3 < pixels.length; i += 4) {
    const [r = 0, g = 0, b = 0, a = 0] = [pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]];
    if (a < 128) continue;
    counted += 1;
    const key = ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
    const sum = sums.get(key) ?? { lab: [0, 0, 0], weight: 0 };
    labOf(r, g, b).forEach((value, axis) => (sum.lab[axis] = (sum.lab[axis] ?? 0) + value));
    sum.weight += 1;
    sums.set(key, sum);
  }
  const cells = [...sums.values()].map(({ lab: [l, a, b], weight }): Cell => {
    return { lab: [l / weight, a / weight, b / weight], weight };
  });
  const common = cells.filter(({ weight }) => weight >= counted * LEAST_SHARE);
  return common.length > 0 ? common : cells;
}

/** The most common colour, then always the one that is farthest from those taken and not rare. */
function startsOf(cells: readonly Cell[], count: number): Lab[] {
  const starts: Lab[] = [];
  while (starts.length < count) {
    let best: Cell | null = null;
    let most = 0;
    for (const cell of cells) {
      const far =
        starts.length === 0 ? 1 : Math.min(...starts.map((lab) => distance(lab, cell.lab)));
      const worth = far * cell.weight ** (starts.length === 0 ? 1 : 0.25);
      if ((starts.length === 0 || far >= LEAST_DISTANCE) && worth > most)
        [best, most] = [cell, worth];
    }
    if (!best) break;
    starts.push(best.lab);
  }
  return starts;
}

/** The middle of the cells nearest to each center; a center that none is near to goes. */
function groupsOf(cells: readonly Cell[], centers: readonly Lab[]): Cell[] {
  const sums = centers.map(() => ({ lab: [0, 0, 0] as [number, number, number], weight: 0 }));
  for (const { lab, weight } of cells) {
    const distances = centers.map((center) => distance(center, lab));
    const sum = sums[distances.indexOf(Math.min(...distances))];
    if (!sum) continue;
    lab.forEach((value, axis) => (sum.lab[axis] = (sum.lab[axis] ?? 0) + value * weight));
    sum.weight += weight;
  }
  return sums
    .filter(({ weight }) => weight > 0)
    .map(({ lab: [l, a, b], weight }) => ({ lab: [l / weight, a / weight, b / weight], weight }));
}

function distance(a: Lab, b: Lab): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function labOf(r: number, g: number, b: number): Lab {
  const [lr, lg, lb] = [linear(r), linear(g), linear(b)];
  const l = Math.cbrt(0.4122214708 * lr + 0.5363325363 * lg + 0.0514459929 * lb);
  const m = Math.cbrt(0.2119034982 * lr + 0.6806995451 * lg + 0.1073969566 * lb);
  const s = Math.cbrt(0.0883024619 * lr + 0.2817188376 * lg + 0.6299787005 * lb);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function hexOf([lightness, a, b]: Lab): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${channels.map((value) => encoded(value).toString(16).padStart(2, "0")).join("")}`;
}

function linear(byte: number): number {
  const v = byte / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

function encoded(value: number): number {
  const v = Math.min(1, Math.max(0, value));
  return Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
}
