import { extractNames, type RecordKey, type RowsOutput } from '@hq-field/contracts';
import { createHash } from 'node:crypto';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createContext } from '../context.ts';
import { newAccount } from '../fixtures/own-records.ts';
import { createAccount } from '../own-changes/create-account.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { account, accountMember, company, project, projectCompany, projectMember, user } from '../fixtures/records.ts';
import { createSigner } from '../fixtures/signer.ts';
import { readRangeSums } from './read-range-sums.ts';
import { readRows } from './read-rows.ts';
import { readSums, type Sum } from './read-sums.ts';
import { serveExtract } from './serve-extract.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
afterAll(() => hq.close());

beforeAll(async () => {
  const people = ['ann', 'bob', 'cay'];
  await hq.send({
    account: [account('acme', { kind: 'trial', trialEndsOn: '0001-01-01' }), account('beta')],
    user: people.map((name) => user(name, { email: `${name.toUpperCase()}@x.com`, lastName: name === 'bob' ? 'say "hi",\nthere' : null })),
    company: [company('co', { name: 'ACME  Inc.'.replace('  ', ' '), city: '\u00e9' }), company('co2', { account: 'beta', name: 'Other' })],
    accountMember: [
      ...people.map((name) => accountMember('acme', name, { company: 'co' })),
      accountMember('beta', 'ann', { company: 'co2' }),
    ],
    project: [project('p1', { endDate: '9999-12-31', value: '9999999999999.99' }), project('p2', { account: 'beta', status: 'archived' })],
    projectCompany: [projectCompany('p1', 'co')],
    projectMember: [
      projectMember('p1', 'ann', { roles: ['Owner', 'Architect', 'IT'], company: 'co' }),
      projectMember('p1', 'bob', { roles: [], services: [] }),
    ],
  });
});

const context = createContext(
  { databaseUrl: hq.url, publicKeys: createSigner().publicKeys, tolerance: 1, connections: 2, logLevel: 'silent' },
  { database: hq.database },
);
const extractOf = async (name: string) => (await serveExtract(context, `${name}.csv`, new Request('http://hq'))).text();
const everything = { accounts: null, exclude: [] };
const inShort = (sums: readonly Sum[]) => sums.map(({ account, entity, records }) => `${account} ${entity} ${records}`).toSorted();

test('counts name every account and entity, and all users once more', async () => {
  expect(inShort(await readSums(hq.database.read, everything, false))).toEqual([
    'acme account 1',
    'acme accountMember 3',
    'acme company 1',
    'acme project 1',
    'acme projectCompany 1',
    'acme projectMember 2',
    'acme user 3',
    'beta account 1',
    'beta accountMember 1',
    'beta company 1',
    'beta project 1',
    'beta user 1',
    'null user 3',
  ]);
  expect(inShort(await readSums(hq.database.read, { accounts: ['beta'], exclude: [] }, false))).toHaveLength(5);
});

test('a digest is what the rows say by the rule of the contract', async () => {
  for (const { account, entity, digest, records } of await readSums(hq.database.read, everything, true)) {
    const { rows } = await readRows(hq.database.read, { entity, account, after: null, limit: 100, keys: null });
    expect(rows).toHaveLength(records);
    expect(String(rows.reduce((sum, row) => sum + digestOfLine(row.values), 0n))).toBe(digest);
  }
});

test('digests of ranges are those of the rows behind one bound up to the next, whatever the bounds are', async () => {
  const pairs = (await readSums(hq.database.read, everything, true)).map(({ account, entity }) => ({ account, entity }));
  for (const { account, entity } of pairs) {
    const { rows } = await readRows(hq.database.read, { entity, account, after: null, limit: 100, keys: null });
    const keys = rows.map(({ key }) => key);
    for (const bounds of [[], keys, keys.slice(1), ['', 'a\0b', 'b', 'p1\u001fb\0', '\u{10ffff}'], keys.toReversed()]) {
      const { ranges } = await readRangeSums(hq.database.read, { entity, account, exclude: [], bounds });
      const expected = Array.from({ length: bounds.length + 1 }, () => ({ records: 0, digest: 0n }));
      for (const row of rows) {
        const at = bounds.filter((bound) => Buffer.compare(Buffer.from(bound), Buffer.from(row.key)) < 0).length;
        const range = expected[at];
        if (range === undefined) throw new Error('no range');
        range.records += 1;
        range.digest += digestOfLine(row.values);
      }
      expect(ranges).toEqual(expected.map(({ records, digest }) => ({ records, digest: String(digest) })));
    }
  }
});

function digestOfLine(values: readonly (string | null)[]): bigint {
  const line = values.map((value) => value ?? '\u001e').join('\u001f');
  return BigInt(`0x${createHash('md5').update(line).digest('hex').slice(0, 15)}`);
}

test('rows have neutral values and are paged by key', async () => {
  const page = await readRows(hq.database.read, { entity: 'projectMember', account: 'acme', after: null, limit: 1, keys: null });
  expect(page).toEqual({
    rows: [
      {
        key: 'p1\u001fann@x.com',
        externalId: 'p1:ann',
        user: 'ann',
        company: 'co',
        values: ['p1', 'ann@x.com', 'project_user', 'Architect|IT|Owner', 'field:user', 'acme inc', 'active'],
      },
    ],
    next: 'p1\u001fann@x.com',
  } satisfies RowsOutput);
  const rest = await readRows(hq.database.read, { entity: 'projectMember', account: 'acme', after: page.next, limit: 1, keys: null });
  expect([rest.rows.map(({ values }) => values), rest.next]).toEqual([[['p1', 'bob@x.com', 'project_user', '', '', null, 'active']], null]);
  const asked = await readRows(hq.database.read, {
    entity: 'user',
    account: null,
    after: null,
    limit: 10,
    keys: ['cay@x.com', 'nobody@x.com'],
  });
  expect(asked.rows.map(({ externalId }) => externalId)).toEqual(['cay']);
  expect((await readRows(hq.database.read, { entity: 'user', account: 'beta', after: null, limit: 10, keys: null })).rows).toHaveLength(1);
});

test("a project of HQ's own has the last key, on whatever page it is and when it is asked for", async () => {
  await hq.database.apply.unsafe(
    `insert into projects select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'external_id', null, 'name', 'Own', 'live_name_key', 'own', 'source_version', 0))).*
     from projects p where external_id = 'p1'`,
  );
  try {
    const ask = async (after: string | null, keys: string[] | null) => {
      const { rows } = await readRows(hq.database.read, { entity: 'project', account: 'acme', after, limit: 1, keys });
      return rows.map(({ key }) => key);
    };
    expect([await ask(null, null), await ask('p1', null), await ask('\u{10ffff}', null), await ask(null, ['\u{10ffff}'])]).toEqual([
      ['p1'],
      ['\u{10ffff}'],
      [],
      ['\u{10ffff}'],
    ]);
    const cut = { entity: 'project' as const, account: 'acme', exclude: [], bounds: ['p1', '\u{10fffe}'] };
    expect((await readRangeSums(hq.database.read, cut)).ranges.map(({ records }) => records)).toEqual([1, 0, 1]);
  } finally {
    await hq.database.apply.unsafe(`delete from projects where name = 'Own'`);
  }
});

test('people of an account that Field does not have are not compared, until Field has it or knows them from elsewhere', async () => {
  const id = await createAccount(hq.database.apply, newAccount('Own', 'own@x.com'));
  const names = async () => {
    const { rows } = await readRows(hq.database.read, { entity: 'user', account: null, after: null, limit: 10, keys: null });
    const { ranges } = await readRangeSums(hq.database.read, { entity: 'user', account: null, exclude: [], bounds: [] });
    const file = await extractOf('users');
    const records = [(await readSums(hq.database.read, everything, true)).find((sum) => sum.account === null), ...ranges];
    expect([...records.map((sum) => sum?.records), file.trim().split('\n').length - 1]).toEqual([rows.length, rows.length, rows.length]);
    return rows.map(({ key }) => key);
  };
  const known = ['ann@x.com', 'bob@x.com', 'cay@x.com'];
  expect(await names()).toEqual(known);
  await hq.database.apply`update users set external_id = 'own' where email_key = 'own@x.com'`;
  expect(await names()).toEqual([...known, 'own@x.com']);
  await hq.database.apply`update users set external_id = null where email_key = 'own@x.com'`;
  await hq.database.apply`update accounts set external_id = 'own' where id = ${id}`;
  expect(await names()).toEqual([...known, 'own@x.com']);
  await hq.database.apply`delete from account_members where account_id = ${id}`;
  expect(await names()).toEqual([...known, 'own@x.com']);
  await hq.database.apply`delete from accounts where id = ${id}`;
  await hq.database.apply`delete from users where email_key = 'own@x.com'`;
});

test('a place or a key with NUL, which PostgreSQL cannot hold, is read as a text like any other', async () => {
  const read = (after: string | null, keys: string[] | null) =>
    readRows(hq.database.read, { entity: 'user', account: null, after, limit: 10, keys });
  const names = async (page: Promise<RowsOutput>) => (await page).rows.map(({ externalId }) => externalId);
  expect(await names(read('ann@x.com\0', null))).toEqual(['bob', 'cay']);
  expect(await names(read('\0', ['bob@x.com', 'cay@x.com\0']))).toEqual(['bob']);
});

test('an excluded user or company takes the rows along that hold their values', async () => {
  const without = async (entity: 'user' | 'company' | 'projectMember', externalId: string) =>
    inShort(await readSums(hq.database.read, { accounts: ['acme'], exclude: [{ entity, externalId }] }, false)).join(', ');
  expect(await without('user', 'ann')).toBe(
    'acme account 1, acme accountMember 2, acme company 1, acme project 1, acme projectCompany 1, acme projectMember 1, acme user 2',
  );
  expect(await without('company', 'co')).toBe('acme account 1, acme project 1, acme projectMember 1');
  expect(await without('projectMember', 'p1:bob')).toContain('projectMember 1');
  const ofUsers = async (exclude: RecordKey[]) =>
    (await readRangeSums(hq.database.read, { entity: 'user', account: 'acme', exclude, bounds: ['ann@x.com'] })).ranges.map(
      ({ records }) => records,
    );
  expect([
    await ofUsers([{ entity: 'user', externalId: 'ann' }]),
    await ofUsers([{ entity: 'accountMember', externalId: 'acme:bob' }]),
    await ofUsers([{ entity: 'company', externalId: 'co' }]),
  ]).toEqual([
    [0, 2],
    [1, 1],
    [0, 0],
  ]);
});

const flips = [
  `update accounts set name = name || ' ' where external_id = 'acme'`,
  `update users set phone = '' where external_id = 'ann'`,
  `update users set email = 'ANN@X.com' where external_id = 'ann'`,
  `update companies set city = U&'e\\0301' where external_id = 'co'`,
  `update account_members set role = 'account_admin' where user_id = (select id from users where external_id = 'bob')`,
  `update account_members set company_id = null where user_id = (select id from users where external_id = 'bob')`,
  `update projects set value = value - 0.01 where external_id = 'p1'`,
  `update projects set end_date = end_date - 1 where external_id = 'p1'`,
  `update project_members set roles = array_append(roles, 'Owner') where roles = '{}'`,
  `delete from project_companies`,
];

test.each(flips)('the digests see %s', async (statement) => {
  const before = await readSums(hq.database.read, everything, true);
  await expect(
    hq.database.apply.begin(async (transaction) => {
      await transaction.unsafe(statement);
      const same = { begin: (_options: string, work: (inner: typeof transaction) => unknown) => work(transaction) };
      expect(await readSums(same as never, everything, true)).not.toEqual(before);
      throw new Error('undo');
    }),
  ).rejects.toThrow('undo');
  expect(await readSums(hq.database.read, everything, true)).toEqual(before);
});

test('extracts are CSV by RFC 4180, sorted, with null and empty text told apart', async () => {
  const files = new Map<string, string>();
  for (const name of extractNames) files.set(name, await extractOf(name));
  expect(files.get('users')).toBe('email,autodesk_id,oxygen_uid\nann@x.com,,\nbob@x.com,,\ncay@x.com,,\n');
  expect(files.get('project_members')).toBe(
    'project,email,access_level,roles,services,company,status\np1,ann@x.com,project_user,Architect|IT|Owner,field:user,acme inc,active\np1,bob@x.com,project_user,"","",,active\n',
  );
  expect(files.get('accounts')).toContain('acme,acme,trial,active,0001-01-01,,,en,USD\n');
  await expect(extractOf('passwords')).rejects.toMatchObject({ reason: 'request_invalid' });
});
