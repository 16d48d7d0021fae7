// Pages of rows, next to all rows of the same source sorted by their whole key.
import { type Entity, entityNames, type RowsInput, type RowsOutput } from '@hq-field/contracts';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { account, accountMember, company, project, projectCompany, projectMember, user } from '../fixtures/records.ts';
import { placedBy, rowSources } from './entities/index.ts';
import { readRows } from './read-rows.ts';
import { keyOrLast, lastKey } from './row-source.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
afterAll(() => hq.close());

const people = ['ann', 'bob', 'cay', 'dan', 'eve'];
const companies = ['co', 'co2', 'co3', 'co4'];
const projects = ['p1', 'p1!', 'p2', 'p3'];

beforeAll(async () => {
  await hq.send({
    account: [account('acme'), account('beta')],
    user: people.map((name) => user(name, { email: `${name}@x.com` })),
    company: [
      ...companies.map((name) => company(name, { name })),
      ...companies.map((name) => company(`beta-${name}`, { account: 'beta', name })),
    ],
    accountMember: people.flatMap((name) => [accountMember('acme', name), accountMember('beta', name)]),
    project: [...projects.map((name) => project(name, { name })), project('q1', { account: 'beta' })],
    projectCompany: projects.flatMap((name) => companies.map((one) => projectCompany(name, one))),
    projectMember: projects.flatMap((name) => people.map((one) => projectMember(name, one))),
  });
  // What others wrote at HQ: keys that are missing, keys that sort before the mark of a missing one, and a project of HQ's own.
  for (const statement of [
    `update users set email_key = null where external_id in ('cay', 'dan')`,
    `update users set email_key = chr(1) || 'bob' where external_id = 'bob'`,
    `update users set email_key = 'a' || chr(31) || 'eve' where external_id = 'eve'`,
    `update companies set name_key = null where external_id in ('co2', 'co4')`,
    `update companies set name_key = chr(2) where external_id = 'co3'`,
    `update projects set external_id = null where external_id = 'p3'`,
  ])
    await hq.database.apply.unsafe(statement);
});

/** All keys of a pair, bytewise. */
async function keysOf(entity: Entity, of: string | null): Promise<string[]> {
  const source = rowSources[entity];
  const { from, account } = placedBy(entity, of);
  const rows = await hq.database.read.unsafe<{ key: string }[]>(
    `select ${keyOrLast(source)} as key from ${from} where ${of === null ? '$1::text is null' : `${account} = $1`}`,
    [of],
  );
  return rows.map(({ key }) => key).toSorted(bytewise);
}

const bytewise = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function read(entity: Entity, of: string | null, input: Partial<RowsInput>): Promise<string[]> {
  const { rows } = await readRows(hq.database.read, { entity, account: of, after: null, limit: 100, keys: null, ...input });
  return rows.map(({ key }) => key);
}

const pairs = [
  { entity: 'user' as const, of: null },
  ...entityNames.flatMap((entity) => ['acme', 'beta', 'nobody'].map((of) => ({ entity, of }))),
];

test.each(pairs)('rows of $entity of $of come in order behind any place, and end with the page', async ({ entity, of }) => {
  const keys = await keysOf(entity, of);
  const places = [
    ...new Set(
      keys.flatMap((key) => [key, key.slice(0, -1), `${key}\u0001`, key.split('\u001f')[0] ?? '', `${key.split('\u001f')[0]}\u001f`]),
    ),
    '',
    '\u0001',
    '\u001e',
    '\u001e\u001f',
    'acme',
    'acme\u001f',
    'acme\u001f\u001e',
    'beta',
    'p1\u001f\u001e',
    '\uffff',
    lastKey,
  ];
  expect(await read(entity, of, {})).toEqual(keys);
  for (const after of places) {
    const behind = keys.filter((key) => bytewise(key, after) > 0);
    for (const limit of [1, 2, 100]) expect([after, await read(entity, of, { after, limit })]).toEqual([after, behind.slice(0, limit)]);
  }
});

test.each(pairs)('of $entity of $of, those of given keys are read, also behind a place', async ({ entity, of }) => {
  const keys = await keysOf(entity, of);
  const asked = [...keys.filter((_, at) => at % 2 === 0), 'nobody', 'acme', 'p1', 'p1\u001f', '\u001e'];
  const expected = keys.filter((key) => asked.includes(key));
  expect(await read(entity, of, { keys: asked })).toEqual(expected);
  expect(await read(entity, of, { keys: [] })).toEqual([]);
  for (const after of keys)
    expect(await read(entity, of, { keys: asked, after })).toEqual(expected.filter((key) => bytewise(key, after) > 0));
});

test('a page of large rows ends before its limit, and the next one goes on behind it', async () => {
  const mebibyte = 1024 * 1024;
  const sized = (names: readonly string[], description: string) =>
    names.map((name) => company(name, { account: 'heavy', name, description }));
  await hq.send({
    account: [account('heavy')],
    company: [...sized(['a0', 'a1', 'a2', 'a3', 'a4'], 'd'.repeat(mebibyte)), ...sized(['c0', 'c1', 'c2'], 'small')],
  });
  for (const name of ['b0', 'b1', 'b2']) await hq.send({ company: sized([name], '\u{1f600}'.repeat(mebibyte)) });
  const pages = async (limit: number) => {
    const all: (string | null)[][] = [];
    let after: string | null = null;
    do {
      const page: RowsOutput = await readRows(hq.database.read, { entity: 'company', account: 'heavy', after, limit, keys: null });
      all.push(page.rows.map(({ externalId }) => externalId));
      after = page.next;
    } while (after !== null);
    return all;
  };
  const byBytes = [['a0', 'a1', 'a2'], ['a3', 'a4'], ['b0'], ['b1'], ['b2'], ['c0', 'c1', 'c2']];
  expect(await pages(5000)).toEqual(byBytes);
  expect(await pages(3)).toEqual(byBytes);
  expect(await pages(1)).toEqual(byBytes.flat().map((name) => [name]));
  // Two of one key, which come first, stay on one page.
  await hq.database.apply.unsafe(`update companies set name_key = null where external_id in ('b1', 'b2')`);
  const [first, ...others] = await pages(5000);
  expect([new Set(first), ...others]).toEqual([new Set(['b1', 'b2']), ['a0', 'a1', 'a2'], ['a3', 'a4'], ['b0'], ['c0', 'c1', 'c2']]);
});
