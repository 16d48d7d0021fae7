import { randomUUID } from 'node:crypto';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountStore } from '../accounts/account-store.ts';
import { openRunner, type RunnerDatabase } from '../database/open-runner.ts';
import { ThrottleStore } from '../throttle/throttle-store.ts';
import { Election } from '../throttle/automatic/election.ts';
import { readHosts } from '../throttle/automatic/steps.ts';
import { goneHosts, HostSession } from './host-session.ts';

const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
const connections: RunnerDatabase[] = [];
let runner: RunnerDatabase;
let store: AccountStore;
/** A host that lives, and has had its session for a while. */
const living = randomUUID();
beforeAll(async () => {
  runner = await openRunner(database.url);
  store = new AccountStore(runner);
  await addHost(living, { seenSecondsAgo: 0 });
});
afterAll(async () => {
  await Promise.all(connections.map((one) => one.end({ timeout: 1 })));
  await runner.end({ timeout: 1 });
  await database.drop();
});

async function addHost(id: string, { seenSecondsAgo = 3, keepsSession = true } = {}) {
  const connection = await openRunner(database.url, { max: 2 });
  connections.push(connection);
  const session = new HostSession(connection, id);
  if (keepsSession) await session.keep();
  const since = keepsSession ? runner`clock_timestamp() - interval '10 seconds'` : runner`null`;
  await runner`
    insert into migration.hosts (id, name, seen_at, session_since, figures, state)
    values (${id}, ${id}, clock_timestamp() - make_interval(secs => ${seenSecondsAgo}), ${since}, '{}', '{"workers": 1}')`;
  return { connection, session };
}

/** A host that has an account in hand; last seen so many seconds ago. */
async function hostWithAccount(account: string, options: { seenSecondsAgo?: number; keepsSession?: boolean } = {}) {
  const id = randomUUID();
  const { connection, session } = await addHost(id, options);
  await store.register([{ externalId: account, deleted: false, rows: 1 }]);
  await store.markEnqueued([account]);
  await store.start([account], id);
  const holdsPart = async () => (await new ThrottleStore(runner).view()).hosts.some((host) => host.id === id);
  const holdsAccount = async () => !(await store.abandoned()).includes(account) && !(await store.waiting()).includes(account);
  /** As the kernel does it for a process that dies. */
  const cutOff = async () => {
    const [lock] = await runner<{ pid: number }[]>`
      select pid from pg_locks where locktype = 'advisory' and objsubid = 2 and objid = hashtext(${id})::oid`;
    await runner`select pg_terminate_backend(${lock?.pid ?? 0}, 5000)`;
  };
  return {
    id,
    connection,
    session,
    holdsPart,
    holdsAccount,
    cutOff,
  };
}

test('a host that has died is gone without its lease: its part of the throttle and its accounts are free', async () => {
  const host = await hostWithAccount('dies');
  const isHeard = async () => (await readHosts(runner)).some(({ id }) => id === host.id);
  expect([await host.holdsPart(), await host.holdsAccount(), await isHeard(), await goneHosts(runner)]).toEqual([true, true, true, []]);
  await host.cutOff();
  // The automatic throttle does not wait either for what it has to say.
  expect([await host.holdsPart(), await host.holdsAccount(), await isHeard(), await goneHosts(runner)]).toEqual([
    false,
    false,
    false,
    [host.id],
  ]);
  const other = randomUUID();
  expect(await store.start(['dies'], other)).toMatchObject([{ account: 'dies' }]);
  // Had it only been cut off, it would let go of what is another host's now.
  expect(await store.prolong(host.id, ['dies'])).toEqual(['dies']);
});

test('a host that ends in good order has no session any more, and is not gone', async () => {
  const host = await hostWithAccount('ends');
  await host.session.end();
  await runner`update migration.hosts set ended_at = clock_timestamp() where id = ${host.id}`;
  expect(await host.holdsAccount()).toBe(true);
});

test('a host that has lost its connection has time to come back, and keeps a new session', async () => {
  const host = await hostWithAccount('returns', { seenSecondsAgo: 0 });
  await host.cutOff();
  expect([await host.holdsPart(), await host.holdsAccount()]).toEqual([true, true]);
  const since = await host.session.keep();
  expect(Date.now() - since.getTime()).toBeLessThan(5000);
  expect(await host.session.keep()).toEqual(since);
  await runner`update migration.hosts set seen_at = clock_timestamp() - interval '3 seconds' where id = ${host.id}`;
  expect([await host.holdsPart(), await host.holdsAccount()]).toEqual([true, true]);
  const held = await runner`select from pg_locks where locktype = 'advisory' and objsubid = 2 and objid = hashtext(${host.id})::oid`;
  expect(held).toHaveLength(1);
  // The connection that was lost stands in nobody's way.
  const answers = await Promise.all([1, 2, 3, 4].map((number) => host.connection<{ number: number }[]>`select ${number}::int as number`));
  expect(answers.flat().map(({ number }) => number)).toEqual([1, 2, 3, 4]);
});

test('where all hosts have lost their sessions at once, nobody is gone until one has had a new one for a while', async () => {
  const host = await hostWithAccount('all');
  await host.cutOff();
  const since = (secondsAgo: number) =>
    runner`update migration.hosts set session_since = clock_timestamp() - make_interval(secs => ${secondsAgo}) where session_since is not null`;
  await since(0);
  expect([await host.holdsPart(), await host.holdsAccount()]).toEqual([true, true]);
  await since(10);
  expect([await host.holdsPart(), await host.holdsAccount()]).toEqual([false, false]);
});

test('a host of an older release, which keeps no session, has the whole of its lease', async () => {
  const host = await hostWithAccount('older', { keepsSession: false });
  expect([await host.holdsPart(), await host.holdsAccount()]).toEqual([true, true]);
});

test("the database's clock jumps back: a host that died then counts no hour longer", async () => {
  const host = await hostWithAccount('future', { seenSecondsAgo: -3600 });
  expect(await host.holdsPart()).toBe(true);
  await host.cutOff();
  expect(await host.holdsPart()).toBe(false);
});

test('one host at a time is elected, in the session that it has; when that is lost the next one is', async () => {
  const [first, second] = [await addHost(randomUUID()), await addHost(randomUUID())];
  const [its, others] = [new Election(first.session), new Election(second.session)];
  const ofFirst = () =>
    first.session.ask(
      (sql) => sql<{ pid: number; locks: number }[]>`
    select pg_backend_pid() as pid, (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks`,
    );
  expect([await its.isElected(), await others.isElected(), await its.isElected()]).toEqual([true, false, true]);
  const [held] = await ofFirst();
  expect(held?.locks).toBe(2);
  await runner`select pg_terminate_backend(${held?.pid ?? 0}, 5000)`;
  expect([await others.isElected(), await its.isElected()]).toEqual([true, false]);
  // Both were asked on one lost session: it is replaced once.
  expect(await Promise.all([first.session.keep(), its.isElected()])).toEqual([expect.any(Date), false]);
  await others.resign();
  expect([await its.isElected(), await others.isElected()]).toEqual([true, false]);
  await first.session.end();
  expect(await others.isElected()).toBe(true);
});
