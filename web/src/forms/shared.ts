/**
 * The fields that several nodes have in common, and whether they agree on a value. Pure.
 *
 * A field is common when every node has a parameter of that name with the same control and the same
 * choices; its limits are those that all of them take. Long texts are written together by many
 * hands, so no field replaces them.
 */
import type { Json, NodeSpec, ParamSchema } from "../api/types";
import { colorIn, fieldOf, numberIn, switchIn, textIn, type Field } from "./fields";

export type Member = { readonly spec: NodeSpec; readonly params: Readonly<Record<string, Json>> };

export type SharedField = {
  readonly field: Field;
  /** The value of all, or that of the first when it is mixed. */
  readonly value: Json;
  readonly mixed: boolean;
};

export function sharedFields(members: readonly Member[]): SharedField[] {
  const [first] = members;
  if (!first) return [];
  return Object.keys(first.spec.params.properties)
    .map((name) => sharedField(name, members))
    .filter((shared) => shared !== null);
}

const NOT_SHARED: ReadonlySet<Field["kind"]> = new Set(["hidden", "text", "styles"]);

function sharedField(name: string, members: readonly Member[]): SharedField | null {
  const fields: Field[] = [];
  for (const { spec } of members) {
    const schema: ParamSchema | undefined = spec.params.properties[name];
    if (!schema) return null;
    fields.push(fieldOf(name, schema));
  }
  const [first] = fields;
  if (!first || NOT_SHARED.has(first.kind)) return null;
  if (!fields.every((field) => isAlike(field, first))) return null;
  const values = members.map(({ params }, i) => shownValue(fields[i] ?? first, params[name]));
  const [value = null] = values;
  const mixed = values.some((other) => other !== value);
  return { field: { ...first, limits: commonLimits(fields) }, value, mixed };
}

function isAlike(a: Field, b: Field): boolean {
  return (
    a.kind === b.kind &&
    a.unit === b.unit &&
    a.limits.integer === b.limits.integer &&
    a.options.length === b.options.length &&
    a.options.every(({ value }, i) => value === b.options[i]?.value)
  );
}

function commonLimits(fields: readonly Field[]): Field["limits"] {
  const mins = fields.map(({ limits }) => limits.min).filter((min) => min !== undefined);
  const maxs = fields.map(({ limits }) => limits.max).filter((max) => max !== undefined);
  return {
    min: mins.length === 0 ? undefined : Math.max(...mins),
    max: maxs.length === 0 ? undefined : Math.min(...maxs),
    integer: fields[0]?.limits.integer,
  };
}

/** What the control shows: the default where the document has nothing usable. */
function shownValue(field: Field, value: Json | undefined): Json {
  if (field.open && (value ?? null) === null) return null;
  switch (field.kind) {
    case "number":
    case "slider":
    case "seed":
    case "angle":
      return numberIn(field, value);
    case "color":
      return colorIn(field, value);
    case "switch":
      return switchIn(field, value);
    case "choice":
    case "text":
    case "line":
    case "model":
    case "styles":
    case "hidden":
      return textIn(field, value);
  }
}
