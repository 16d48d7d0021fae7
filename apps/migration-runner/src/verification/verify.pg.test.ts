import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extractNames } from '@hq-field/contracts';
import { openVerification, quarantinedKeys } from '@hq-field/field-adapter';
import { compareExtracts, type LineDifference } from './compare-extracts.ts';
import { explainLines } from './explain-lines.ts';
import { guid, twoSystems } from './fixtures/two-systems.ts';
import { Quarantined } from './quarantined.ts';
import { textOf } from './text-of.ts';
import { hasPassed, verify } from './verify.ts';

let systems: Awaited<ReturnType<typeof twoSystems>>;
beforeAll(async () => {
  systems = await twoSystems();
});
afterAll(() => systems.close());

const all = { accounts: null, settleMs: 5000 };

/** Plants a difference at HQ, looks, and takes it back. */
async function planted(change: string, back: string, accounts: readonly string[] | null = null) {
  await systems.hqSql.unsafe(change);
  try {
    return await verify(systems.ports(), { ...all, accounts });
  } finally {
    await systems.hqSql.unsafe(back);
  }
}

describe('verify', () => {
  it('passes what was delivered, each record counted once', async () => {
    const result = await verify(systems.ports(), all);
    expect(result).toMatchObject({ findings: [], pending: [], notVerified: [], accounts: 2, records: 2 + 3 + 2 + 4 + 2 + 2 + 2 });
    expect(hasPassed(result)).toBe(true);
  });

  it.each([
    ['accounts', 'name', 'account', 'name'],
    ['users', 'first_name', 'user', 'first_name'],
    ['users', 'last_name', 'user', 'last_name'],
    ['companies', 'city', 'company', 'city'],
    ['projects', 'job_number', 'project', 'job_number'],
  ])('finds a letter that was changed in %s.%s', async (table, column, entity, field) => {
    const row = `ctid = (select min(ctid) from ${table})`;
    await systems.hqSql.unsafe(`create table before_it as select ${column} as value from ${table} where ${row}`);
    const result = await planted(
      `update ${table} set ${column} = coalesce(${column}, '') || ' ' where ${row}`,
      `update ${table} set ${column} = (select value from before_it) where ${column} = coalesce((select value from before_it), '') || ' '; drop table before_it`,
    );
    expect(result.findings).toMatchObject([{ kind: 'differs', entity, fields: [{ name: field }] }]);
    expect(hasPassed(result)).toBe(false);
  });

  it('finds a row that was dropped', async () => {
    const result = await planted(
      'create table kept as select * from project_companies where ctid = (select min(ctid) from project_companies); delete from project_companies p using kept k where p.project_id = k.project_id and p.company_id = k.company_id',
      'insert into project_companies select * from kept; drop table kept',
    );
    expect(result.findings).toMatchObject([{ kind: 'missing_in_hq', entity: 'projectCompany' }]);
  });

  it('finds a row that HQ did not get from Field', async () => {
    const result = await planted(
      `insert into users (id, email, status, email_key) values (gen_random_uuid(), 'nobody@example.com', 'active', 'nobody@example.com')`,
      `delete from users where email_key = 'nobody@example.com'`,
    );
    expect(result.findings).toMatchObject([
      { kind: 'extra_in_hq', entity: 'user', account: null, key: 'nobody@example.com', externalId: null },
    ]);
  });

  it('finds an account that only HQ has', async () => {
    const result = await planted(
      `insert into accounts (id, external_id, name, kind, status) values (gen_random_uuid(), 'elsewhere', 'Another', 'paid', 'active')`,
      `delete from accounts where external_id = 'elsewhere'`,
    );
    expect(result.findings).toMatchObject([{ kind: 'extra_in_hq', entity: 'account', account: 'elsewhere' }]);
  });

  it('looks at the accounts that were asked for only', async () => {
    const change = `update projects set name = 'Other' where external_id = '${guid('d', 2)}'`;
    const back = `update projects set name = 'Project 2' where external_id = '${guid('d', 2)}'`;
    expect(await planted(change, back, [guid('a', 1)])).toMatchObject({ findings: [], accounts: 1 });
    expect((await planted(change, back, [guid('a', 2)])).findings).toMatchObject([{ entity: 'project', account: guid('a', 2) }]);
  });

  it('leaves an account out that is not live, and says so', async () => {
    systems.known.set(guid('a', 2), 'failed');
    const result = await verify(systems.ports(), all);
    systems.known.set(guid('a', 2), 'live');
    expect(result).toMatchObject({ findings: [], accounts: 1, notVerified: [{ account: guid('a', 2), state: 'failed' }] });
    expect(hasPassed(result)).toBe(false);
  });

  it('calls a captured change pending until it is sent', async () => {
    await systems.field`update projects set identifier = 'J-1' where id = 1`;
    expect(await verify(systems.ports(), { ...all, settleMs: 1000 })).toMatchObject({
      findings: [],
      pending: [{ entity: 'project', kind: 'differs' }],
    });
    await systems.drain();
    expect(hasPassed(await verify(systems.ports(), all))).toBe(true);
  });

  it('finds nothing in what HQ creates while both sides are read', async () => {
    const ports = systems.ports();
    let opened = 0;
    const openField = async () => {
      const snapshot = await ports.openField();
      opened += 1;
      if (opened === 1) await systems.hqCreates('Tower');
      return snapshot;
    };
    const result = await verify({ ...ports, openField }, all);
    expect(result).toMatchObject({ findings: [], pending: [] });
    expect(opened).toBe(2);
  });
});

describe('an older copy at HQ of a project that is in quarantine now', () => {
  it('is no finding, and neither is what hangs on it, but a lost record is', async () => {
    await systems.field`update projects set cost = -1 where id = 1`;
    await systems.drain();
    expect(hasPassed(await verify(systems.ports(), all))).toBe(true);
    const result = await planted(
      `update companies set city = 'Elsewhere' where external_id = '${guid('c', 1)}'`,
      `update companies set city = 'Bonn' where external_id = '${guid('c', 1)}'`,
    );
    expect(result.findings).toMatchObject([{ entity: 'company', kind: 'differs' }]);
    await systems.field`update projects set cost = 12.5 where id = 1`;
    await systems.drain();
    expect(hasPassed(await verify(systems.ports(), all))).toBe(true);
  });
});

describe('the extracts', () => {
  async function compareAll() {
    const field = await openVerification(systems.field);
    try {
      const differences: LineDifference[] = [];
      for (const name of extractNames) {
        for await (const line of compareExtracts(name, field.extract(name), textOf(await systems.hq.extract(name)))) differences.push(line);
      }
      const quarantine = new Quarantined(await quarantinedKeys(systems.field));
      return await explainLines(differences, systems.hq, quarantine, async function* () {
        yield* textOf(await systems.hq.extract('projects'));
      });
    } finally {
      await field.close();
    }
  }

  it('are the same on both sides', async () => {
    expect(await compareAll()).toEqual({ findings: [], inQuarantine: [], belowQuarantine: [] });
  });

  it('tell older copies of records in quarantine from findings', async () => {
    await systems.field`update users set email = 'no address' where id = 1`;
    await systems.drain();
    const { findings, inQuarantine } = await compareAll();
    expect(findings).toEqual([]);
    expect([...new Set(inQuarantine.map((line) => line.extract))].sort()).toEqual(['account_members', 'project_members', 'users']);
    await systems.field`update projects set cost = -1 where id = 2`;
    await systems.drain();
    const below = await compareAll();
    expect([below.findings, below.belowQuarantine.map((line) => line.extract).sort()]).toEqual([
      [],
      ['project_companies', 'project_members'],
    ]);
    await systems.field`update projects set cost = 12.5 where id = 2`;
    await systems.field`update users set email = 'person1@example.com' where id = 1`;
    await systems.drain();
    expect(await compareAll()).toEqual({ findings: [], inQuarantine: [], belowQuarantine: [] });
  });
});
