import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fillField, guid, twoSystems } from '../fixtures/two-systems.ts';
import { verify } from '../verify.ts';
import { readBalance } from './balance.ts';
import type { BalanceLine } from './close-balance.ts';

let systems: Awaited<ReturnType<typeof twoSystems>>;
beforeAll(async () => {
  systems = await twoSystems({ name: 'dirty_field', fill: fillDirtyField });
});
afterAll(() => systems.close());

const read = (settleMs = 2000) => readBalance(systems.ports(), systems.field, { settleMs });
const lineOf = (lines: readonly BalanceLine[], entity: string, account: string | null) =>
  lines.find((line) => line.entity === entity && line.account === account);
const first = guid('a', 1);

it('closes for every account and entity, whatever became of the rows', async () => {
  const { lines, findings, pending } = await read();
  expect({ findings, pending }).toEqual({ findings: [], pending: [] });
  expect(lineOf(lines, 'user', null)).toMatchObject({ rows: 6, applied: 3, merged: 1, filtered: 1, quarantined: 1, inFlight: 0, open: 0 });
  expect(lineOf(lines, 'company', first)).toMatchObject({ rows: 4, applied: 1, merged: 1, filtered: 1, quarantined: 1 });
  expect(lineOf(lines, 'company', null)).toMatchObject({ rows: 1, applied: 0, quarantined: 1 });
  // Person 2 is a member of the first account by a project alone.
  expect(lineOf(lines, 'accountMember', first)).toMatchObject({ rows: 7, applied: 3, merged: 1, quarantined: 3 });
  expect(lineOf(lines, 'projectCompany', first)).toMatchObject({ rows: 4, applied: 1, merged: 1, quarantined: 2 });
});

it('counts what is captured and not sent as on its way', async () => {
  await systems.field`update projects set identifier = 'J' where id = 1`;
  const { lines, findings, pending } = await read(500);
  expect([findings, pending]).toEqual([[], []]);
  expect(lineOf(lines, 'project', first)).toMatchObject({ open: 0 });
  await systems.drain();
  expect((await read()).lines.reduce((sum, line) => sum + line.inFlight, 0)).toBe(0);
});

it('shows each line as it closed, however others move while it is read again', async () => {
  const ports = systems.ports();
  let readings = 0;
  const moving: typeof ports.hq = {
    ...ports.hq,
    async counts(scope) {
      const found = await ports.hq.counts(scope);
      if (scope.exclude.length === 0) readings += 1;
      // First a project is not there yet, then a company is there already.
      const more = (entity: string) => (readings === 1 && entity === 'project' ? -1 : readings === 2 && entity === 'company' ? 1 : 0);
      const isMoving = (account: string | null) => account === guid('a', 1);
      return {
        counts: found.counts.map((one) => ({ ...one, records: one.records + (isMoving(one.account) ? more(one.entity) : 0) })),
      };
    },
  };
  // Somebody changes Field all the time.
  const outbox = { ...ports.outbox, standing: async () => ({ ...(await ports.outbox.standing()), waiting: 1 }) };
  const { lines, findings, pending } = await readBalance({ ...ports, hq: moving, outbox }, systems.field, { settleMs: 5000 });
  expect(readings).toBe(2);
  expect([findings, pending]).toEqual([[], []]);
  expect(lines.filter(({ open }) => open !== 0)).toEqual([]);
  expect(lineOf(lines, 'project', first)?.applied).toBe(lineOf((await read()).lines, 'project', first)?.applied);
});

it('closes while HQ creates a project between the two counts', async () => {
  const ports = systems.ports();
  let isCreated = false;
  const counts: typeof ports.hq.counts = async (scope) => {
    if (!isCreated) await systems.hqCreates('Tower');
    isCreated = true;
    return ports.hq.counts(scope);
  };
  const { findings, pending } = await readBalance({ ...ports, hq: { ...ports.hq, counts } }, systems.field, { settleMs: 5000 });
  expect({ findings, pending }).toEqual({ findings: [], pending: [] });
});

it('closes while an account that HQ has created waits for Field, and nothing differs', async () => {
  await systems.hqSql`
    with account as (insert into accounts (id, name, kind, status) values (gen_random_uuid(), 'Own', 'paid', 'active') returning id),
      person as (insert into users (id, email, status, email_key) values (gen_random_uuid(), 'own@example.com', 'active', 'own@example.com') returning id)
    insert into account_members (account_id, user_id, role, status) select account.id, person.id, 'account_admin', 'active' from account, person`;
  const { findings, pending } = await read();
  expect({ findings, pending }).toEqual({ findings: [], pending: [] });
  expect(await verify(systems.ports(), { accounts: null, settleMs: 2000 })).toMatchObject({ findings: [], pending: [] });
  await systems.hqSql`delete from accounts where name = 'Own'`;
  await systems.hqSql`delete from users where email_key = 'own@example.com'`;
});

it('finds a record that is nowhere, and one that Field does not have', async () => {
  await systems.hqSql.unsafe(`
    delete from project_members where project_id = (select id from projects where external_id = '${guid('d', 2)}');
    insert into companies (id, external_id, account_id, name, name_key) select gen_random_uuid(), 'stranger', id, 'Stranger', 'stranger' from accounts where external_id = '${first}';`);
  const { findings } = await read();
  expect(findings.map(({ kind, entity, account, fields }) => [kind, entity, account, fields[0]?.inField, fields[0]?.inHq])).toEqual(
    expect.arrayContaining([
      ['unbalanced', 'company', first, '1', '2'],
      ['unbalanced', 'projectMember', guid('a', 2), '1', '0'],
    ]),
  );
  expect(findings).toHaveLength(2);
});

it('says that records of an account are on their way that is not live', async () => {
  systems.known.set(guid('a', 2), 'backfilling');
  const { lines } = await read();
  expect(lineOf(lines, 'projectMember', guid('a', 2))).toMatchObject({ applied: 0, inFlight: 1, open: 0 });
  systems.known.set(guid('a', 2), 'live');
});

it('reads no line of an account that HQ administers, nor of all people, and names the account', async () => {
  await systems.hqSql.unsafe(`delete from companies where external_id = 'stranger'`);
  const ports = { ...systems.ports(), administeredByHq: async () => new Set([guid('a', 2)]) };
  const { lines, findings, pending, ofHq } = await readBalance(ports, systems.field, { settleMs: 500 });
  expect([findings, pending, ofHq]).toEqual([[], [], [guid('a', 2)]]);
  expect(new Set(lines.map(({ account }) => account))).toEqual(new Set([first]));
});

/** Rows that merge, that are deleted, and that HQ cannot have. */
async function fillDirtyField(url: string): Promise<void> {
  await fillField(url);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(`
    insert into users (id, guid, email, status, deleted_at) values
      (10, '${guid('b', 10)}', ' PERSON1@example.com', 'active', null), (11, '${guid('b', 11)}', 'gone@example.com', 'active', now()), (12, '${guid('b', 12)}', 'no address', 'active', null);
    insert into companies (id, guid, account_id, name, deleted_at) values
      (10, '${guid('c', 10)}', 1, 'COMPANY  1', null), (11, '${guid('c', 11)}', 1, 'Gone', now()), (12, '${guid('c', 12)}', 1, null, null), (13, '${guid('c', 13)}', null, 'Of nobody', null);
    insert into account_users (id, account_id, user_id, role) values (10, 1, 1, 'member'), (11, 1, 11, 'member'), (12, 1, 999, 'member'), (13, 1, 12, 'member');
    insert into contacts (id, guid, project_id, user_id) values (10, '${guid('e', 10)}', 1, 10), (11, '${guid('e', 11)}', 1, 2), (12, '${guid('e', 12)}', 999, 2);
    insert into project_companies (id, project_id, company_id) values (10, 1, 10), (11, 1, 2), (12, 1, 999);`);
  await sql.end();
}
