import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../lock/lock-shape.ts';
import { compareSchemas, findingsText, type RuleId, type Side } from './index.ts';

const at = 'here';
const rulesOf = (side: Side, before: JsonSchema, after: JsonSchema): RuleId[] =>
  compareSchemas(side, at, before, after).map(({ rule }) => rule);

const text = { type: 'string' };
const open = { type: 'object', properties: {} };
const closed = { ...open, additionalProperties: false };
const union = (...branches: JsonSchema[]) => ({ oneOf: branches });
const named = (kind: string, more: JsonSchema = {}) => ({
  type: 'object',
  properties: { kind: { const: kind }, ...more },
  required: ['kind'],
});

type Example = [title: string, before: JsonSchema, after: JsonSchema, request: RuleId[], response: RuleId[]];

const examples: Example[] = [
  ['nothing', text, { ...text, description: 'words' }, [], []],
  ['closed', open, closed, ['request-object-closed'], ['response-object-closed']],
  ['opened', closed, open, ['request-object-opened'], ['response-object-opened']],
  ['opened in words', closed, { ...open, additionalProperties: true }, ['request-object-opened'], ['response-object-opened']],
  ['open in other words', open, { ...open, additionalProperties: true }, [], []],
  ['other fields bound', open, { ...open, additionalProperties: text }, ['request-type-narrowed'], ['response-type-narrowed']],
  ['other fields free', { ...open, additionalProperties: text }, open, ['request-type-widened'], ['response-type-widened']],
  ['null in a list of types', text, { type: ['string', 'null'] }, ['request-null-allowed'], ['response-null-allowed']],
  ['null said in two ways', { anyOf: [text, { type: 'null' }] }, { type: ['string', 'null'] }, [], []],
  ['only null left', { type: ['string', 'null'] }, { type: 'null' }, ['request-branch-removed'], ['response-branch-removed']],
  ['no type', text, {}, ['request-type-widened'], ['response-type-widened']],
  ['a type where none was', {}, text, ['request-type-narrowed'], ['response-type-narrowed']],
  ['fewer types', { type: ['string', 'number'] }, text, ['request-type-narrowed'], ['response-type-narrowed']],
  ['number to whole number', { type: 'number' }, { type: 'integer' }, ['request-type-narrowed'], ['response-type-narrowed']],
  [
    'steps that divide',
    { type: 'number', multipleOf: 2 },
    { type: 'number', multipleOf: 4 },
    ['request-bound-tightened'],
    ['response-bound-tightened'],
  ],
  [
    'steps that are divided',
    { type: 'number', multipleOf: 0.4 },
    { type: 'number', multipleOf: 0.1 },
    ['request-bound-loosened'],
    ['response-bound-loosened'],
  ],
  [
    'steps beside each other',
    { type: 'number', multipleOf: 2 },
    { type: 'number', multipleOf: 3 },
    ['request-bound-tightened'],
    ['response-bound-loosened'],
  ],
  ['no steps', { type: 'number', multipleOf: 2 }, { type: 'number' }, ['request-bound-loosened'], ['response-bound-loosened']],
  ['repeats allowed', { type: 'array', uniqueItems: true }, { type: 'array' }, ['request-bound-loosened'], ['response-bound-loosened']],
  ['at least one field', open, { ...open, minProperties: 1 }, ['request-bound-tightened'], ['response-bound-tightened']],
  ['at most one field', open, { ...open, maxProperties: 1 }, ['request-bound-tightened'], ['response-bound-tightened']],
  ['above zero', { type: 'number' }, { type: 'number', exclusiveMinimum: 0 }, ['request-bound-tightened'], ['response-bound-tightened']],
  [
    'items of another type',
    { type: 'array', items: text },
    { type: 'array', items: { type: 'number' } },
    ['request-type-changed'],
    ['response-type-changed'],
  ],
  ['items bound', { type: 'array' }, { type: 'array', items: text }, ['request-type-narrowed'], ['response-type-narrowed']],
  ['a default gone', { ...text, default: 'a' }, text, ['default-changed'], ['default-changed']],
  [
    'a default of a union',
    union(text, { type: 'number' }),
    { ...union(text, { type: 'number' }), default: 1 },
    ['default-changed'],
    ['default-changed'],
  ],
  ['a default in another order', { ...open, default: { a: 1, b: 2 } }, { ...open, default: { b: 2, a: 1 } }, [], []],
  [
    'a field in a form',
    union(named('a'), named('b')),
    union(named('b'), named('a', { more: text })),
    ['request-field-added-to-open'],
    ['response-field-added'],
  ],
  ['a form beside', named('a'), union(named('a'), named('b')), ['request-branch-added'], ['response-branch-added']],
  [
    'two texts of a union',
    union(text, { ...text, maxLength: 3 }),
    union({ ...text, maxLength: 3 }, { ...text, minLength: 1 }),
    ['request-bound-tightened'],
    ['response-bound-tightened'],
  ],
  [
    'a form of another kind',
    union(named('a'), text),
    union(named('b'), text),
    ['request-enum-value-removed', 'request-enum-value-added'],
    ['response-enum-value-removed', 'response-enum-value-added'],
  ],
  ['patternProperties', open, { ...open, patternProperties: { '^x': text } }, ['schema-changed-otherwise'], ['schema-changed-otherwise']],
  [
    'patternProperties gone',
    { ...open, patternProperties: { '^x': text } },
    open,
    ['schema-changed-otherwise'],
    ['schema-changed-otherwise'],
  ],
];

describe('both ways', () => {
  test.each(examples)('%s', (_title, before, after, request, response) => {
    expect(rulesOf('request', before, after)).toEqual(request);
    expect(rulesOf('response', before, after)).toEqual(response);
  });
});

test('every example is told in full', async () => {
  const told = examples.map(([title, before, after]) => {
    const of = (side: Side) => findingsText(compareSchemas(side, at, before, after));
    return `${title}\n${of('request')}${of('response')}`;
  });
  await expect(told.join('\n')).toMatchFileSnapshot('fixtures/findings-of-examples.txt');
});

test('a form of a union is named in the path', () => {
  const [finding] = compareSchemas('request', at, union(named('a'), named('b')), union(named('a'), named('b', { more: text })));
  expect(finding?.path).toBe('here<kind="b">.more');
  const [other] = compareSchemas('request', at, union(text, { type: 'number' }), union(text, { type: 'number', minimum: 1 }));
  expect(other?.path).toBe('here<number> minimum');
});
