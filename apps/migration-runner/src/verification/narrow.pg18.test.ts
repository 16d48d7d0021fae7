import { limits, type RowsOutput } from '@hq-field/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guid, twoSystems } from './fixtures/two-systems.ts';
import type { VerificationPorts } from './sides.ts';
import { hasPassed, verify } from './verify.ts';

const people = 20_000;
const personGuid = `'${guid('b', 0).slice(0, -12)}' || lpad(k::text, 12, '0')`;
const each = `from generate_series(101, ${100 + people}) as k`;
let systems: Awaited<ReturnType<typeof twoSystems>>;

/** So many people in one account, equal on both sides without having been sent. */
beforeAll(async () => {
  systems = await twoSystems();
  await systems.field.unsafe(`
    insert into users (id, guid, email, first_name, last_name, status)
      select k, ${personGuid}, 'person' || k || '@example.com', 'Émile', 'Person ' || k, 'active' ${each};
    insert into account_users (account_id, user_id, company_id, role, status) select 1, k, null, 'member', 'active' ${each};
    truncate outbound.touches, outbound.changes`);
  await systems.hqSql.unsafe(`
    insert into users (id, external_id, email, first_name, last_name, status, email_key)
      select gen_random_uuid(), ${personGuid}, 'person' || k || '@example.com', 'Émile', 'Person ' || k, 'active', 'person' || k || '@example.com' ${each};
    insert into account_members (account_id, user_id, role, status)
      select m.account_id, u.id, m.role, m.status
      from account_members m join users t on t.id = m.user_id join accounts a on a.id = m.account_id, users u
      where t.email_key = 'person3@example.com' and a.external_id = '${guid('a', 1)}' and u.email_key ~ '^person[0-9]{3,}@'`);
  for (const sql of [systems.field, systems.hqSql]) await sql.unsafe('analyze');
});
afterAll(() => systems.close());

/** Verifies, and counts the rows and questions by which HQ was read. */
async function counted(change: (ports: VerificationPorts) => VerificationPorts = (ports) => ports) {
  const read = { rows: 0, pages: 0, ranges: 0 };
  const ports = change(systems.ports());
  const hq: VerificationPorts['hq'] = {
    ...ports.hq,
    async rows(input) {
      const page: RowsOutput = await ports.hq.rows(input);
      read.rows += page.rows.length;
      read.pages += 1;
      return page;
    },
    async rangeDigests(input) {
      read.ranges += 1;
      return ports.hq.rangeDigests(input);
    },
  };
  return { result: await verify({ ...ports, hq }, { accounts: null, settleMs: 60_000 }), read };
}

const name = (k: number) => `${guid('b', 0).slice(0, -12)}${String(k).padStart(12, '0')}`;

test('equal sides are told by digests, and one wrong record of so many is found in a page or two', { timeout: 240_000 }, async () => {
  expect(hasPassed((await counted()).result)).toBe(true);

  await systems.hqSql`update account_members set role = 'account_admin' where user_id = (select id from users where external_id = ${name(11_234)})`;
  const { result, read } = await counted();
  expect(result.findings).toMatchObject([
    { kind: 'differs', entity: 'accountMember', key: `${guid('a', 1)}\u001fperson11234@example.com`, fields: [{ name: 'role' }] },
  ]);
  expect(read.pages).toBeLessThanOrEqual(3);
  expect(read.rows).toBeLessThanOrEqual(1000);
  await systems.hqSql`update account_members set role = 'account_user' where user_id = (select id from users where external_id = ${name(11_234)})`;
});

test('an HQ that is older than digests of ranges is read whole, and says the same', { timeout: 240_000 }, async () => {
  await systems.hqSql`update users set phone = '1' where external_id = ${name(11_234)}`;
  const narrowed = await counted();
  const whole = await counted((ports) => ({ ...ports, hq: { ...ports.hq, rangeDigests: async () => null } }));
  const inShort = ({ result }: typeof whole) => result.findings.map(({ kind, key, fields }) => ({ kind, key, fields }));
  expect(inShort(narrowed)).toMatchObject([{ kind: 'differs', key: 'person11234@example.com', fields: [{ name: 'phone' }] }]);
  expect(inShort(whole)).toEqual(inShort(narrowed));
  expect(whole.read.rows).toBeGreaterThan(people);
  expect(narrowed.read.rows).toBeLessThanOrEqual(limits.rowsPerPage);
  await systems.hqSql`update users set phone = null where external_id = ${name(11_234)}`;
});
