import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  columnSeparator,
  type Entity,
  entityNames,
  nullMark,
  rowColumns,
  type RowsOutput,
  type VerificationScope,
} from '@hq-field/contracts';
import { testDatabase } from '@hq-field/testkit';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLegacyField, openSmallField } from './fixtures/small-field.ts';
import { type FieldVerification, openVerification } from './index.ts';

const database = await testDatabase('legacy_field', createLegacyField);
const field = openSmallField(database.url);
afterAll(async () => {
  await field.end();
  await database.drop();
});

const project = { name: 'Project', start_date: '2020-01-01' };

/** Two accounts that share a person; one person has two logins, one is in no account. */
beforeEach(() =>
  field.holds({
    accounts: [{}, { name: 'Other' }],
    users: [
      { email: 'shared@x.org' },
      { email: 'old@x.org', oxygen_uid: 'U' },
      { email: 'new@x.org', oxygen_uid: 'U' },
      { email: 'nowhere@x.org' },
      { email: 'conflict@x.org', oxygen_uid: 'V' },
      { email: 'conflict@x.org', oxygen_uid: 'W' },
      { email: 'else@x.org', oxygen_uid: 'V' },
    ],
    companies: [
      { account_id: 1, name: 'Acme' },
      { account_id: 1, name: 'ACME,' },
      { account_id: 2, name: '"Beta"\n=1+1', description: '' },
    ],
    account_users: [
      { account_id: 1, user_id: 1, company_id: 2 },
      { account_id: 2, user_id: 1 },
      { account_id: 1, user_id: 2 },
      { account_id: 2, user_id: 7 },
    ],
    projects: [
      { account_id: 1, ...project },
      { account_id: 2, ...project },
    ],
    contacts: [
      { project_id: 1, user_id: 3, company_id: 1, roles: 'owner' },
      { project_id: 2, user_id: 1 },
    ],
    project_companies: [
      { project_id: 1, company_id: 2 },
      { project_id: 2, company_id: 3 },
    ],
  }),
);

/** Counts as `account entity records`. */
async function counts(scope: Partial<VerificationScope>): Promise<string[]> {
  const output = await field.ask((verification) => verification.counts({ accounts: null, exclude: [], ...scope }));
  return output.counts.map(({ account, entity, records }) => `${account} ${entity} ${records}`);
}

function allRows(verification: FieldVerification, entity: Entity, account: string | null): Promise<RowsOutput> {
  return verification.rows({ entity, account, after: null, limit: 5000, keys: null });
}

describe('accounts', () => {
  test('users count in every account that has them, and all of them once more without one', async () => {
    expect(await counts({})).toEqual([
      'a1 account 1',
      'a1 accountMember 2',
      'a1 company 1',
      'a1 project 1',
      'a1 projectCompany 1',
      'a1 projectMember 1',
      'a1 user 2',
      'a2 account 1',
      'a2 accountMember 1',
      'a2 company 1',
      'a2 project 1',
      'a2 projectCompany 1',
      'a2 projectMember 1',
      'a2 user 1',
      'null user 3',
    ]);
  });

  test('only the accounts that are asked for answer; unknown and unassigned ones have no rows', async () => {
    expect(await counts({ accounts: ['a2', 'unassigned', 'nobody'] })).toEqual([
      'a2 account 1',
      'a2 accountMember 1',
      'a2 company 1',
      'a2 project 1',
      'a2 projectCompany 1',
      'a2 projectMember 1',
      'a2 user 1',
    ]);
    expect(await counts({ accounts: [] })).toEqual([]);
  });

  test('an account says the same alone, after another one, and among all', async () => {
    const digests = (verification: FieldVerification, accounts: string[] | null) => verification.digests({ accounts, exclude: [] });
    const all = await field.ask((verification) => digests(verification, null));
    const of = (account: string) => all.digests.filter((each) => each.account === account);

    expect((await field.ask((verification) => digests(verification, ['a2']))).digests).toEqual(of('a2'));
    await field.ask(async (verification) => {
      expect((await digests(verification, ['a1'])).digests).toEqual(of('a1'));
      expect((await digests(verification, ['a2'])).digests).toEqual(of('a2'));
      expect(await digests(verification, null)).toEqual(all);
    });
  });
});

describe('digests', () => {
  test('they are the sums of the digests of the rows', async () => {
    const output = await field.ask(async (verification) => {
      const { digests } = await verification.digests({ accounts: null, exclude: [] });
      const sums = await Promise.all(
        digests.map(async ({ account, entity }) => {
          const { rows } = await allRows(verification, entity, account);
          return { account, entity, records: rows.length, digest: String(rows.reduce((sum, row) => sum + digestOf(row.values), 0n)) };
        }),
      );
      return { digests, sums };
    });
    expect(output.digests).toEqual(output.sums);
    expect(new Set(output.digests.map(({ entity }) => entity))).toEqual(new Set(entityNames));
  });

  test('null and the empty text differ', async () => {
    const before = await field.ask((verification) => verification.digests({ accounts: ['a2'], exclude: [] }));
    await field.sql`update companies set description = 'x' where id = 3`;
    const after = await field.ask((verification) => verification.digests({ accounts: ['a2'], exclude: [] }));
    expect(after.digests.filter((digest, index) => digest.digest !== before.digests[index]?.digest)).toMatchObject([{ entity: 'company' }]);
  });
});

describe('left out', () => {
  test('a row that is excluded, or whose user or company is', async () => {
    const exclude: VerificationScope['exclude'] = [
      { entity: 'company', externalId: 'c1' },
      { entity: 'user', externalId: 'u2' },
      { entity: 'project', externalId: 'p2' },
      { entity: 'account', externalId: 'a2' },
    ];
    expect(await counts({ exclude })).toEqual([
      'a1 account 1',
      'a1 project 1',
      'a2 accountMember 1',
      'a2 company 1',
      'a2 projectCompany 1',
      'a2 projectMember 1',
      'a2 user 1',
      'null user 2',
    ]);
  });

  test('what stands in the quarantine of Field, the same way', async () => {
    await field.sql`create schema outbound`;
    await field.sql`create table outbound.quarantine (entity text, external_id text)`;
    await field.sql`insert into outbound.quarantine values ('company', 'c1'), ('user', 'u2'), ('project', 'p2'), ('accountMember', 'a2:u1')`;
    try {
      expect(await counts({})).toEqual([
        'a1 account 1',
        'a1 project 1',
        'a2 account 1',
        'a2 company 1',
        'a2 projectCompany 1',
        'a2 projectMember 1',
        'null user 2',
      ]);
      expect(await field.values('project', 'a2')).toEqual([]);
      expect(await field.csv('users')).toEqual(['nowhere@x.org,,', 'shared@x.org,,']);
    } finally {
      await field.sql`drop schema outbound cascade`;
    }
  });
});

describe('rows', () => {
  test('pages go on behind their key', async () => {
    const keys = await field.ask(async (verification) => {
      const found: string[] = [];
      let after: string | null = null;
      do {
        const page: RowsOutput = await verification.rows({ entity: 'user', account: null, after, limit: 1, keys: null });
        expect(page.rows.length).toBeLessThanOrEqual(1);
        found.push(...page.rows.map((row) => row.key));
        after = page.next;
      } while (after !== null);
      return found;
    });
    expect(keys).toEqual(['new@x.org', 'nowhere@x.org', 'shared@x.org']);
  });

  test('given keys only', async () => {
    const output = await field.ask((verification) =>
      verification.rows({
        entity: 'projectMember',
        account: 'a1',
        after: null,
        limit: 5,
        keys: ['p1\u001fnew@x.org', 'p1\u001fnobody@x.org', 'p2\u001fshared@x.org'],
      }),
    );
    expect(output).toEqual({
      rows: [
        {
          key: 'p1\u001fnew@x.org',
          externalId: 'p1:u2',
          user: 'u2',
          company: 'c1',
          values: ['p1', 'new@x.org', 'project_user', 'Owner', 'field:user', 'acme', 'active'],
        },
      ],
      next: null,
    });
  });

  test.each([[['a1', 'a2']], [null]])('say the same when they were made ready in one pass: %j', async (accounts) => {
    const read = (of: FieldVerification) => Promise.all(entityNames.map((entity) => allRows(of, entity, 'a1')));
    expect(await field.ask(async (of) => (await of.prepare(accounts), read(of)))).toEqual(await field.ask(read));
  });

  test('only users have rows without an account', async () => {
    const found = await field.ask(async (verification) =>
      Promise.all(entityNames.map(async (entity) => (await allRows(verification, entity, null)).rows.length)),
    );
    expect(Object.fromEntries(entityNames.map((entity, index) => [entity, found[index]]))).toMatchObject({
      account: 0,
      user: 3,
      company: 0,
      project: 0,
    });
  });
});

test('an extract is CSV with its header, and other questions are answered when it is read to its end', async () => {
  const text = await field.ask(async (verification) => {
    const extract = verification.extract('companies');
    const first = await extract[Symbol.asyncIterator]().next();
    const rows = allRows(verification, 'project', 'a1');
    const rest = (await Array.fromAsync(extract)).join('');
    expect((await rows).rows).toHaveLength(1);
    return first.value + rest;
  });
  expect(text).toBe(`${rowColumns.company.join(',')}\na1,acme,Acme,,,,,,,,,,,,,\na2,"""beta"" =1+1","""Beta"" =1+1",,,,,,,,,,,,,\n`);
});

describe('an extract that is larger than what the wire holds', () => {
  beforeEach(
    () =>
      field.sql`
        insert into companies (id, guid, account_id, name, description)
        select n, 'k' || n, 1, 'Company ' || n, repeat('x', 200) from generate_series(10, 30000) n`,
  );
  const projects = async (verification: FieldVerification) => (await allRows(verification, 'project', 'a1')).rows.length;

  test('is read at the pace of its reader, and questions are answered behind it, whatever its size is', async () => {
    // Found by verify --by extracts of 640,000 records: the connection stayed paused behind the last chunk that its reader was slow to take.
    for (const last of [3000, 2800, 2600, 2400, 2200, 2000, 1800, 1600]) {
      await field.sql`delete from companies where id > ${last}`;
      const found = await field.ask(async (verification) => {
        let lines = 0;
        for await (const chunk of verification.extract('companies')) {
          lines += chunk.split('\n').length - 1;
          await sleep(5);
        }
        return [lines, await projects(verification)];
      });
      expect(found).toEqual([1 + 2 + last - 9, 1]);
    }
  });

  test('holds up nothing when its reader leaves it', async () => {
    const found = await field.ask(async (verification) => {
      for await (const chunk of verification.extract('companies')) {
        expect(chunk).toContain(rowColumns.company.join(','));
        break;
      }
      return projects(verification);
    });
    expect(found).toBe(1);
  });

  test('ends with an error when its connection is lost, and not as if it were whole', async () => {
    const reading = field.ask(async (verification) => {
      for await (const _ of verification.extract('companies'))
        await field.sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ~ '^\\s*copy '`;
    });
    await expect(reading).rejects.toThrow(/terminat|CONNECTION/u);
  });
});

test('a snapshot does not see what is committed after it was opened', async () => {
  await field.ask(async (verification) => {
    await field.sql`update users set email = 'changed@x.org'`;
    expect((await allRows(verification, 'user', null)).rows.map((row) => row.key)).toEqual(['new@x.org', 'nowhere@x.org', 'shared@x.org']);
  });
});

describe('an ordinary reader of the database', () => {
  const role = `reader_${process.pid}_${database.url.slice(-8)}`;
  beforeAll(async () => {
    await field.sql.unsafe(
      `create role ${role} login; grant select on all tables in schema public to ${role}; revoke create on schema public from ${role}`,
    );
  });
  afterAll(async () => {
    await field.sql.unsafe(`drop owned by ${role}; drop role ${role}`);
  });

  test('needs no other right, and nothing is left behind', async () => {
    const url = new URL(database.url);
    url.username = role;
    const sql = postgres(url.href, { max: 1, onnotice: () => {} });
    const verification = await openVerification(sql);
    expect((await allRows(verification, 'account', 'a1')).rows).toHaveLength(1);
    await verification.close();
    await verification.close();
    expect([
      ...(await sql`select relname from pg_class where relname like 'extract_%' union select proname from pg_proc where proname = 'clean'`),
    ]).toEqual([]);
    await sql.end();
  });
});

function digestOf(values: readonly (string | null)[]): bigint {
  const line = values.map((value) => value ?? nullMark).join(columnSeparator);
  return BigInt(`0x${createHash('md5').update(line).digest('hex').slice(0, 15)}`);
}

describe('ranges of keys', () => {
  const pairs = [
    ...entityNames.flatMap((entity) => ['a1', 'a2', 'none'].map((account) => ({ entity, account }))),
    { entity: 'user' as const, account: null },
    { entity: 'project' as const, account: null },
  ];

  test('their digests are those of the rows behind one bound up to the next, whatever the bounds are', () =>
    field.ask(async (verification) => {
      for (const pair of pairs) {
        const { rows } = await allRows(verification, pair.entity, pair.account);
        const keys = rows.map(({ key }) => key);
        for (const bounds of [[], keys, keys.slice(1), ['', 'new@x.org', 'p1\u001fb', '\u{10ffff}'], keys.toReversed()]) {
          const expected = Array.from({ length: bounds.length + 1 }, () => ({ records: 0, digest: 0n }));
          for (const row of rows) {
            const range = expected[bounds.filter((bound) => Buffer.compare(Buffer.from(bound), Buffer.from(row.key)) < 0).length];
            if (range === undefined) throw new Error('a row of no range');
            range.records += 1;
            range.digest += digestOf(row.values);
          }
          const { ranges } = await verification.rangeDigests({ ...pair, exclude: [], bounds });
          expect(ranges).toEqual(expected.map(({ records, digest }) => ({ records, digest: String(digest) })));
        }
      }
    }));

  test('what is left out of digests is left out of them', () =>
    field.ask(async (verification) => {
      for (const exclude of [
        [{ entity: 'user' as const, externalId: 'u1' }],
        [{ entity: 'company' as const, externalId: 'c1' }],
        [{ entity: 'accountMember' as const, externalId: 'a1:u1' }],
      ]) {
        const { digests } = await verification.digests({ accounts: null, exclude });
        for (const pair of pairs) {
          const sum = digests.find(({ entity, account }) => entity === pair.entity && account === pair.account);
          const { ranges } = await verification.rangeDigests({ ...pair, exclude, bounds: [] });
          expect(ranges).toEqual([{ records: sum?.records ?? 0, digest: sum?.digest ?? '0' }]);
        }
      }
    }));

  test('bounds are the keys of every n-th row, within a range or of all rows', () =>
    field.ask(async (verification) => {
      const pair = { entity: 'user' as const, account: null };
      const keys = (await allRows(verification, 'user', null)).rows.map(({ key }) => key);
      const all = { ...pair, after: null, upTo: null };
      expect(await verification.bounds({ ...all, every: 1 })).toEqual(keys);
      expect(await verification.bounds({ ...all, every: 2 })).toEqual(keys.filter((_, at) => at % 2 === 1));
      expect(await verification.bounds({ ...all, every: keys.length + 1 })).toEqual([]);
      const [first = '', , third = ''] = keys;
      expect(await verification.bounds({ ...pair, after: first, upTo: third, every: 1 })).toEqual(keys.slice(1, 3));
      expect(await verification.bounds({ entity: 'user', account: 'a2', after: null, upTo: null, every: 1 })).toEqual(
        (await allRows(verification, 'user', 'a2')).rows.map(({ key }) => key),
      );
    }));
});
