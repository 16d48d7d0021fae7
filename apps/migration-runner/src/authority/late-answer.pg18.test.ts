import { until } from '@hq-field/testkit/until';
import { afterAll, expect, test } from 'vitest';
import { systemsAtWork } from './fixtures/systems-at-work.ts';
import { moveAccounts } from './move-accounts.ts';
import { openAuthority } from './open-authority.ts';

// Field, HQ and the runner as processes; calls to HQ are cut, as by a proxy, while HQ waits for a row that somebody else has locked.
const { field, hqSql, administration, context, living, migrate, untilLive, provePush, close } = await systemsAtWork(3);
afterAll(close);
const [acme = ''] = living;
await untilLive([acme]);
await provePush();
const [hq] = await hqSql<{ name: string }[]>`select current_database() as name`;

const who = ['--actor', 'olga', '--reason', 'a test'];
const move = (to: 'hq' | 'field') => migrate('authority', 'move', '--accounts', acme, '--to', to, ...who);
const portsOf = () => openAuthority(context, { actor: 'olga', reason: 'a test', waitMs: 60_000 });
const order = { accounts: [acme], to: 'hq', actor: 'olga', reason: 'a test', overwriteHqEdits: false } as const;

/** What customers can see of the account. */
async function look() {
  const [held] = (await administration.readAuthority({ accounts: [acme] })).accounts;
  const fences = await field`select from outbound.administered_by_hq where account = ${acme}`;
  const gate = (await migrate('gate', 'why', 'field.administration', '--account', acme)).json.value;
  return { owner: held?.owner, isFenced: fences.length === 1, gate };
}

const untilHqWaitsFor = (calls: number) =>
  until(
    async () =>
      (await field`select from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = ${hq?.name ?? ''}`)
        .length === calls,
    { timeoutMs: 15_000, everyMs: 50, what: `${calls} calls wait at HQ` },
  );

/** Moves the account to HQ while every call about that is cut when HQ waits with it. `free` lets HQ go on, and resolves when it has done so. */
async function moveWithoutAnswers() {
  const [isLocked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let locking: Promise<unknown> | null = null;
  const lockRow = () =>
    hqSql.begin(async (sql) => {
      await sql`select from accounts where external_id = ${acme} for update`;
      isLocked.resolve();
      await go.promise;
    });
  const calls: Promise<unknown>[] = [];
  const ports = await portsOf();
  const cut: typeof ports.hq.move = async (input) => {
    locking ??= lockRow();
    await isLocked.promise;
    calls.push(administration.moveAuthority(input));
    await untilHqWaitsFor(calls.length);
    throw new Error('the proxy has cut the call');
  };
  const said = await moveAccounts(await context.runner(), { ...ports, hq: { ...ports.hq, move: cut } }, order).catch(String);
  const free = async () => {
    go.resolve();
    await Promise.all([locking, ...calls]);
  };
  return { said, free };
}

test('an account that HQ takes after its answer was lost has stayed locked in Field: the two never keep it both, and the same command ends it', {
  timeout: 120_000,
}, async () => {
  const { said, free } = await moveWithoutAnswers();
  expect(said).toContain(`they stay locked: ${acme}.`);
  expect(await look()).toEqual({ owner: 'field', isFenced: true, gate: 'locked' });
  await free();
  expect(await look()).toEqual({ owner: 'hq', isFenced: true, gate: 'locked' });
  expect((await move('hq')).json.accounts).toMatchObject([{ outcome: 'there', owner: 'hq' }]);
  expect(await look()).toEqual({ owner: 'hq', isFenced: true, gate: 'hq' });
  expect((await move('field')).json.accounts).toMatchObject([{ outcome: 'moved', owner: 'field' }]);
  expect(await look()).toEqual({ owner: 'field', isFenced: false, gate: 'legacy' });
});

test('a move to HQ that HQ still works on is not given up behind its back: what HQ took meanwhile is named, and taken back by the same command', {
  timeout: 120_000,
}, async () => {
  const { free } = await moveWithoutAnswers();
  const givingUp = moveAccounts(await context.runner(), await portsOf(), { ...order, to: 'field' });
  await untilHqWaitsFor(3);
  expect(await look()).toEqual({ owner: 'field', isFenced: true, gate: 'locked' });
  await free();
  expect(await givingUp).toMatchObject([{ outcome: 'refused', owner: 'hq' }]);
  expect(await look()).toEqual({ owner: 'hq', isFenced: true, gate: 'locked' });
  expect((await move('field')).json.accounts).toMatchObject([{ outcome: 'moved', owner: 'field' }]);
  expect(await look()).toEqual({ owner: 'field', isFenced: false, gate: 'legacy' });
});
