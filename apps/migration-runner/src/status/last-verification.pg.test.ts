import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';
import { type Asked, RunStore } from '../verification/rounds/run-store.ts';
import { lastVerification } from './last-verification.ts';

let all: Migration;
beforeAll(async () => {
  all = await migration({ accounts: 12 });
});
afterAll(() => all.close());

const last = () => lastVerification(all.runner);
const work = async () => (await all.host({ untilIdle: true })).ended;
const units = async () => [{ account: 'a', reason: 'asked' }];

test('none was done', async () => {
  expect(await last()).toBeNull();
});

test('a round in which no account was live yet compared nothing', async () => {
  expect((await all.migrate('verify', '--watch', '--rounds', '1')).code).toBe(1);
  expect(await last()).toMatchObject({ outcome: 'incomplete', notCompared: 0 });
});

test('accounts that are not live are left out, which is no difference', async () => {
  await all.migrate('enqueue', '--smoke', '2');
  expect(await work()).toBeNull();
  expect((await all.migrate('verify')).code).toBe(1);
  expect(await last()).toMatchObject({ outcome: 'incomplete', accounts: { clean: 2, failed: 0, open: 0 } });
  const notCompared = (await last())?.notCompared;
  expect(notCompared).toBeGreaterThan(9);
  // What is in no account of Field needs all of them.
  await all.migrate('verify', '--by', 'deep');
  expect(await last()).toMatchObject({ outcome: 'incomplete', notCompared });
  await all.migrate('verify', '--accounts', 'nosuch');
  expect(await last()).toMatchObject({ outcome: 'incomplete', notCompared: 1 });
  const { code, json } = await all.migrate('queue');
  expect([code, json]).toMatchObject([0, { concerns: [] }]);
});

test('changes that nobody sends are no difference either, and a difference is one', async () => {
  const live = await all.runner`select external_id from migration.accounts where state = 'live' order by size desc`;
  const [account = '', other = ''] = live.map((row) => String(row['external_id']));
  const touch = () => all.field`
    update projects set name = name || '!' where account_id = (select id from accounts where guid = ${account})`;
  expect((await touch()).count).toBeGreaterThan(0);
  await all.migrate('verify', '--settle', '0', '--accounts', account);
  expect(await last()).toMatchObject({ outcome: 'pending' });
  expect(await work()).toBeNull();
  await all.migrate('verify', '--accounts', account);
  expect(await last()).toMatchObject({ outcome: 'passed', notCompared: 0 });
  await all.field`alter table projects disable trigger user`;
  await touch();
  await all.migrate('verify', '--accounts', account);
  expect(await last()).toMatchObject({ outcome: 'differences' });
  // It stays one when another account is equal.
  await all.migrate('verify', '--accounts', other);
  expect(await last()).toMatchObject({ outcome: 'passed' });
  const { code, json } = await all.migrate('queue');
  const differs = { what: expect.stringMatching(/^differences are open: [1-9]\d* findings, and 1 accounts/u) };
  expect([code, json]).toMatchObject([1, { concerns: expect.arrayContaining([expect.objectContaining(differs)]) }]);
});

test('one that was stopped is told from one that is under way, from one that was given up and from a watch', async () => {
  const before = await last();
  const runs = new RunStore(all.runner);
  const holder = runs.holder();
  const asked: Asked = { by: 'deep', accounts: [randomUUID()], isRound: false };
  const { id } = await runs.joinOrBegin(asked, units);
  await runs.take(id, holder, 1);
  expect(await last()).toEqual(before);
  await runs.letGo(id, holder);
  expect(await last()).toMatchObject({ outcome: 'stopped' });
  await runs.forget(asked);
  expect(await last()).toEqual(before);
  await runs.joinOrBegin({ ...asked, accounts: null, isRound: true }, units);
  expect(await last()).toEqual(before);
});
