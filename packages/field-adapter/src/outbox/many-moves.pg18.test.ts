import { afterEach, beforeEach, expect, test } from 'vitest';
import { capturedField } from '../fixtures/captured-field.ts';
import { type FieldDatabase, openField } from '../index.ts';
import { resolveChanges } from './resolve-changes.ts';

let field: FieldDatabase;
let drop: () => Promise<void>;
beforeEach(async () => {
  const captured = await capturedField();
  drop = captured.drop;
  field = openField(captured.url, { max: 2 });
});
afterEach(async () => {
  await field.end({ timeout: 1 });
  await drop();
});

const people = 1500;

/** Resolves everything that was captured; how long it took, in milliseconds. */
async function resolved(): Promise<number> {
  const begun = performance.now();
  while ((await resolveChanges(field, 5000)) > 0);
  return performance.now() - begun;
}

/** Everybody is somebody of their own again, and nothing waits. */
async function apart(): Promise<void> {
  await field`update users set oxygen_uid = null`;
  await resolved();
  await field`truncate outbound.touches`;
}

/** Makes two and two people one, and says how long it took to resolve that. */
async function united(by: string): Promise<number> {
  await field`update users set oxygen_uid = ${by} || (id / 2)::text`;
  return resolved();
}

test('many people become others as quickly while many joins wait as while none does', async () => {
  await field`insert into users (guid, email, status) select gen_random_uuid()::text, i || '@example.com', 'active' from generate_series(1, ${people}) i`;
  await resolved();
  await united('warm');
  await apart();
  const alone = await united('alone');
  await apart();
  await field`
    insert into outbound.touches (entity, external_id, account, captured_at)
    select 'accountMember', gen_random_uuid() || ':' || gen_random_uuid(), 'a', now() from generate_series(1, 80000)`;
  // With each name looked up among all that wait it took 24 times as long.
  expect(await united('among others')).toBeLessThan(alone * 4 + 500);
});

test('many companies that part again look up what stood in quarantine under their name once, not once for each of them', async () => {
  const companies = 800;
  await field`insert into accounts (id, guid, name) select i, gen_random_uuid()::text, 'Account ' || i from generate_series(1, 2) i`;
  await field`
    insert into companies (id, guid, account_id, name) select i, gen_random_uuid()::text, 2, 'Company ' || i from generate_series(1, ${companies}) i`;
  await field`
    insert into projects (id, guid, account_id, name) select i, gen_random_uuid()::text, 1, 'Project ' || i from generate_series(1, ${companies}) i`;
  await field`insert into project_companies (project_id, company_id) select i, i from generate_series(1, ${companies}) i`;
  await resolved();
  await field`update companies set name = 'Same'`;
  await resolved();
  await field`truncate outbound.touches`;
  await field`
    insert into outbound.quarantine (entity, external_id, account, version, code, message, blocker_entity, blocker_external_id)
    select 'projectCompany', p.guid || ':' || n.canonical, a.guid, 1, 'parent_missing', 'of another account', 'company', n.canonical
    from projects p join accounts a on a.id = p.account_id join outbound.company_names n on n.company_id = p.id`;
  await field`update companies set name = 'Company ' || id`;
  // Looked up once for each name and record, it put 640,000 records into the outbox.
  expect(await resolved()).toBeLessThan(10_000);
  const [put] = await field<{ records: number; projects: number }[]>`
    select count(*)::int as records, count(distinct split_part(external_id, ':', 1))::int as projects from outbound.touches where entity = 'projectCompany'`;
  expect(put).toEqual({ records: 2 * companies - 1, projects: companies });
});

test('many people who part again while joins wait under their common name touch each of those once, not once for each of them', async () => {
  // Found by giving a third of 34,000 logins one uid, and taking it away: the outbox was to take 180 million rows.
  await field`insert into users (guid, email, status) select gen_random_uuid()::text, i || '@example.com', 'active' from generate_series(1, ${people}) i`;
  await resolved();
  await field`update users set oxygen_uid = 'N/A'`;
  await resolved();
  await field`truncate outbound.touches`;
  const [common] = await field<{ name: string }[]>`select distinct person as name from outbound.logins`;
  await field`
    insert into outbound.touches (entity, external_id, account, captured_at)
    select 'accountMember', gen_random_uuid() || ':' || ${common?.name ?? ''}, 'a', now() from generate_series(1, ${people})`;
  await field`delete from users where guid = ${common?.name ?? ''}`;
  await resolved();
  const waiting = () => field<{ name: string; count: number }[]>`
    select split_part(external_id, ':', 2) as name, count(*)::int as count from outbound.touches where entity = 'accountMember' group by 1`;
  const [heir] = await field<{ name: string }[]>`select distinct person as name from outbound.logins where living`;
  expect(new Set(await waiting())).toEqual(new Set([common, heir].map((of) => ({ name: of?.name, count: people }))));
  await field`update users set oxygen_uid = null`;
  await resolved();
  expect(new Set(await waiting())).toEqual(new Set([common, heir].map((of) => ({ name: of?.name, count: people }))));
});

test('joins change as quickly after many people and companies have been others as before', async () => {
  // Found by giving the contacts of 34,000 people, of whom many had been others, to somebody else: a row took 5 ms instead of 0.1.
  const joins = 2000;
  await field`insert into accounts (id, guid, name) select i, gen_random_uuid()::text, 'Account ' || i from generate_series(1, 2) i`;
  await field`insert into users (id, guid, email, status) select i, gen_random_uuid()::text, i || '@example.com', 'active' from generate_series(1, ${joins}) i`;
  await field`insert into companies (id, guid, account_id, name) select i, gen_random_uuid()::text, 1, 'Company ' || i from generate_series(1, ${joins}) i`;
  await field`insert into projects (id, guid, account_id, name) select i, gen_random_uuid()::text, 1, 'Project ' || i from generate_series(1, ${joins}) i`;
  await field`insert into account_users (id, account_id, user_id) select i, 1, i from generate_series(1, ${joins}) i`;
  await field`insert into contacts (id, guid, project_id, user_id) select i, gen_random_uuid()::text, i, i from generate_series(1, ${joins}) i`;
  await field`insert into project_companies (id, project_id, company_id) select i, i, i from generate_series(1, ${joins}) i`;
  await resolved();
  const everyJoin = async (by: number) => {
    for (const [table, child] of [
      ['account_users', 'user_id'],
      ['contacts', 'user_id'],
      ['project_companies', 'company_id'],
    ] as const)
      await field`update ${field(table)} set ${field(child)} = 1 + (${field(child)} + ${by}) % ${joins}`;
    return resolved();
  };
  await everyJoin(1);
  const alone = await everyJoin(2);
  await field`
    insert into outbound.former_names (entity, row_id, name)
    select e, 1000000 + i, gen_random_uuid()::text from generate_series(1, 30000) i, unnest('{user,company,project}'::text[]) e`;
  expect(await everyJoin(3)).toBeLessThan(alone * 4 + 500);
});
