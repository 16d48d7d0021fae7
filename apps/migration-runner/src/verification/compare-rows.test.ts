import { rowColumns } from '@hq-field/contracts';
import { describe, expect, it } from 'vitest';
import { compareRows, kindOf, type Row, RowOrderError } from './compare-rows.ts';

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

  it('says whose rows are out of order', async () => {
    const words = (side: string) =>
      `${side} answered rows of projectCompany out of order, so they cannot be compared. This is a mistake of ${side}; report it.`;
    await expect(compare([row('b'), row('a')], [])).rejects.toMatchObject({
      name: 'RowOrderError',
      code: 'row_order',
      message: words('Field'),
    });
    await expect(compare([], [row('b'), row('a')])).rejects.toMatchObject({ message: words('HQ') });
  });

  it('names a record that one side has alone, with its names and no fields', async () => {
    const of = { ...pair, fields: [] };
    expect(await compare([row('a')], [row('b', ['p', 'b'], null)])).toEqual([
      { ...of, kind: 'missing_in_hq', key: 'a', externalId: 'id-a' },
      { ...of, kind: 'extra_in_hq', key: 'b', externalId: null },
    ]);
    expect(await compare([row('b')], [row('a'), row('b')])).toMatchObject([{ kind: 'extra_in_hq', key: 'a' }]);
    expect(await compare([row('a'), row('b')], [row('b')])).toMatchObject([{ kind: 'missing_in_hq', key: 'a' }]);
  });

  it('passes over what only HQ has when it is explained, and nothing else', async () => {
    const found = compareRows(pair, [row('a'), row('c')], [row('b'), row('c', ['p', 'x'])], (side) => side === 'hq');
    expect((await Array.fromAsync(found)).map(({ kind, key }) => `${kind} ${key}`)).toEqual(['missing_in_hq a', 'differs c']);
  });

  it('names a second row of HQ with the key of another', async () => {
    expect(await compare([row('a')], [row('a'), row('a'), row('b')])).toMatchObject([
      { kind: 'duplicate_in_hq', key: 'a', externalId: 'id-a', fields: [{ name: '(key)', inField: null, inHq: 'a' }] },
      { kind: 'extra_in_hq', key: 'b' },
    ]);
    expect(await compare([], [row('a'), row('a'), row('a')])).toMatchObject([
      { kind: 'extra_in_hq', key: 'a' },
      { kind: 'duplicate_in_hq', key: 'a' },
      { kind: 'duplicate_in_hq', key: 'a' },
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

  it.each([
    ['project', ['account']],
    ['accountMember', ['company', 'company_external_id']],
    ['projectCompany', ['company_external_id']],
    ['projectMember', ['company', 'company_external_id']],
    ['user', []],
    ['company', []],
    ['account', []],
  ] as const)('knows the columns of a %s that name a parent: %j', (entity, parents) => {
    const kind = (...names: string[]) =>
      kindOf(
        entity,
        names.map((name) => ({ name, inField: null, inHq: '' })),
      );
    const names = [...rowColumns[entity], 'external_id', 'user_external_id', 'company_external_id'];
    expect(names.filter((name) => kind(name) === 'wrong_parent')).toEqual(parents);
    if (parents.length > 0) expect(kind(...parents)).toBe('wrong_parent');
    expect(kind(...parents, 'status')).toBe('differs');
  });

  it.each([
    ['user', ['external_id', 'company_external_id']],
    ['company', ['external_id', 'user_external_id']],
    ['project', ['external_id', 'user_external_id', 'company_external_id']],
  ] as const)('compares the bindings of a %s that are not its own', async (entity, names) => {
    const [field, hq] = ['1', '2'].map((id) => ({ key: 'k', externalId: id, user: id, company: id, values: [] }));
    const [found] = await Array.fromAsync(compareRows({ account: null, entity }, [field as Row], [hq as Row]));
    expect(found?.fields).toEqual(names.map((name) => ({ name, inField: '1', inHq: '2' })));
  });
});
