import { z } from 'zod';

/** The part of JSON Schema that zod writes for our schema. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly type?: string;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  /** Ours: how the reference names the kind of value. */
  readonly form?: string;
}

/** The settings as they are written (durations with units, secrets by reference), not as they are read. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

/** The keys that may stand at `path`; where a section comes in kinds, those of the kind that `data` chose. */
export function keysAt(schema: JsonSchema, path: readonly PropertyKey[], data: unknown): readonly string[] {
  const here = chosen(schema, data);
  const [segment, ...rest] = path;
  if (segment === undefined) return here.flatMap((kind) => Object.keys(kind.properties ?? {}));
  const below =
    typeof data === 'object' && data !== null ? (data as Record<PropertyKey, unknown>)[segment] : null;
  return here.flatMap((kind) => {
    const next = typeof segment === 'number' ? kind.items : kind.properties?.[String(segment)];
    return next === undefined ? [] : keysAt(next, rest, below);
  });
}

function chosen(schema: JsonSchema, data: unknown): readonly JsonSchema[] {
  const kinds = schema.anyOf ?? schema.oneOf;
  if (kinds === undefined) return [schema];
  const all = kinds.flatMap((kind) => chosen(kind, data));
  const fitting = all.filter((kind) => fits(kind, data));
  return fitting.length > 0 ? fitting : all;
}

function fits(kind: JsonSchema, data: unknown): boolean {
  const constants = Object.entries(kind.properties ?? {}).filter(
    ([, property]) => property.const !== undefined,
  );
  return (
    constants.length > 0 &&
    typeof data === 'object' &&
    data !== null &&
    constants.every(([key, property]) => (data as Record<string, unknown>)[key] === property.const)
  );
}
