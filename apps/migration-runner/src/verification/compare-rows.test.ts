import { rowColumns } from '@hq-field/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBytewise } from './bytewise.ts';
import { compareRows, type Row, RowOrderError } from './compare-rows.ts';

const pair = { account: 'a', entity: 'projectCompany' } as const;
const row = (key: string, values: (string | null)[] = ['p', key], externalId: string | null = `id-${key}`): Row => ({
  key,
  externalId,
  user: null,
  company: null,
  values,
});

async function compare(field: Row[], hq: Row[]) {
  return Array.fromAsync(compareRows(pair, field, hq));
}

describe('compareRows', () => {
  it('finds nothing between equal sides', async () => {
    expect(await compare([row('a'), row('b')], [row('a'), row('b')])).toEqual([]);
  });

  it.each([
    ['null against empty', ['p', null], ['p', ''], ['company']],
    ['NFC against NFD', ['p', '\u00e9'], ['p', 'e\u0301'], ['company']],
    ['a trailing space', ['p', 'x'], ['p', 'x '], ['company']],
    ['a wrong parent', ['p', 'x'], ['q', 'x'], ['project']],
    ['two columns', ['p', 'x'], ['q', 'y'], ['project', 'company']],
  ])('names the field and both values: %s', async (_, inField, inHq, names) => {
    const [finding] = await compare([row('k', inField)], [row('k', inHq)]);
    expect(finding).toMatchObject({ kind: 'differs', key: 'k', account: 'a', entity: 'projectCompany', externalId: 'id-k' });
    expect(finding?.fields.map((field) => field.name)).toEqual(names);
    for (const field of finding?.fields ?? []) {
      const at = rowColumns.projectCompany.findIndex((name) => name === field.name);
      expect([field.inField, field.inHq]).toEqual([inField[at], inHq[at]]);
    }
  });

  it('finds a row that is bound to another record', async () => {
    const [finding] = await compare([row('k')], [row('k', ['p', 'k'], null)]);
    expect(finding?.fields).toEqual([{ name: 'external_id', inField: 'id-k', inHq: null }]);
  });

  it('refuses rows that are not in order, or twice', async () => {
    await expect(compare([row('b'), row('a')], [])).rejects.toThrow(RowOrderError);
    await expect(compare([], [row('a'), row('a')])).rejects.toThrow(RowOrderError);
  });

  it('finds exactly the difference of any two sets of rows', async () => {
    const side = fc.dictionary(fc.string({ unit: 'binary' }), fc.constantFrom('x', 'y', null));
    await fc.assert(
      fc.asyncProperty(side, side, async (field, hq) => {
        const rows = (of: Record<string, string | null>) =>
          Object.entries(of)
            .map(([key, value]) => row(key, ['p', value]))
            .sort((left, right) => compareBytewise(left.key, right.key));
        const found = await compare(rows(field), rows(hq));
        const expected = [...new Set([...Object.keys(field), ...Object.keys(hq)])].flatMap((key) => {
          if (!Object.hasOwn(hq, key)) return [`missing_in_hq ${key}`];
          if (!Object.hasOwn(field, key)) return [`extra_in_hq ${key}`];
          return field[key] === hq[key] ? [] : [`differs ${key}`];
        });
        expect(found.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual(expected.sort());
      }),
    );
  });
});
