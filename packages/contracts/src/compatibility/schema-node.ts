import type { JsonSchema } from '../lock/lock-shape.ts';

/** One place of a schema, ready to be compared: null apart from the rest, unions as their branches. */
export interface SchemaNode {
  nullable: boolean;
  /** The forms besides null; one unless the schema is a union, none when only null is allowed. */
  branches: readonly JsonSchema[];
}

/** Takes null out of a schema, wherever it stands. */
export function schemaNode(schema: JsonSchema): SchemaNode {
  const union = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(union)) {
    const nodes = (union as JsonSchema[]).map(schemaNode);
    return { nullable: nodes.some((node) => node.nullable), branches: nodes.flatMap((node) => node.branches) };
  }
  const types = typesOf(schema);
  if (!types.includes('null')) return { nullable: false, branches: [schema] };
  const others = types.filter((type) => type !== 'null');
  if (others.length === 0) return { nullable: true, branches: [] };
  return { nullable: true, branches: [{ ...schema, type: others.length === 1 ? others[0] : others }] };
}

/** The types that a schema names; none when any is allowed. */
export function typesOf(schema: JsonSchema): string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? (type as string[]) : [];
}

/** Values of enum or const; null when a schema does not list any. */
export function valuesOf(schema: JsonSchema): readonly unknown[] | null {
  if ('const' in schema) return [schema['const']];
  return Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : null;
}

export function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema['properties'] ?? {}) as Record<string, JsonSchema>;
}

export function requiredOf(schema: JsonSchema): readonly string[] {
  return (schema['required'] ?? []) as string[];
}

/** Whether a value of the schema may have fields that it does not name. */
export function isOpen(schema: JsonSchema): boolean {
  return schema['additionalProperties'] !== false;
}

/** The same data gives the same text, whatever the order of its keys. */
export function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  return `{${entriesOf(value, stable)}}`;
}

/** The same for a schema, without the words that are for readers and what older versions do not state. A property may have the name of such a word. */
export function stableSchema(schema: unknown): string {
  if (Array.isArray(schema)) return `[${schema.map(stableSchema).join()}]`;
  if (typeof schema !== 'object' || schema === null) return stable(schema);
  const kept = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !isLeftOut(keyword)));
  return `{${entriesOf(kept, (inner, keyword) => {
    if (keyword === 'properties') return `{${entriesOf(inner as object, stableSchema)}}`;
    return valueKeywords.has(keyword) ? stable(inner) : stableSchema(inner);
  })}}`;
}

function entriesOf(value: object, text: (inner: unknown, key: string) => string): string {
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${text(inner, key)}`)
    .join();
}

/** Keywords for readers; no value is accepted or refused because of them. */
const wordsOnly: ReadonlySet<string> = new Set(['$schema', '$id', '$comment', 'title', 'description', 'examples', 'deprecated']);

/** Keywords that versions before 1.3.0 do not have; they are compared where both have them. */
const stated: ReadonlySet<string> = new Set(['exactFormat', 'samples']);

/** Whether a keyword does not tell two schemas apart. */
export function isLeftOut(keyword: string): boolean {
  return wordsOnly.has(keyword) || stated.has(keyword);
}

/** Keywords that hold values, not schemas. */
const valueKeywords: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'required', 'type']);
