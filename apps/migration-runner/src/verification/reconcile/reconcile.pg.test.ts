import { afterAll, beforeEach, expect, it } from 'vitest';
import { guid, twoSystems } from '../fixtures/two-systems.ts';
import { unitWorkOf } from '../fixtures/unit-work.ts';
import { paced } from '../pace.ts';
import { verify, type VerificationOptions } from '../verify.ts';
import { planReconcile } from './plan-reconcile.ts';
import { carryOut, untilSent } from './reconcile.ts';

const systems = await twoSystems();
const beside = await unitWorkOf(systems);
beforeEach(() => beside.forget());
afterAll(() => beside.close());

/** Verifies, everything unless told, and keeps what it found. */
async function look(options: Partial<VerificationOptions> = {}): Promise<number> {
  const takenBefore = await beside.work.changes.take();
  const result = await verify(beside.work.ports, { accounts: null, settleMs: 5000, ...options });
  await beside.work.findings.keep(result, { followsChanges: true, takenBefore });
  return result.findings.length;
}

const planned = async () => planReconcile(await beside.work.findings.open(), (account) => systems.known.has(account));

/** Carries a plan out, with somebody who sends. */
async function mend(): Promise<{ touches: number; tombstones: number; tasks: readonly string[] }> {
  const plan = await planned();
  await carryOut(plan, systems.field, beside.work.findings);
  await systems.drain();
  expect(await untilSent(systems.field, { ...beside.work, waitMs: 5000 })).toBe(true);
  return { touches: plan.touches.length, tombstones: plan.tombstones.length, tasks: plan.tasks.map(({ reason }) => reason) };
}

it('mends what is missing, what differs, what has a wrong parent and what only HQ has', async () => {
  await systems.hqSql.unsafe(`
    delete from project_companies where project_id = (select id from projects where external_id = '${guid('d', 1)}');
    update companies set city = 'Elsewhere' where external_id = '${guid('c', 1)}';
    update account_members set company_id = null where user_id = (select id from users where external_id = '${guid('b', 2)}');
    insert into users (id, external_id, email, email_key, status) values (gen_random_uuid(), '${guid('b', 99)}', 'ghost@example.com', 'ghost@example.com', 'active');`);
  expect(await look()).toBe(4);
  expect(await mend()).toEqual({ touches: 3, tombstones: 1, tasks: [] });
  expect(await look()).toBe(0);
  expect(await beside.work.findings.failed(null)).toEqual([]);
});

it('never sends a record for ever that does not heal', async () => {
  await systems.hqSql.unsafe(`
    create function keep_city() returns trigger language plpgsql as $$ begin new.city := 'Elsewhere'; return new; end $$;
    create trigger keep_city before update on companies for each row execute function keep_city();
    update companies set city = 'x' where external_id = '${guid('c', 1)}';`);
  try {
    await look();
    expect(await mend()).toMatchObject({ touches: 1, tasks: [] });
    await look();
    expect(await mend()).toEqual({ touches: 0, tombstones: 0, tasks: ['does_not_heal'] });
  } finally {
    await systems.hqSql.unsafe(
      `drop trigger keep_city on companies; drop function keep_city; update companies set city = 'Bonn' where external_id = '${guid('c', 1)}'`,
    );
  }
  expect(await look()).toBe(0);
});

it('neither reverts nor trusts what somebody wrote in HQ', async () => {
  expect(await look()).toBe(0);
  await systems.hqSql`update companies set city = 'By hand' where external_id = ${guid('c', 1)}`;
  expect(await look()).toBe(1);
  expect(await mend()).toEqual({ touches: 0, tombstones: 0, tasks: ['foreign_write'] });
  expect(await systems.hqSql`select city from companies where external_id = ${guid('c', 1)}`).toEqual([{ city: 'By hand' }]);
  expect(await beside.work.findings.failed(null)).toEqual([guid('a', 1)]);
  await systems.hqSql`update companies set city = 'Bonn' where external_id = ${guid('c', 1)}`;
});

it('nor in a person whose last change in Field was found equal, also where no account is read', async () => {
  const theirs = { accounts: [guid('a', 1)] };
  expect(await look()).toBe(0);
  await systems.field`update users set job_title = 'Engineer' where id = 1`;
  await systems.drain();
  expect(await look(theirs)).toBe(0);
  await systems.hqSql`update users set first_name = 'By hand' where external_id = ${guid('b', 1)}`;
  expect([await look(theirs), await look({ by: 'deep', part: 'rest' })]).toEqual([1, 1]);
  expect(await mend()).toEqual({ touches: 0, tombstones: 0, tasks: ['foreign_write', 'foreign_write'] });
  await systems.hqSql`update users set first_name = 'Émile' where external_id = ${guid('b', 1)}`;
});

it('says so when nobody sends', async () => {
  await systems.hqSql`delete from project_companies`;
  await look();
  const plan = await planned();
  expect(await carryOut(plan, systems.field, beside.work.findings)).toBe(plan.touches.length);
  expect(await untilSent(systems.field, { ...beside.work, waitMs: 0 })).toBe(false);
  // They wait, so nothing is known of whether they heal; nor is it known when they have been sent and nobody has looked.
  const again = await planned();
  expect(again).toMatchObject({ tasks: [], touches: plan.touches.map(({ externalId }) => ({ externalId })) });
  expect(await carryOut(again, systems.field, beside.work.findings)).toBe(0);
  await systems.drain();
  expect((await planned()).tasks).toEqual([]);
  expect(await look()).toBe(0);
});

it('goes on waiting after a pause, which takes nothing of the time for sending', async () => {
  await systems.hqSql`delete from project_companies`;
  await look();
  await carryOut(await planned(), systems.field, beside.work.findings);
  const waitMs = 150;
  let [slept, pausedMs] = [0, 0];
  const ports = {
    ...beside.work.ports,
    now: () => slept + pausedMs,
    sleep: async (milliseconds: number) => {
      slept += milliseconds;
      if (slept > waitMs) await systems.drain();
    },
  };
  const { signal } = beside.work;
  const pausedBecause = async () => (pausedMs === 0 ? 'a look' : null);
  const held = paced(ports, { signal, pausedBecause, onWait: () => void (pausedMs = 10 * waitMs) });
  expect(await untilSent(systems.field, { ports: held, waitMs, signal })).toBe(true);
  expect(await look()).toBe(0);
});
