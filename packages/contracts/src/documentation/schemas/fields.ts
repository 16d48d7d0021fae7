import type { Words } from '../../v1/words.ts';
import { code, count, link } from '../document.ts';
import { entityNames } from '../../v1/entities/index.ts';
import { componentPrefix, type WordedSchema } from './component-schemas.ts';
import { vocabularies } from './vocabularies.ts';

/** One field as a reader sees it. */
export interface Field {
  /** Path from the record: `services[].access`. */
  path: string;
  /** What kind of value, in words with links. */
  type: string;
  isNullable: boolean;
  isRequired: boolean;
  /** Bounds and patterns, one phrase each; rules stand in the words. */
  bounds: readonly string[];
  words: Words | undefined;
}

/** Lists of values up to this many stand at their field. */
const shortList = 8;

/** Fields of an object and of the objects within it. Schemas with a name of their own are not entered. */
export function fieldsOf(schema: WordedSchema, prefix = ''): Field[] {
  const required = (schema['required'] ?? []) as string[];
  return Object.entries((schema['properties'] ?? {}) as Record<string, WordedSchema>).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const { inner, isNullable } = withoutNull(property);
    const field: Field = {
      path,
      type: typeOf(inner),
      isNullable,
      isRequired: required.includes(name),
      bounds: boundsOf(inner),
      words: property.words,
    };
    const items = inner['type'] === 'array' ? (inner['items'] as WordedSchema) : null;
    return [field, ...(items === null ? fieldsOf(inner, `${path}.`) : fieldsOf(items, `${path}[].`))];
  });
}

function withoutNull(schema: WordedSchema): { inner: WordedSchema; isNullable: boolean } {
  const { type } = schema;
  if (Array.isArray(type)) {
    const types = type.filter((one) => one !== 'null');
    return { inner: { ...schema, type: types.length === 1 ? types[0] : types }, isNullable: types.length < type.length };
  }
  const branches = schema['anyOf'] as WordedSchema[] | undefined;
  if (branches === undefined) return { inner: schema, isNullable: type === 'null' };
  const others = branches.filter(({ type }) => type !== 'null');
  return { inner: others.length === 1 ? (others[0] ?? schema) : schema, isNullable: others.length < branches.length };
}

function typeOf(schema: WordedSchema): string {
  const reference = schema['$ref'];
  if (typeof reference === 'string') return componentLink(reference.slice(componentPrefix.length));
  if ('const' in schema) return code(JSON.stringify(schema['const']));
  if (Array.isArray(schema['enum']))
    return schema['enum'].length > shortList ? 'text' : `one of ${schema['enum'].map((value) => code(String(value))).join(', ')}`;
  if (schema['type'] === 'array') {
    const { inner, isNullable } = withoutNull(schema['items'] as WordedSchema);
    return `list of ${typeOf(inner)}${isNullable ? ' or null' : ''}`;
  }
  const formats: Record<string, string> = { uuid: 'UUID', date: 'date `YYYY-MM-DD`', 'date-time': 'time' };
  const format = formats[String(schema['format'])];
  if (format !== undefined) return format;
  const types: Record<string, string> = {
    string: 'text',
    integer: 'whole number',
    number: 'number',
    boolean: 'true or false',
    object: 'object',
    null: 'null',
  };
  return types[String(schema['type'])] ?? 'anything';
}

/** A link to where a named schema is documented. */
function componentLink(name: string): string {
  const vocabulary = Object.entries(vocabularies).find(([, { component }]) => component === name)?.[0];
  if (vocabulary !== undefined) return link(vocabulary, `vocabulary-${vocabulary}`);
  if (name.endsWith('Envelope')) return link('envelopes', 'envelope');
  const entity = entityNames.find((known) => known.toLowerCase() === name.toLowerCase());
  return entity === undefined ? link(name, `schema-${name}`) : link(entity, `entity-${entity}`);
}

/** Patterns that are easier said in words. */
const patternWords: Readonly<Record<string, string>> = { '^[\\x21-\\x7e]+$': 'printable ASCII without spaces' };

function boundsOf(schema: WordedSchema): string[] {
  const { minLength, maxLength, minItems, maxItems, minimum, maximum, pattern } = schema as Record<string, number | undefined>;
  const found: (string | null)[] = [
    range(minLength, maxLength, 'code points'),
    range(minItems, maxItems, 'entries'),
    range(bounded(minimum), bounded(maximum), ''),
    pattern === undefined ? null : (patternWords[String(pattern)] ?? `matches ${code(String(pattern))}`),
  ];
  const items = schema['type'] === 'array' ? boundsOf(withoutNull(schema['items'] as WordedSchema).inner) : [];
  return [...found.filter((one) => one !== null), ...items.map((one) => `each: ${one}`)];
}

/** The bounds of what a double holds exactly are no limit that a reader needs. */
function bounded(value: number | undefined): number | undefined {
  return value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;
}

function range(from: number | undefined, to: number | undefined, unit: string): string | null {
  if (from === undefined && to === undefined) return null;
  const words =
    from === undefined ? `at most ${count(to ?? 0)}` : to === undefined ? `at least ${count(from)}` : `${count(from)} to ${count(to)}`;
  return unit === '' ? words : `${words} ${(to ?? from) === 1 ? unit.replace(/ies$/u, 'y').replace(/s$/u, '') : unit}`;
}
