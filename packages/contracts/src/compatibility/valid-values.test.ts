import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { zocker } from 'zocker';
import type { JsonSchema } from '../lock/lock-shape.ts';
import { pairsOfSchemas } from './fixtures/schemas.ts';
import { compareSchemas, type Side } from './index.ts';

const at = 'here';
const breaks = (side: Side, before: JsonSchema, after: JsonSchema) =>
  compareSchemas(side, at, before, after).some(({ category }) => category === 'error');

/** Values that a schema accepts, as they come over the wire. */
function valuesOf(schema: JsonSchema, seed: number): unknown[] {
  const made = z.fromJSONSchema(schema);
  const values = [0, 1, 2, 3].map((more) => {
    const text = JSON.stringify(
      zocker(made)
        .setSeed(seed + more)
        .generate(),
    );
    return text === undefined ? null : (JSON.parse(text) as unknown);
  });
  return values.filter((value) => made.safeParse(value).success);
}

test('what an older caller sends is accepted by a newer HQ that breaks nobody', () => {
  let judged = 0;
  fc.assert(
    fc.property(pairsOfSchemas, fc.nat(), ([before, after], seed) => {
      if (breaks('request', before, after)) return;
      const reader = z.fromJSONSchema(after);
      for (const value of valuesOf(before, seed)) {
        judged += 1;
        expect(reader.safeParse(value).success, `${JSON.stringify(value)} under ${JSON.stringify(after)}`).toBe(true);
      }
    }),
    { numRuns: 800 },
  );
  expect(judged).toBeGreaterThan(500);
});

test('what a newer HQ answers is read by an older caller when it breaks nobody', () => {
  let judged = 0;
  fc.assert(
    fc.property(pairsOfSchemas, fc.nat(), ([before, after], seed) => {
      if (breaks('response', before, after)) return;
      const reader = z.fromJSONSchema(before);
      for (const value of valuesOf(after, seed)) {
        judged += 1;
        expect(reader.safeParse(value).success, `${JSON.stringify(value)} under ${JSON.stringify(before)}`).toBe(true);
      }
    }),
    { numRuns: 800 },
  );
  expect(judged).toBeGreaterThan(500);
});

test('an edit there and back gives the opposite findings', () => {
  fc.assert(
    fc.property(pairsOfSchemas, ([before, after]) => {
      expect(compareSchemas('request', at, before, after).length).toBe(compareSchemas('request', at, after, before).length);
    }),
  );
});
