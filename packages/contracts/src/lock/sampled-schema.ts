import { z } from 'zod';
import type { SampleTable } from './lock-shape.ts';
import { sampleValues } from './sample-values.ts';

// What a schema takes and refuses, found by asking it: a refinement, a transform and the exact form of a format stand in no JSON Schema.

/** A schema of zod as it looks from inside. */
type Inner = z.core.$ZodTypes['_zod']['def'];
const innerOf = ({ _zod: inner }: z.core.$ZodType): Inner => inner.def as Inner;

const absent = Symbol('absent');
const alternativesAtMost = 4;

const known = new WeakMap<z.core.$ZodType, SampleTable>();
const knownAlternatives = new WeakMap<z.core.$ZodType, readonly unknown[]>();

/** What a schema makes of the samples. `longest` is the length that it states for texts. Throws when no sample fits an object of it. */
export function sampleTable(schema: z.core.$ZodType, longest: number | null): SampleTable {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const shape = shapeOf(schema);
  const table = shape === null ? tableOfValues(schema, longest) : tableOfObject(schema, shape);
  known.set(schema, table);
  return table;
}

function tableOfValues(schema: z.core.$ZodType, longest: number | null): SampleTable {
  const accepts: string[] = [];
  const refuses: string[] = [];
  const own: Record<string, boolean> = {};
  const reads: Record<string, string> = {};
  const ask = (label: string, value: unknown, answer: (accepted: boolean) => void) => {
    const result = z.core.safeParse(schema, value);
    answer(result.success);
    if (result.success && sampleLabel(result.data) !== sampleLabel(value)) reads[label] = sampleLabel(result.data);
  };
  for (const value of sampleValues) {
    const label = sampleLabel(value);
    ask(label, value, (accepted) => void (accepted ? accepts : refuses).push(label));
  }
  for (const value of [...candidates(schema), ...valuesOf(schema)]) {
    const label = sampleLabel(value);
    if (value !== absent && !generalLabels.has(label)) ask(label, value, (accepted) => void (own[label] = accepted));
  }
  if (longest !== null)
    for (const character of ['a', '\u{1f600}'])
      for (const length of [longest, longest + 1])
        ask(
          `${character} \u00d7 ${length}`,
          character.repeat(length),
          (accepted) => void (own[`${character} \u00d7 ${length}`] = accepted),
        );
  const shorter = accepts.length <= refuses.length ? { accepts } : { refuses };
  return { ...shorter, ...(Object.keys(own).length > 0 && { own }), ...(Object.keys(reads).length > 0 && { reads }) };
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;
type Fields = Readonly<Record<string, unknown>>;

/** One record that fits, each of its fields changed by itself, and each two of them where the object is judged as a whole. */
function tableOfObject(schema: z.core.$ZodType, shape: Shape): SampleTable {
  const base = baseOf(schema, shape);
  const variants = variantsOf(shape, base);
  const accepts = (changed: Fields) => z.core.safeParse(schema, withoutAbsent({ ...base, ...changed })).success;
  const own = Object.fromEntries(variants.map(({ label, name, value }) => [label, accepts({ [name]: value })]));
  const pairs: [string, string, boolean][] = [];
  if (isJudgedWhole(schema))
    for (const [at, one] of variants.entries())
      for (const other of variants.slice(at + 1)) {
        if (one.name === other.name) continue;
        const accepted = accepts({ [one.name]: one.value, [other.name]: other.value });
        if (accepted !== (own[one.label] === true && own[other.label] === true)) pairs.push([one.label, other.label, accepted]);
      }
  const given = withoutAbsent(base);
  const read = z.core.safeParse(schema, given);
  const isReadOtherwise = sampleLabel(read.data) !== sampleLabel(given);
  return {
    base: Object.fromEntries(Object.entries(base).map(([name, value]) => [name, labelOf(value)])),
    own,
    ...(pairs.length > 0 && { pairs }),
    ...(isReadOtherwise && { reads: { base: sampleLabel(read.data) } }),
  };
}

/** A record that the schema takes: of the first samples that each field takes, one or two of which are others where it must be. */
function baseOf(schema: z.core.$ZodType, shape: Shape): Fields {
  const first = Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, alternatives(field)[0]]));
  const fits = (fields: Fields) => z.core.safeParse(schema, withoutAbsent(fields)).success;
  if (fits(first)) return first;
  const variants = variantsOf(shape, first);
  for (const { name, value } of variants) if (fits({ ...first, [name]: value })) return { ...first, [name]: value };
  for (const one of variants)
    for (const other of variants) {
      const fields = { ...first, [one.name]: one.value, [other.name]: other.value };
      if (fits(fields)) return fields;
    }
  throw new Error(`No sample fits an object of ${Object.keys(shape).join(', ')}. Add one to src/lock/sample-values.ts`);
}

function variantsOf(shape: Shape, base: Fields): { label: string; name: string; value: unknown }[] {
  return Object.entries(shape).flatMap(([name, field]) =>
    alternatives(field)
      .filter((value) => value !== base[name])
      .map((value) => ({ label: `${name} = ${labelOf(value)}`, name, value })),
  );
}

function labelOf(value: unknown): string {
  return value === absent ? 'absent' : sampleLabel(value);
}

function withoutAbsent(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== absent));
}

/** Some values that a schema takes. Those of a place in an object may be that it is absent. */
function alternatives(schema: z.core.$ZodType): readonly unknown[] {
  const before = knownAlternatives.get(schema);
  if (before !== undefined) return before;
  const fitting = candidates(schema).filter((value) => value === absent || z.core.safeParse(schema, value).success);
  const found = fitting.slice(0, Math.max(alternativesAtMost, optionsOf(schema)));
  knownAlternatives.set(schema, found);
  return found;
}

function optionsOf(schema: z.core.$ZodType): number {
  const def = innerOf(schema);
  return def.type === 'union' ? def.options.length : 0;
}

function candidates(schema: z.core.$ZodType): readonly unknown[] {
  const shape = shapeOf(schema);
  if (shape !== null) return [withoutAbsent(baseOf(schema, shape))];
  const def = innerOf(schema);
  if (def.type === 'enum' || def.type === 'literal') return valuesOf(schema);
  if (def.type === 'optional') return [absent, ...alternatives(def.innerType)];
  if (def.type === 'nullable') return [...alternatives(def.innerType).slice(0, alternativesAtMost - 1), null];
  if (def.type === 'union') return def.options.flatMap((option) => alternatives(option).slice(0, 1));
  if (def.type === 'array') {
    const [first, second = first] = alternatives(def.element);
    return [[first], [], [first, first], [first, second]];
  }
  if (def.type === 'pipe') return alternatives(sideOf(def));
  if ('innerType' in def) return alternatives(def.innerType);
  return sampleValues;
}

/** The values that a schema lists. */
function valuesOf(schema: z.core.$ZodType): readonly unknown[] {
  const def = innerOf(schema);
  if (def.type === 'enum') return Object.values(def.entries).slice(0, valuesAtMost);
  if (def.type === 'literal') return def.values;
  return def.type === 'nullable' || def.type === 'optional' ? valuesOf(def.innerType) : [];
}

const valuesAtMost = 40;

/** The side of a pipe that says what may be sent: behind a preprocessor, the other one. */
function sideOf(pipe: z.core.$ZodPipeDef): z.core.$ZodType {
  return innerOf(pipe.in).type === 'transform' ? pipe.out : pipe.in;
}

/** The fields of an object, also behind a transform; null when a schema is of something else. */
function shapeOf(schema: z.core.$ZodType): Shape | null {
  const def = innerOf(schema);
  if (def.type === 'object') return def.shape;
  return def.type === 'pipe' ? shapeOf(sideOf(def)) : null;
}

function isJudgedWhole(schema: z.core.$ZodType): boolean {
  const def = innerOf(schema);
  return def.type !== 'object' || (def.checks ?? []).length > 0;
}

const longestLabel = 80;

/** A value as the lock writes it: its JSON, or the beginning of a long one. */
export function sampleLabel(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length <= longestLabel ? text : `${text.slice(0, longestLabel)}\u2026 ${text.length}`;
}

const generalLabels = new Set(sampleValues.map(sampleLabel));
