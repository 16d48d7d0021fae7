import { HqError } from '@hq-field/field-adapter';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { guid, twoSystems } from '../fixtures/two-systems.ts';
import { unitWorkOf } from '../fixtures/unit-work.ts';
import { readVerdicts } from '../findings/read-verdicts.ts';
import { summaryPassed, type VerificationSummary } from '../summary.ts';
import type { Asked } from './run-store.ts';
import { verifyOnce } from './verify-once.ts';
import { watchRounds } from './watch-rounds.ts';

const systems = await twoSystems();
const beside = await unitWorkOf(systems);
beforeEach(() => beside.forget());
afterAll(() => beside.close());

const asked: Asked = { by: 'digests', accounts: null, isRound: true };
const [first, second] = [guid('a', 1), guid('a', 2)];

/** Rounds in which HQ answers a question for digests as it does, or fails with the next of these errors. */
async function watch(rounds: number, failures: Error[] = []) {
  const { hq } = beside.work.ports;
  const digests: typeof hq.digests = async (scope) => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return hq.digests(scope);
  };
  const work = { ...beside.work, ports: { ...beside.work.ports, hq: { ...hq, digests } } };
  const summaries: VerificationSummary[] = [];
  const undone: string[] = [];
  await watchRounds(beside.runner, work, asked, {
    everyMs: 0,
    rounds,
    onRound: (summary) => summaries.push(summary),
    onUndone: (error) => undone.push(error.message),
  });
  return { summaries, undone };
}

async function round() {
  const { summaries } = await watch(1);
  const reasons = await beside.runner<{ account: string; reason: string }[]>`
    select u.account, u.reason from migration.verification_units u join migration.verifications v on v.id = u.verification
    where v.begun_at = (select max(begun_at) from migration.verifications) order by u.account`;
  return { summary: summaries[0], reasons: Object.fromEntries(reasons.map((unit) => [unit.account, unit.reason])) };
}

test('reads what changed since it was found equal, also a person of several accounts, and a sample of the rest', async () => {
  expect((await round()).reasons).toMatchObject({ [first]: 'never', [second]: 'never' });
  expect((await round()).reasons).toMatchObject({ [first]: 'sample', [second]: 'sample' });
  await systems.field`update companies set telephone = '1' where id = 2`;
  await systems.drain();
  expect((await round()).reasons).toMatchObject({ [first]: 'sample', [second]: 'changed' });
  await systems.field`update users set job_title = 'Engineer' where id = 3`;
  await systems.drain();
  expect((await round()).reasons).toMatchObject({ [first]: 'changed', [second]: 'changed' });
});

test('finds in a sample what was changed at HQ alone', async () => {
  await round();
  const rename = (name: string) => systems.hqSql`update projects set name = ${name} where external_id = ${guid('d', 1)}`;
  await rename('Renamed by hand');
  const { summary } = await round();
  await rename('Project 1');
  expect(summary?.list).toMatchObject([{ account: first, explanation: 'foreign_write' }]);
});

test('a round that a system does not answer is told, and the next one is tried', async () => {
  const away = new HqError('unreachable', 'HQ is away');
  const deadlock = Object.assign(new Error('deadlock detected'), { code: '40P01' });
  const { summaries, undone } = await watch(4, [away, new HqError('unavailable', 'HQ cannot'), deadlock]);
  expect(undone).toEqual(['HQ is away', 'HQ cannot', expect.stringContaining("The runner's database")]);
  expect(summaries).toMatchObject([{ findings: 0, failed: [] }]);
  await expect(watch(1, [away])).rejects.toBe(away);
  const refused = new HqError('scope_missing', 'the key is not for this');
  await expect(watch(3, [refused])).rejects.toBe(refused);
});

test('an account that Field has deleted for good is equal when HQ has nothing of it', async () => {
  const everything: Asked = { by: 'digests', accounts: null, isRound: false };
  await systems.hqSql`update projects set name = 'Renamed by hand' where external_id = ${guid('d', 2)}`;
  expect((await verifyOnce(beside.work, everything)).list).toMatchObject([{ account: second }]);
  await systems.field.unsafe(`
    delete from contacts where project_id = 2; delete from project_companies where project_id = 2; delete from projects where account_id = 2;
    delete from companies where account_id = 2; delete from account_users where account_id = 2; delete from accounts where id = 2`);
  await beside.work.changes.take();
  const unsent = await verifyOnce({ ...beside.work, settleMs: 0 }, { ...everything, accounts: [second] });
  expect(unsent.pendingInAll).toBeGreaterThan(0);
  await systems.drain();
  for (const by of ['digests', 'deep'] as const) expect(summaryPassed(await verifyOnce(beside.work, { ...everything, by }))).toBe(true);
  expect(await readVerdicts(beside.runner, [second])).toEqual([{ account: second, verdict: 'clean', isStale: false }]);
  const { summary, reasons } = await round();
  expect([summary?.notVerified, reasons[second]]).toEqual([[], 'sample']);
});
