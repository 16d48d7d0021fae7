import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareBytewise } from './bytewise.ts';
import { compareRows, type Row } from './compare-rows.ts';

const row = (key: string, values: (string | null)[]): Row => ({ key, externalId: `id-${key}`, user: null, company: null, values });

it('finds exactly the difference of any two sets of rows', async () => {
  const side = fc.dictionary(fc.string({ unit: 'binary' }), fc.constantFrom('x', 'y', null));
  await fc.assert(
    fc.asyncProperty(side, side, async (field, hq) => {
      const rows = (of: Record<string, string | null>) =>
        Object.entries(of)
          .map(([key, value]) => row(key, ['p', value]))
          .sort((left, right) => compareBytewise(left.key, right.key));
      const found = await Array.fromAsync(compareRows({ account: 'a', entity: 'projectCompany' }, rows(field), rows(hq)));
      const expected = [...new Set([...Object.keys(field), ...Object.keys(hq)])].flatMap((key) => {
        if (!Object.hasOwn(hq, key)) return [`missing_in_hq ${key}`];
        if (!Object.hasOwn(field, key)) return [`extra_in_hq ${key}`];
        return field[key] === hq[key] ? [] : [`differs ${key}`];
      });
      expect(found.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual(expected.sort());
    }),
  );
});
