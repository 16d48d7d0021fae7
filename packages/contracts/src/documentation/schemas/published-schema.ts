import type { JsonSchema } from '../../lock/lock-shape.ts';
import type { Words } from '../../v1/words.ts';
import { componentPrefix, type WordedSchema } from './component-schemas.ts';

/** The words of a place as one description, the way readers of JSON Schema and OpenAPI look for them. */
function descriptionOf({ meaning, unit, source, rules }: Words): string {
  return [
    meaning,
    ...(rules ?? []),
    unit === undefined ? null : `Unit: ${unit}.`,
    source === undefined ? null : `Source in Field: ${source}.`,
  ]
    .filter((sentence) => sentence !== null)
    .join(' ');
}

/** A schema as others may read it: words have become `description`. */
export function publishedSchema(schema: WordedSchema): JsonSchema {
  return published(schema) as JsonSchema;
}

function published(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(published);
  if (typeof value !== 'object' || value === null) return value;
  const { words, ...rest } = value as WordedSchema;
  const schema = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, published(inner)]));
  return words === undefined ? schema : { ...schema, description: descriptionOf(words) };
}

/** Names of the components that a value refers to, itself or through others. */
export function componentsOf(value: unknown, components: Readonly<Record<string, JsonSchema>>): ReadonlySet<string> {
  const reached = new Set<string>();
  const reach = (place: unknown): void => {
    if (typeof place !== 'object' || place === null) return;
    for (const [key, inner] of Object.entries(place)) {
      if (key !== '$ref') reach(inner);
      else if (String(inner).startsWith(componentPrefix) && !reached.has(nameOf(String(inner)))) {
        reached.add(nameOf(String(inner)));
        reach(components[nameOf(String(inner))]);
      }
    }
  };
  reach(value);
  return reached;
}

/** One schema as a document of its own, with those it refers to under `$defs`. */
export function standaloneSchema(name: string, components: Readonly<Record<string, WordedSchema>>): JsonSchema {
  const reached = componentsOf(components[name], components);
  const defs = Object.fromEntries([...reached].sort().map((inner) => [inner, locally(publishedSchema(components[inner] ?? {}))]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: name,
    ...(locally(publishedSchema(components[name] ?? {})) as JsonSchema),
    ...(reached.size > 0 ? { $defs: defs } : {}),
  };
}

function nameOf(reference: string): string {
  return reference.slice(componentPrefix.length);
}

function locally(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(locally);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === '$ref' ? `#/$defs/${nameOf(String(inner))}` : locally(inner)]),
  );
}
