import { testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { account, accountMember, company, gone, project, projectCompany, projectMember, user } from '../fixtures/records.ts';
import { databaseFault } from '../hq-db/database-error.ts';
import { applyItems } from './apply-items.ts';
import { settleDeletions } from './settle-deletions.ts';
import type { Item, Outcomes } from './batch.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const held = new Set<{ commit(): Promise<void> }>();
// A test that fails leaves no transaction open that would hold up the next one.
afterEach(() => Promise.allSettled([...held].map((transaction) => transaction.commit())));
afterAll(() => hq.close());
beforeEach(() => hq.empty());

type Records = Parameters<typeof hq.send>[0];

const people = Array.from({ length: 200 }, (_, index) => `person${index}`);

/** One record of each entity that others belong to. */
const parents = (version: number, phone: string | null) => ({
  account: [account('acme', {}, version)],
  user: [user('ann', { phone }, version)],
  company: [company('bolt', { phone }, version)],
  project: [project('tower', { jobNumber: phone }, version)],
});

test('two accounts that share people are sent at once: no deadlock, one row a person', async () => {
  const batch = (name: string, version: number) => ({
    account: [account(name, {}, version)],
    user: (version % 2 ? people : people.toReversed()).map((person) => user(person, { phone: name }, version)),
    accountMember: people.map((person) => accountMember(name, person, {}, version)),
  });
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((version) => hq.send(batch(`acme${version}`, version))));
  for (const answer of answers) expect(new Set(Object.values(answer)).difference(new Set(['applied', 'stale']))).toEqual(new Set());
  expect(await hq.rows('select count(*)::int as users, min(phone) as phone, max(phone) as last from users')).toEqual([
    { users: 200, phone: 'acme6', last: 'acme6' },
  ]);
  expect(await hq.rows('select count(*)::int as members from account_members')).toEqual([{ members: 1200 }]);
});

test('joins under way hold up no newer states of their parents, as long as these keep their keys', async () => {
  // Found by bench bulk: batches of many accounts waited for each other at a fifteenth of the rate.
  await hq.send(parents(1, null));
  const joins = await hold([
    { entity: 'accountMember', externalId: 'acme:ann', version: 2, data: accountMember('acme', 'ann', { company: 'bolt' }).data },
    { entity: 'projectCompany', externalId: 'tower:bolt', version: 2, data: projectCompany('tower', 'bolt').data },
    { entity: 'projectMember', externalId: 'tower:ann', version: 2, data: projectMember('tower', 'ann').data },
  ]);
  let isWritten = false;
  const newer = hq.send(parents(3, '1')).finally(() => (isWritten = true));
  await until(() => isWritten, { timeoutMs: 10_000, what: 'they are written, and wait for no join' });
  await joins.commit();
  expect(await newer).toEqual({ acme: 'applied', ann: 'applied', bolt: 'applied', tower: 'applied' });
  expect(await hq.rows('select phone from users')).toEqual([{ phone: '1' }]);
});

test.each([0, 1, 2])('a newer version of what HQ holds is not put on what another batch writes meanwhile (version %i)', async (between) => {
  await hq.send(parents(0, null));
  const { account: _, ...others } = parents(between, '1');
  const meanwhile = await hold(itemsOf(others));
  const newer = hq.send(parents(2, null));
  await until(hq.isWaiting, { timeoutMs: 10_000, what: 'the newer version waits' });
  await meanwhile.commit();
  expect(Object.values(await newer)).toEqual(['applied', 'applied', 'applied', 'applied']);
  expect(
    await hq.rows(`
      select u.phone as ann, c.phone as bolt, p.job_number as tower, least(u.source_version, c.source_version, p.source_version)::int as version
      from users u, companies c, projects p`),
  ).toEqual([{ ann: null, bolt: null, tower: null, version: 2 }]);
});

test('a copy and its tombstone that do not see each other end without the row', async () => {
  const copy: Item = { entity: 'user', externalId: 'ann', version: 3, data: user('ann').data };
  const tombstone: Item = { entity: 'user', externalId: 'ann', version: 5, data: null };
  const [late, deletion] = await Promise.all([hold([copy]), hold([tombstone])]);
  await Promise.all([late.commit(), deletion.commit()]);
  await settleDeletions(hq.database.apply, deletion.outcomes);
  await settleDeletions(hq.database.apply, late.outcomes);
  expect(await hq.rows('select 1 from users')).toEqual([]);
  expect(late.outcomes.get(copy)?.outcome).toBe('stale');
});

test.each<[string, Records, Item]>([
  ['a person', { user: [user('eve', {}, 7)] }, { entity: 'user', externalId: 'eve', version: 9, data: null }],
  [
    'a membership',
    { accountMember: [accountMember('acme', 'ann', {}, 7)] },
    { entity: 'accountMember', externalId: 'acme:ann', version: 9, data: null },
  ],
])('a copy that ends an older deletion does not end the newer one that is being written: %s', async (_, copy, newer) => {
  await hq.send({ account: [account('acme')], user: [user('ann'), gone('eve', 5)], accountMember: [gone('acme:ann', 5)] });
  const deletion = await hold([newer]);
  const answer = hq.send(copy);
  await until(hq.isWaiting, { timeoutMs: 10_000, what: 'the copy waits' });
  await deletion.commit();
  expect(await answer).toEqual({ [newer.externalId]: 'stale' });
});

test('a row whose newer state is being written does not go over to an older record', async () => {
  await hq.send({ user: [user('ann', { email: 'a@x.com' }, 5)] });
  const newer = await hold(itemsOf({ user: [user('ann', { email: 'a@x.com', phone: 'newest' }, 30)] }));
  const heir = hq.send({ user: [user('new', { email: 'a@x.com', formerly: ['ann'] }, 20)] });
  await until(hq.isWaiting, { timeoutMs: 10_000, what: 'the older record waits' });
  await newer.commit();
  expect(await heir).toEqual({ new: 'deferred value_held user ann' });
  expect(await hq.rows('select external_id, phone from users')).toEqual([{ external_id: 'ann', phone: 'newest' }]);
});

test('a key of a state that is being written is not cleared for whoever wants the key before it', async () => {
  await hq.send({ user: [user('ann', { email: 'a@x.com' }, 5)] });
  const newer = await hold(itemsOf({ user: [user('ann', { email: 'next@x.com' }, 30)] }));
  const heir = hq.send({ user: [user('eve', { email: 'a@x.com' }, 15), gone('ann', 15)] });
  await until(hq.isWaiting, { timeoutMs: 10_000, what: 'who wants the key waits' });
  await newer.commit();
  expect(await heir).toEqual({ eve: 'applied', ann: 'stale' });
  expect(await hq.rows('select external_id, email_key from users order by 1')).toEqual([
    { external_id: 'ann', email_key: 'next@x.com' },
    { external_id: 'eve', email_key: 'a@x.com' },
  ]);
});

test('a project that moves to another account while a newer state brings it back takes its members along both ways', async () => {
  await hq.send({
    account: [account('acme'), account('next')],
    user: [user('ann')],
    accountMember: [accountMember('acme', 'ann'), accountMember('next', 'ann')],
    project: [project('tower', {}, 1)],
    projectMember: [projectMember('tower', 'ann')],
  });
  const moving = await hold(itemsOf({ project: [project('tower', { account: 'next' }, 2)] }));
  const newer = hq.send({ project: [project('tower', { jobNumber: '3' }, 3)] });
  await until(hq.isWaiting, { timeoutMs: 10_000, what: 'the newer state waits' });
  await moving.commit();
  expect(await newer).toEqual({ tower: 'applied' });
  expect(
    await hq.rows(
      'select a.external_id from project_members m join accounts a on a.id = m.account_id join projects p on p.account_id = a.id',
    ),
  ).toEqual([{ external_id: 'acme' }]);
});

test('while a newer child keeps the row, both are told to come again with it', async () => {
  const copy: Item = { entity: 'user', externalId: 'ann', version: 3, data: user('ann').data };
  const tombstone: Item = { entity: 'user', externalId: 'ann', version: 5, data: null };
  await hq.send({ account: [account('acme')] });
  const both = await Promise.all([hold([copy]), hold([tombstone])]);
  for (const one of both) await one.commit();
  expect(await hq.send({ accountMember: [accountMember('acme', 'ann', {}, 6)] })).toEqual({ 'acme:ann': 'applied' });
  for (const { outcomes } of both) {
    await settleDeletions(hq.database.apply, outcomes);
    expect([...outcomes.values()]).toMatchObject([
      { outcome: 'deferred', externalId: 'ann', waitsFor: [{ entity: 'accountMember', externalId: 'acme:ann' }] },
    ]);
  }
  expect(await hq.rows('select external_id from users')).toEqual([{ external_id: 'ann' }]);
});

test.each(['over', 'deletion'] as const)('a row goes over while a membership of its next record is deleted (last: %s)', async (last) => {
  const records = {
    account: [account('acme')],
    user: [user('old', { email: 'ann@x.com' })],
    accountMember: [accountMember('acme', 'old')],
  };
  await hq.send(records);
  const next: Item = { entity: 'user', externalId: 'new', version: 6, data: user('new', { email: 'ann@x.com', formerly: ['old'] }).data };
  const tombstone: Item = { entity: 'accountMember', externalId: 'acme:new', version: 5, data: null };
  const both = { over: await hold([next]), deletion: await hold([tombstone]) };
  for (const one of last === 'over' ? [both.deletion, both.over] : [both.over, both.deletion]) {
    await one.commit();
    await settleDeletions(hq.database.apply, one.outcomes);
  }
  expect(await hq.rows('select external_id from users')).toEqual([{ external_id: 'new' }]);
  expect(await hq.rows('select 1 from account_members')).toEqual([]);
});

test('a deletion that waits for a row which goes over leaves it to its next record', async () => {
  // Found by rehearse --accounts 2000 --seed 7: a person was missing at HQ with all that was theirs.
  await hq.send({ account: [account('acme')], user: [user('old', { email: 'ann@x.com' })], accountMember: [accountMember('acme', 'old')] });
  const over = await hold([
    { entity: 'user', externalId: 'new', version: 6, data: user('new', { email: 'ann@x.com', formerly: ['old'] }).data },
  ]);
  const deletion = hq.send({ user: [gone('old', 7)] });
  await until(hq.isWaiting, { timeoutMs: 10_000, what: 'the deletion waits' });
  await over.commit();
  expect(await deletion).toEqual({ old: 'applied' });
  expect(await hq.rows('select external_id from users')).toEqual([{ external_id: 'new' }]);
  expect(await hq.rows('select 1 from account_members')).toHaveLength(1);
});

test.each([
  ['the membership of the next record is written with it', true],
  ['only the row goes over', false],
])('a deletion of a membership that waits for its person to go over leaves it to the next record (%s)', async (_, isWritten) => {
  await hq.send({ account: [account('acme')], user: [user('old', { email: 'ann@x.com' })], accountMember: [accountMember('acme', 'old')] });
  const over = await hold([
    { entity: 'user', externalId: 'new', version: 6, data: user('new', { email: 'ann@x.com', formerly: ['old'] }).data },
    ...(isWritten
      ? [{ entity: 'accountMember' as const, externalId: 'acme:new', version: 6, data: accountMember('acme', 'new').data }]
      : []),
  ]);
  const deletion = hq.send({ accountMember: [gone('acme:old', 7)] });
  await until(hq.isWaiting, { timeoutMs: 10_000, what: 'the deletion waits' });
  await over.commit();
  expect(await deletion).toEqual({ 'acme:old': 'applied' });
  expect(await hq.rows('select 1 from account_members')).toHaveLength(1);
});

test.each([
  ['a copy of a walk', 0],
  ['a state that ends a tombstone', 5],
])('a membership that comes while its person goes over is not given to the next record: %s', async (_, version) => {
  // Found by rehearse --seed 1: a membership of a login that had been made again stood at HQ, and its deletion had come before.
  await hq.send({ account: [account('acme')], user: [user('old', { email: 'ann@x.com' })] });
  if (version > 0) await hq.send({ accountMember: [gone('acme:old', version - 1)] });
  const over = await hold([
    { entity: 'user', externalId: 'new', version: 6, data: user('new', { email: 'ann@x.com', formerly: ['old'] }).data },
  ]);
  const copy = hq.send({ accountMember: [accountMember('acme', 'old', {}, version)] });
  await until(hq.isWaiting, { timeoutMs: 10_000, what: 'the copy waits' });
  await over.commit();
  expect(await copy).toEqual({ 'acme:old': 'deferred parent_unknown user old' });
  expect(await hq.rows('select 1 from account_members')).toEqual([]);
});

test('a batch that waits for another one on the same record says what HQ then holds', async () => {
  await hq.send({ user: [user('ann', {}, 1)] });
  const other = await hold([{ entity: 'user', externalId: 'ann', version: 9, data: user('ann', { phone: 'newer' }).data }]);
  const waiting = hq.send({ user: [user('ann', { phone: 'older' }, 4)] });
  await until(hq.isWaiting, { timeoutMs: 10_000, what: 'the second batch waits' });
  await other.commit();
  expect(await waiting).toEqual({ ann: 'stale' });
  expect(await hq.rows('select phone from users')).toEqual([{ phone: 'newer' }]);
});

test('a value that another batch takes at the same moment is waited for, not lost', async () => {
  const other = await hold([{ entity: 'user', externalId: 'bob', version: 1, data: user('bob', { email: 'x@x.com' }).data }]);
  const waiting = hq.send({ user: [user('ann', { email: 'x@x.com' }, 1)] });
  await until(hq.isWaiting, { timeoutMs: 10_000, what: 'the second batch waits' });
  await other.commit();
  expect(await waiting).toEqual({ ann: 'deferred value_held user bob' });
});

test('a member whose account is deleted at the same moment waits for it', async () => {
  await hq.send({ account: [account('acme', {}, 1)], user: [user('ann', {}, 1)] });
  const deletion = await hold([{ entity: 'account', externalId: 'acme', version: 2, data: null }]);
  const waiting = hq.send({ accountMember: [accountMember('acme', 'ann', {}, 2)] });
  await until(hq.isWaiting, { timeoutMs: 10_000, what: 'the member waits' });
  await deletion.commit();
  expect(await waiting).toEqual({ 'acme:ann': 'deferred parent_unknown account acme' });
});

test.each<[string, Records, Records]>([
  ['a person, who gets into an account', { accountMember: [accountMember('acme', 'eve', {}, 6)] }, { user: [gone('eve', 5)] }],
  ['a project, which gets a company', { projectCompany: [projectCompany('tower', 'bolt', 6)] }, { project: [gone('tower', 5)] }],
  [
    'a company, whose person changes',
    { accountMember: [accountMember('acme', 'ann', { company: 'bolt' }, 6)] },
    { company: [gone('bolt', 5)] },
  ],
  [
    'a membership, whose person changes on a project',
    { projectMember: [projectMember('tower', 'ann', {}, 6)] },
    { accountMember: [gone('acme:ann', 5)] },
  ],
  ['an account, whose company changes', { company: [company('bolt', {}, 6)] }, { account: [gone('acme', 5)] }],
  [
    'an account, on whose project a person changes',
    { projectMember: [projectMember('tower', 'ann', {}, 6)] },
    { account: [gone('acme', 5)] },
  ],
])('a deletion waits for a newer child that is being written: %s', async (_, child, deletion) => {
  await hq.send({
    account: [account('acme')],
    user: [user('ann'), user('eve')],
    company: [company('bolt')],
    accountMember: [accountMember('acme', 'ann', { company: 'bolt' })],
    project: [project('tower')],
    projectMember: [projectMember('tower', 'ann')],
  });
  const written = await hold(itemsOf(child));
  const answer = hq.send(deletion);
  await until(hq.isWaiting, { timeoutMs: 10_000, what: 'the deletion waits' });
  await written.commit();
  const [{ entity, externalId }] = itemsOf(child) as [Item];
  expect(Object.values(await answer)).toEqual([expect.stringContaining(`deferred value_held ${entity} ${externalId}`)]);
  expect(await hq.send(child)).toEqual({ [externalId]: 'unchanged' });
});

test('a record that the database refuses is isolated, and its neighbours arrive', async () => {
  await hq.rows(`alter table users add constraint no_poison check (first_name <> 'poison')`);
  try {
    const records = {
      account: [account('acme')],
      user: people.map((person, index) => user(person, { firstName: index === 137 ? 'poison' : 'A' })),
      accountMember: people.map((person) => accountMember('acme', person)),
    };
    const answer = await hq.outcomes(records);
    expect(answer.filter(({ outcome }) => outcome === 'applied')).toHaveLength(1 + 199 + 199);
    const refused = answer.find(({ outcome }) => outcome === 'rejected');
    expect(refused).toMatchObject({
      externalId: 'person137',
      code: 'value_refused',
      message: expect.stringContaining('no_poison') as string,
    });
    expect(JSON.stringify(refused)).not.toContain('example.com');
    expect(answer.find(({ externalId }) => externalId === 'acme:person137')).toMatchObject({ outcome: 'deferred', code: 'parent_unknown' });
    // What a deletion in the other half takes along is not said to be held.
    await hq.send({ project: [project('tower')] });
    expect(
      await hq.send({
        user: [user('eve', { firstName: 'poison' }, 5)],
        projectMember: [projectMember('tower', 'person1', {}, 5)],
        accountMember: [gone('acme:person1', 5)],
      }),
    ).toEqual({
      eve: 'rejected value_refused',
      'tower:person1': 'deferred parent_unknown accountMember acme:person1',
      'acme:person1': 'applied',
    });
  } finally {
    await hq.rows('alter table users drop constraint no_poison');
  }
});

test('a tombstone twice in a row and a swap of versions leave no row behind', async () => {
  await hq.send({ user: [user('ann', {}, 2)] });
  await Promise.all([hq.send({ user: [gone('ann', 4)] }), hq.send({ user: [user('ann', {}, 3)] })]);
  expect(await hq.rows('select 1 from users')).toEqual([]);
});

test('a server that falls asleep in the middle of a batch holds up the others for its limit, and fails in passing when it wakes', async () => {
  for (const pool of [hq.database.apply, hq.database.read])
    expect([
      ...(await pool`select current_setting('idle_in_transaction_session_timeout') as asleep, current_setting('lock_timeout') as patience`),
    ]).toEqual([{ asleep: '10s', patience: '20s' }]);
  await hq.send({ account: [account('acme', {}, 1)] });
  const { promise: isAwake, resolve: wake } = Promise.withResolvers<void>();
  const batches: Promise<unknown>[] = [];
  const asleep = hq.database.apply.begin(async (transaction) => {
    const { writing } = await applyItems(transaction, [{ entity: 'account', externalId: 'acme', version: 2, data: account('acme').data }]);
    await writing;
    batches.push(hq.send({ account: [account('acme', {}, 3)] }));
    await until(hq.isWaiting, { timeoutMs: 10_000, what: 'the batch of another server waits' });
    // Its limit is short only from here on, so that a slow machine changes nothing above.
    await transaction`set local idle_in_transaction_session_timeout = '200ms'`;
    await isAwake;
    return transaction`select 1`;
  });
  const fault = asleep.then(() => 'none', databaseFault);
  await until(() => batches.length === 1, { timeoutMs: 10_000, what: 'the batch is sent' });
  expect(await batches[0]).toEqual({ acme: 'applied' });
  wake();
  expect(await fault).toBe('unavailable');
});

function itemsOf(records: object): Item[] {
  return Object.entries(records).flatMap(([entity, all]: [string, Omit<Item, 'entity'>[]]) =>
    all.map((one) => ({ ...one, entity }) as Item),
  );
}

/** Applies items in a transaction that stays open until `commit`. */
async function hold(items: Item[]) {
  let commit = (): void => {};
  const gate = new Promise<void>((resolve) => (commit = resolve));
  let done: Promise<unknown> = Promise.resolve();
  const outcomes = await new Promise<Outcomes>((resolve, reject) => {
    done = hq.database.apply.begin(async (transaction) => {
      const { outcomes, writing } = await applyItems(transaction, items);
      await writing;
      resolve(outcomes);
      await gate;
    });
    done.catch(reject);
  });
  const transaction = { outcomes, commit: async () => (held.delete(transaction), commit(), void (await done)) };
  held.add(transaction);
  return transaction;
}
