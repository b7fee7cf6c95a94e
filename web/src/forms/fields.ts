/**
 * Which control each parameter of a node takes, read from its JSON Schema. Pure; it knows neither
 * React nor the document. A document may hold anything, so values are read tolerantly.
 */
import type { Json, NodeSpec, ParamSchema } from "../api/types";
import { fromServer } from "../i18n/i18n";
import { parseHex } from "../ui/color";
import type { NumberLimits } from "../ui/number";

export type FieldKind =
  | "number"
  | "slider"
  | "seed"
  | "angle"
  | "choice"
  | "color"
  | "text"
  | "switch"
  | "line"
  | "model"
  | "styles"
  | "hidden";

export type Field = {
  name: string;
  title: string;
  hint: string | undefined;
  kind: FieldKind;
  limits: NumberLimits;
  unit: string | undefined;
  options: { value: string; label: string }[];
  fallback: Json;
  /** May be left empty, for what the model likes. */
  open: boolean;
  /** Of a model: the kinds that may be chosen. */
  models: readonly string[];
  /** Of a text: what signs in it mean something. */
  notation: "template" | "prompt" | undefined;
};

function kindOf(schema: ParamSchema): FieldKind {
  const control = schema["x-control"];
  // A picture is chosen, cropped and turned on the canvas.
  if (control === "asset" || control === "picture") return "hidden";
  if (control === "model" || control === "styles") return control;
  if (schema.enum !== undefined) return "choice";
  if (schema.type === "boolean") return "switch";
  if (schema.type === "number" || schema.type === "integer") {
    if (control === "seed" || control === "angle") return control;
    const isBounded = schema.minimum !== undefined && schema.maximum !== undefined;
    return control === "slider" && isBounded ? "slider" : "number";
  }
  if (control === "color" || control === "text") return control;
  return "line";
}

/** `soft-light` as people read it: "Soft light". */
export function wordsOf(value: string): string {
  const words = value.replaceAll(/[-_]/g, " ");
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

export function fieldOf(name: string, schema: ParamSchema): Field {
  const kind = kindOf(schema);
  return {
    name,
    title: schema.title,
    hint: schema.description,
    kind,
    limits: {
      min: schema.minimum,
      max: schema.maximum,
      integer: schema.type === "integer",
      multiple: schema.multipleOf,
    },
    unit: schema["x-unit"] ?? (kind === "angle" ? "°" : undefined),
    options: (schema.enum ?? []).map((value) => ({
      value,
      label: schema["x-titles"]?.[value] ?? fromServer(wordsOf(value)),
    })),
    fallback: schema.default ?? null,
    open: schema.default === null && (kind === "number" || kind === "choice"),
    models: schema["x-models"] ?? [],
    notation: schema["x-notation"],
  };
}

/** The fields of a node in their order: those always shown, and those that fold away. */
export function fieldsOf(spec: NodeSpec): { shown: Field[]; folded: Field[] } {
  const shown: Field[] = [];
  const folded: Field[] = [];
  for (const [name, schema] of Object.entries(spec.params.properties)) {
    const field = fieldOf(name, schema);
    if (field.kind !== "hidden") (schema["x-advanced"] === true ? folded : shown).push(field);
  }
  return { shown, folded };
}

export function numberIn(field: Field, value: Json | undefined): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  return typeof field.fallback === "number" ? field.fallback : (field.limits.min ?? 0);
}

export function textIn(field: Field, value: Json | undefined): string {
  if (typeof value === "string") return value;
  return typeof field.fallback === "string" ? field.fallback : "";
}

export function colorIn(field: Field, value: Json | undefined): string {
  return parseHex(textIn(field, value)) ?? parseHex(textIn(field, undefined)) ?? "#000000";
}

export function switchIn(field: Field, value: Json | undefined): boolean {
  return typeof value === "boolean" ? value : field.fallback === true;
}
