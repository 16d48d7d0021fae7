import { randomUUID } from 'node:crypto';
import { extractNames } from '@hq-field/contracts';
import { openVerification, outboxDrained, outboxMark } from '@hq-field/field-adapter';
import { until } from '@hq-field/testkit/until';
import { afterAll, expect, test } from 'vitest';
import { systemsAtWork } from './fixtures/systems-at-work.ts';

const { field, hqSql, administration, context, living, migrate, untilLive, provePush, close } = await systemsAtWork(14);
afterAll(close);
const who = ['--actor', 'olga', '--reason', 'a test'];
const patience = { timeoutMs: 90_000, everyMs: 100 };

/** Living accounts that have people in common with accounts that are not among them, those with most first; and one such person of the first. */
async function sharing(count: number) {
  const rows = await field<{ account: string; others: number }[]>`
    select a.guid::text as account, count(distinct o.account_id)::int as others from accounts a
    join account_users m on m.account_id = a.id and m.deleted_at is null
    join account_users o on o.user_id = m.user_id and o.account_id <> m.account_id and o.deleted_at is null
    where a.guid = any(${living}) group by 1 order by 2 desc, 1 limit ${count}`;
  expect(rows.length).toBe(count);
  return rows.map(({ account }) => account);
}

/** All extracts of both sides, line by line, once everything that Field has captured is at HQ. */
async function extracts(): Promise<Record<string, string[]>> {
  const mark = await outboxMark(field);
  await until(() => outboxDrained(field, mark), { ...patience, what: 'what Field has captured is at HQ' });
  const hq = await context.hq();
  const snapshot = await openVerification(field);
  const found: Record<string, string[]> = {};
  try {
    for (const name of extractNames) {
      found[`${name} of Field`] = (await Array.fromAsync(snapshot.extract(name))).join('').split('\n');
      found[`${name} of HQ`] = Buffer.concat(await Array.fromAsync(await hq.extract(name)))
        .toString()
        .split('\n');
    }
  } finally {
    await snapshot.close();
  }
  return found;
}

/** An administrator of an account, as HQ knows them. */
async function administratorOf(account: string) {
  const [found] = await hqSql<{ externalId: string; email: string }[]>`
    select u.external_id as "externalId", u.email from account_members m join users u on u.id = m.user_id join accounts a on a.id = m.account_id
    where a.external_id = ${account} and m.role = 'account_admin' and m.status <> 'inactive' and u.status <> 'disabled' and u.external_id is not null order by u.id limit 1`;
  return found === undefined ? null : { ...found, oxygenUid: null };
}

test('case 46: five accounts that share people with others go to HQ, are changed there, and are taken back: every extract is the same bytes as before', {
  timeout: 300_000,
}, async () => {
  await untilLive(living);
  await provePush();
  const five = await sharing(5);
  const before = await extracts();

  const there = await migrate('authority', 'move', '--accounts', five.join(','), '--to', 'hq', ...who);
  expect([there.code, there.json.accounts.map(({ outcome }: { outcome: string }) => outcome)]).toEqual([0, five.map(() => 'moved')]);
  let changed = 0;
  for (const account of five) {
    const actor = await administratorOf(account);
    if (actor === null) continue;
    const [held] = (await administration.readAuthority({ accounts: [account] })).accounts;
    const head = { actor, account, epoch: held?.epoch ?? 0, seen: null };
    const added = await administration.changeCompany({
      ...head,
      idempotencyKey: randomUUID(),
      company: null,
      values: { name: `Of HQ alone ${changed}`, trade: null, category: null, websiteUrl: null, phone: null },
    });
    expect(added.refusal).toBeNull();
    changed += 1;
  }
  expect(changed).toBeGreaterThan(0);
  const meanwhile = await extracts();
  const differing = Object.keys(before).flatMap((name) => {
    const [was, is] = [new Set(before[name]), new Set(meanwhile[name])];
    return [...was.symmetricDifference(is)];
  });
  expect(differing.length).toBe(changed);
  expect(differing.filter((line) => !five.some((account) => line.includes(account)))).toEqual([]);

  const back = await migrate('authority', 'move', '--accounts', five.join(','), '--to', 'field', '--overwrite-hq-edits', ...who);
  expect([back.code, back.json.accounts.map(({ outcome }: { outcome: string }) => outcome)]).toEqual([0, five.map(() => 'moved')]);
  const after = await extracts();
  for (const name of Object.keys(before)) expect(after[name], name).toEqual(before[name]);
  expect((await migrate('verify')).json).toMatchObject({ passed: true, findings: 0 });
});
