import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { openRunner } from '../../database/open-runner.ts';
import { type Asked, restUnit, RunStore, type UnitResult } from './run-store.ts';

const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
const runner = await openRunner(database.url);
afterAll(async () => {
  await runner.end();
  await database.drop();
});
const runs = new RunStore(runner);
const units =
  (...accounts: string[]) =>
  async () =>
    accounts.map((account) => ({ account, reason: 'asked' }));
const asked = (...accounts: string[]): Asked => ({ by: 'deep', accounts, isRound: false });
const nothing: UnitResult = {
  compared: 2,
  accounts: 2,
  records: 2,
  quarantined: 0,
  findings: 0,
  unread: 0,
  pendingInAll: 0,
  pending: [],
  notVerified: [],
  seconds: 1,
};

test('what a frozen host has found is kept when another one has read the first of its units meanwhile', async () => {
  const { id } = await runs.joinOrBegin(asked('of two hosts'), units('b', 'c'));
  const [frozen, other] = [runs.holder(), runs.holder()];
  expect(await runs.take(id, frozen, 2)).toEqual(['b', 'c']);
  await frozen.end();
  await runs.add(id, await units('a')());
  expect(await runs.take(id, other, 2)).toEqual(['a', 'b']);
  await runs.done(id, ['a', 'b'], nothing);
  await runs.done(id, ['b', 'c'], { ...nothing, unread: 1, pendingInAll: 7, notVerified: [{ account: 'c', state: 'backfilling' }] });
  expect(await runs.left(id)).toBe(0);
  expect(await runs.sum(id)).toMatchObject({ unread: 1, pendingInAll: 7, notVerified: [{ account: 'c' }] });
  await runs.letGo(id, other);
});

test('a run that was read to its end and never ended proves nothing of now: the next one begins afresh, and it counts as failed', async () => {
  const question = asked('killed at its end');
  const { id } = await runs.joinOrBegin(question, units('a'));
  expect(await runs.joinOrBegin(question, units('a'))).toEqual({ id, joined: true });
  await runs.done(id, ['a'], nothing);
  const next = await runs.joinOrBegin(question, units('a'));
  expect(next).toMatchObject({ joined: false });
  const stateOf = async (run: string) =>
    (await runner`select state from migration.verifications where id = ${run}`)[0]?.['state'] as string;
  // Whoever read it may be about to end it.
  expect(await stateOf(id)).toBe('running');
  await runner`update migration.verifications set begun_at = begun_at - interval '2 minutes' where id = ${id}`;
  await runner`update migration.verification_units set done_at = done_at - interval '2 minutes' where verification = ${id}`;
  expect(await runs.joinOrBegin(question, units('a'))).toEqual({ id: next.id, joined: true });
  expect([await stateOf(id), await stateOf(next.id)]).toEqual(['failed', 'running']);
});

test('what is left of everything is taken at last', async () => {
  const { id } = await runs.joinOrBegin(asked('in order'), units(restUnit, '(an odd guid', 'a'));
  const holder = runs.holder();
  expect(await runs.take(id, holder, 2)).toEqual(expect.arrayContaining(['(an odd guid', 'a']));
  expect(await runs.take(id, holder, 2)).toEqual([restUnit]);
  await runs.letGo(id, holder);
});
