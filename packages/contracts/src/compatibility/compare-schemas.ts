import type { JsonSchema } from '../lock/lock-shape.ts';
import { compareBounds } from './compare-bounds.ts';
import { compareObjects } from './compare-objects.ts';
import { type ComparedSamples, compareSamples } from './compare-samples.ts';
import { pairBranches } from './pair-branches.ts';
import { type Finding, finding } from './finding.ts';
import type { RuleId, Side } from './rules.ts';
import { isLeftOut, schemaNode, stable, stableSchema, typesOf, valuesOf } from './schema-node.ts';

/**
 * Compares two schemas of one place. A request may accept more than before, never less; an answer may be less than before,
 * never more. `path` names the place in messages; `samples` are what the schemas make of values, where both versions say so.
 */
export function compareSchemas(
  side: Side,
  path: string,
  before: JsonSchema,
  after: JsonSchema,
  samples: ComparedSamples = { before: undefined, after: undefined },
): Finding[] {
  // Most of a contract stays as it was; the same text is found at once.
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [old, now] = [schemaNode(before), schemaNode(after)];
  const found = nullability(side, path, old.nullable, now.nullable);
  // A default stands beside a union, not in its branches.
  if (hasUnion(before) || hasUnion(after)) found.push(...defaults(path, before, after));
  const { pairs, removed, added } = pairBranches(old.branches, now.branches);
  for (const branch of removed) found.push(finding(`${side}-branch-removed`, path, branch, undefined));
  for (const branch of added) found.push(finding(`${side}-branch-added`, path, undefined, branch));
  for (const [one, other, name] of pairs)
    found.push(...compareBranches(side, name === null ? path : `${path}<${name}>`, one, other, samples));
  return withSamples(found, compareSamples(side, path, before, after, samples));
}

/** What samples show is told only where nothing that is as bad was found: a bound that is tighter refuses some of them too. */
function withSamples(found: Finding[], shown: readonly Finding[]): Finding[] {
  const isBad = found.some(({ category }) => category === 'error');
  return [...found, ...shown.filter(({ category }) => !isBad && (category === 'error' || found.length === 0))];
}

function hasUnion(schema: JsonSchema): boolean {
  return 'anyOf' in schema || 'oneOf' in schema;
}

function nullability(side: Side, path: string, before: boolean, after: boolean): Finding[] {
  if (before === after) return [];
  const ids = {
    request: ['request-null-refused', 'request-null-allowed'],
    response: ['response-null-gone', 'response-null-allowed'],
  } as const;
  return [finding(ids[side][after ? 1 : 0], path, before ? 'null' : 'no null', after ? 'null' : 'no null')];
}

function compareBranches(side: Side, path: string, before: JsonSchema, after: JsonSchema, samples: ComparedSamples): Finding[] {
  const types = compareTypes(side, path, before, after);
  // Of another type nothing else can be compared.
  if (types.some(({ rule }) => rule === `${side}-type-changed`)) return types;
  const compareField: typeof compareSchemas = (ofSide, at, one, other) => compareSchemas(ofSide, at, one, other, samples);
  const found = [
    ...types,
    ...compareValues(side, path, before, after),
    ...compareBounds(side, path, before, after),
    ...compareForms(side, path, before, after),
    ...defaults(path, before, after),
    ...compareObjects(side, path, before, after, compareField),
    ...compareItems(side, path, before, after, compareField),
    ...otherKeywords(path, before, after),
  ];
  return withSamples(found, compareSamples(side, path, before, after, samples));
}

function compareTypes(side: Side, path: string, before: JsonSchema, after: JsonSchema): Finding[] {
  const [old, now] = [typesOf(before), typesOf(after)];
  const isWithin = (inner: string[], outer: string[]) =>
    outer.length === 0 ||
    (inner.length > 0 && inner.every((type) => outer.includes(type) || (type === 'integer' && outer.includes('number'))));
  const [grows, shrinks] = [isWithin(old, now), isWithin(now, old)];
  if (grows && shrinks) return [];
  const rule: RuleId = grows ? `${side}-type-widened` : shrinks ? `${side}-type-narrowed` : `${side}-type-changed`;
  return [finding(rule, path, before['type'], after['type'])];
}

function compareValues(side: Side, path: string, before: JsonSchema, after: JsonSchema): Finding[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (old === null && now === null) return [];
  if (old === null) return [finding(`${side}-type-narrowed`, path, undefined, now)];
  if (now === null) return [finding(`${side}-type-widened`, path, old, undefined)];
  const [had, has] = [new Set(old.map(stable)), new Set(now.map(stable))];
  return [
    ...old.filter((value) => !has.has(stable(value))).map((value) => finding(`${side}-enum-value-removed`, path, value, undefined)),
    ...now.filter((value) => !had.has(stable(value))).map((value) => finding(`${side}-enum-value-added`, path, undefined, value)),
  ];
}

/** format and pattern: what cannot be ordered is another form as soon as it differs. The exact format is compared where both state it. */
function compareForms(side: Side, path: string, before: JsonSchema, after: JsonSchema): Finding[] {
  const isExact = before['format'] === after['format'] && before['exactFormat'] !== undefined && after['exactFormat'] !== undefined;
  return ['format', 'pattern', ...(isExact ? ['exactFormat'] : [])].flatMap((keyword) => {
    const [old, now] = [before[keyword], after[keyword]];
    if (old === now) return [];
    const at = `${path} ${keyword}`;
    if (side === 'request') return [finding(now === undefined ? 'request-format-dropped' : 'request-format-changed', at, old, now)];
    return [finding(old === undefined ? 'response-format-added' : 'response-format-changed', at, old, now)];
  });
}

function defaults(path: string, before: JsonSchema, after: JsonSchema): Finding[] {
  const [old, now] = [before['default'], after['default']];
  return stable(old) === stable(now) ? [] : [finding('default-changed', path, old, now)];
}

function compareItems(side: Side, path: string, before: JsonSchema, after: JsonSchema, compareField: typeof compareSchemas): Finding[] {
  const [old, now] = [before['items'], after['items']];
  if (old === undefined && now === undefined) return [];
  return compareField(side, `${path}[]`, (old ?? {}) as JsonSchema, (now ?? {}) as JsonSchema);
}

const compared: ReadonlySet<string> = new Set(
  `type enum const format pattern default items properties required additionalProperties minimum maximum exclusiveMinimum exclusiveMaximum
  minLength maxLength minItems maxItems minProperties maxProperties multipleOf uniqueItems`.split(/\s+/u),
);

/** Nothing passes unseen: a keyword that is not compared above must be the same. */
function otherKeywords(path: string, before: JsonSchema, after: JsonSchema): Finding[] {
  const keywords = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keywords]
    .filter((keyword) => !compared.has(keyword) && !isLeftOut(keyword) && stableSchema(before[keyword]) !== stableSchema(after[keyword]))
    .map((keyword) => finding('schema-changed-otherwise', `${path} ${keyword}`, before[keyword], after[keyword]));
}
