/** What a node came to, now and before, as the entries of a strip; and how each differs. Pure. */
import type { NodeSpec } from "../../api/types";
import type { PastResult } from "../../api/library";
import { inputPort } from "../../doc/catalog";
import { readResult } from "../../doc/read";
import type { Json, Picture, ResultItem } from "../../doc/schema";
import { t } from "../../i18n/i18n";
import { picturesOf } from "../../items/layout";
import { oddOf, type Said } from "../../items/odd";
import { valuesOf } from "../../items/values";

export type Entry = {
  readonly fingerprint: string;
  readonly picture: Picture | null;
  /** What stands in place of a picture. */
  readonly words: string;
  readonly odd: readonly Said[];
  readonly count: number;
  readonly isCurrent: boolean;
  /** What is kept of it; null for what was just made. */
  readonly past: PastResult | null;
};

/** The last one first, the one in use among them: at the front while it is too new to be kept. */
export function entriesOf(
  result: ResultItem | undefined,
  past: readonly PastResult[],
): readonly Entry[] {
  const current = result?.fingerprint ?? null;
  const kept = past.map((run): Entry => {
    const read = readResult({ ...run, status: "done" });
    return { ...shownOf(read ?? undefined), ...nameOf(run, current), past: run };
  });
  if (current === null || kept.some(({ isCurrent }) => isCurrent)) return kept;
  const now = { fingerprint: current, count: picturesOf(result).length, isCurrent: true };
  return [{ ...shownOf(result), ...now, past: null }, ...kept];
}

function nameOf({ fingerprint, count }: PastResult, current: string | null) {
  return { fingerprint, count, isCurrent: fingerprint === current };
}

function shownOf(result: ResultItem | undefined): Pick<Entry, "picture" | "words" | "odd"> {
  const [picture] = picturesOf(result);
  const words = picture ? "" : valuesOf(result).join("\n");
  return { picture: picture ?? null, words, odd: oddOf(result) };
}

/** How one run differs from the one before it, in the words of the node. */
export function differences(run: PastResult, before: PastResult, spec: NodeSpec): string[] {
  const names = new Set([...Object.keys(run.params), ...Object.keys(before.params)]);
  const params = [...names].flatMap((name) => {
    const schema = spec.params.properties[name];
    const [from, to] = [before.params[name] ?? null, run.params[name] ?? null];
    if (!schema || JSON.stringify(from) === JSON.stringify(to)) return [];
    return [changed(schema.title, from, to)];
  });
  const edges = new Set([...Object.keys(run.inputs), ...Object.keys(before.inputs)]);
  const ports = [...edges]
    .filter((key) => run.inputs[key] !== before.inputs[key])
    .map((key) => t("{port} came in otherwise", { port: inputPort(spec, key)?.title ?? key }));
  return [...params, ...new Set(ports)];
}

const SHORT = 18;

function changed(title: string, from: Json, to: Json): string {
  const [a, b] = [short(from), short(to)];
  return a === null || b === null ? t("{title} changed", { title }) : `${title} ${a} → ${b}`;
}

function short(value: Json): string | null {
  if (typeof value === "number") return String(Math.round(value * 1000) / 1000);
  if (typeof value === "boolean") return value ? t("on") : t("off");
  return typeof value === "string" && value !== "" && value.length <= SHORT ? value : null;
}
