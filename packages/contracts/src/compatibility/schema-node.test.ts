import { expect, test } from 'vitest';
import { isOpen, propertiesOf, requiredOf, schemaNode, stable, stableSchema, typesOf, valuesOf } from './schema-node.ts';

const text = { type: 'string' };

test('null is taken out of a schema wherever it stands', () => {
  expect(schemaNode(text)).toEqual({ nullable: false, branches: [text] });
  expect(schemaNode({})).toEqual({ nullable: false, branches: [{}] });
  expect(schemaNode({ type: 'null' })).toEqual({ nullable: true, branches: [] });
  expect(schemaNode({ type: ['string', 'null'], maxLength: 1 })).toEqual({ nullable: true, branches: [{ type: 'string', maxLength: 1 }] });
  expect(schemaNode({ type: ['string', 'null', 'number'] })).toEqual({ nullable: true, branches: [{ type: ['string', 'number'] }] });
  expect(schemaNode({ anyOf: [text, { type: 'null' }] })).toEqual({ nullable: true, branches: [text] });
  expect(schemaNode({ oneOf: [text, { anyOf: [{ type: 'number' }, { type: 'null' }] }] })).toEqual({
    nullable: true,
    branches: [text, { type: 'number' }],
  });
  expect(schemaNode({ oneOf: [text, { type: 'number' }] }).nullable).toBe(false);
});

test('types, values, fields and openness are read as JSON Schema means them', () => {
  expect([typesOf({}), typesOf(text), typesOf({ type: ['a', 'b'] })]).toEqual([[], ['string'], ['a', 'b']]);
  expect([valuesOf({}), valuesOf({ const: null }), valuesOf({ enum: [1, 2] }), valuesOf({ enum: 'x' })]).toEqual([
    null,
    [null],
    [1, 2],
    null,
  ]);
  expect([propertiesOf({}), propertiesOf({ properties: { a: text } })]).toEqual([{}, { a: text }]);
  expect([requiredOf({}), requiredOf({ required: ['a'] })]).toEqual([[], ['a']]);
  expect([isOpen({}), isOpen({ additionalProperties: {} }), isOpen({ additionalProperties: false })]).toEqual([true, true, false]);
});

test('the same data has the same text, other data has another', () => {
  expect(stable({ b: [1, 'x', null], a: undefined })).toBe('{"a":undefined,"b":[1,"x",null]}');
  expect(stable({ a: 1, b: 2, c: 3 })).toBe(stable({ c: 3, b: 2, a: 1 }));
  expect(stable([1, 2])).not.toBe(stable([2, 1]));
  expect(stable({ title: 'a' })).not.toBe(stable({ title: 'b' }));
});

test.each(['$schema', '$id', '$comment', 'title', 'description', 'examples', 'deprecated'])('%s is for readers only', (word) => {
  expect(stableSchema({ ...text, [word]: 'a' })).toBe(stableSchema(text));
  expect(stableSchema({ items: { ...text, [word]: 'a' } })).toBe(stableSchema({ items: text }));
  expect(stableSchema({ oneOf: [{ ...text, [word]: 'a' }] })).toBe(stableSchema({ oneOf: [text] }));
});

test('what looks like words but is a field or a value is compared', () => {
  const field = (schema: object) => stableSchema({ properties: { title: schema } });
  expect(field(text)).toBe('{"properties":{"title":{"type":"string"}}}');
  expect(field({ ...text, title: 'words' })).toBe(field(text));
  expect(field(text)).not.toBe(field({ type: 'number' }));
  for (const keyword of ['enum', 'const', 'default', 'required', 'type'])
    expect(stableSchema({ [keyword]: [{ title: 'a' }] })).not.toBe(stableSchema({ [keyword]: [{ title: 'b' }] }));
  expect([stableSchema(null), stableSchema('a'), stableSchema(undefined)]).toEqual(['null', '"a"', 'undefined']);
});
