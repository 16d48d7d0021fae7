import { rowColumns } from '@hq-field/contracts';
import { describe, expect, it } from 'vitest';
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

  it('refuses rows that are not in order, and rows of Field that stand twice', async () => {
    await expect(compare([row('b'), row('a')], [])).rejects.toThrow(RowOrderError);
    await expect(compare([row('a'), row('a')], [])).rejects.toThrow(RowOrderError);
    await expect(compare([], [row('b'), row('a')])).rejects.toThrow(RowOrderError);
  });

  it('names a second row of HQ with the key of another', async () => {
    expect(await compare([row('a')], [row('a'), row('a'), row('b')])).toMatchObject([
      { kind: 'duplicate_in_hq', key: 'a' },
      { kind: 'extra_in_hq', key: 'b' },
    ]);
  });

  it('calls a record that differs in its parents alone one of a wrong parent', async () => {
    const member = (company: string, id: string): Row => ({ ...row('a', ['p', 'e', 'x', '', '', company, 'active']), company: id });
    const pair = { account: 'a', entity: 'projectMember' as const };
    const kinds = async (hq: Row) =>
      (await Array.fromAsync(compareRows(pair, [member('acme', 'c')], [hq]))).map((one) => [
        one.kind,
        one.fields.map((field) => field.name),
      ]);
    expect(await kinds(member('other', 'd'))).toEqual([['wrong_parent', ['company', 'company_external_id']]]);
    expect(await kinds({ ...member('other', 'd'), values: ['p', 'e', 'y', '', '', 'other', 'active'] })).toEqual([
      ['differs', ['access_level', 'company', 'company_external_id']],
    ]);
    expect(await kinds({ ...member('acme', 'c'), user: 'somebody else' })).toEqual([['differs', ['user_external_id']]]);
  });
});
