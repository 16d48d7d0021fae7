import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openRunner } from '../../database/open-runner.ts';
import type { Finding } from '../finding.ts';
import type { VerificationResult } from '../verify.ts';
import { FindingStore } from './finding-store.ts';

const database = await testDatabase('runner', async (url) => (await openRunner(url, { max: 1 })).end());
const runner = await openRunner(database.url, { max: 4 });
const store = new FindingStore(runner);
afterAll(async () => {
  await runner.end();
  await database.drop();
});
beforeEach(() => runner`truncate migration.findings, migration.verdicts, migration.touched_records`);

const finding = (account: string, externalId: string, change: Partial<Finding> = {}): Finding => ({
  kind: 'differs',
  entity: 'project',
  account,
  key: externalId,
  externalId,
  fields: [{ name: 'name', inField: 'a\u001f"b"', inHq: null }],
  explanation: 'real',
  remedy: 'send_again',
  version: 7,
  readAt: new Date(1000),
  ...change,
});

const result = (change: Partial<VerificationResult>): VerificationResult => ({
  by: 'digests',
  findings: [],
  pending: [],
  unread: 0,
  quarantined: 0,
  accounts: 1,
  records: 1,
  notVerified: [],
  units: ['a'],
  everything: false,
  known: new Set(['a']),
  failedUnits: new Set((change.findings ?? []).map((one) => one.account)),
  openUnits: new Set((change.pending ?? []).map((one) => one.account)),
  version: 7,
  readAt: new Date(1000),
  ...change,
});

/** With all that was taken before, by the database's clock: ours has milliseconds alone. */
async function keep(change: Partial<VerificationResult>): Promise<void> {
  const [{ now } = { now: '' }] = await runner<{ now: string }[]>`select clock_timestamp()::text as now`;
  await store.keep(result(change), { followsChanges: true, takenBefore: now });
}
const verdictOf = async (account: string) => (await store.verdicts()).find((one) => one.account === account)?.verdict;

it('keeps a finding in full, with the version of its reading, and clears it when a pass finds it gone', async () => {
  await keep({ findings: [finding('a', 'p')] });
  expect(await store.open()).toMatchObject([{ ...finding('a', 'p'), timesSentAgain: 0 }]);
  expect(await verdictOf('a')).toBe('failed');
  await keep({});
  expect([await store.open(), await verdictOf('a')]).toEqual([[], 'clean']);
});

it('a reading that took long and ends after a later one clears nothing that the later one has seen', async () => {
  const later = new Date(5000);
  await keep({ findings: [finding('a', 'p', { readAt: later })], readAt: later });
  await keep({ readAt: new Date(1000) });
  expect([await store.open(), await store.verdicts()]).toMatchObject([[{ key: 'p' }], [{ verdict: 'failed', readAt: later }]]);
  await keep({ readAt: new Date(6000) });
  expect([await store.open(), await verdictOf('a')]).toEqual([[], 'clean']);
});

it('versions are as large as they become after Field was restored many times', async () => {
  const version = 2 ** 40;
  await keep({ findings: [finding('a', 'p', { version })], version });
  expect([await store.open(), await store.verdicts()]).toMatchObject([[{ version }], [{ version }]]);
});

describe('a failed verdict', () => {
  it.each<[string, Partial<VerificationResult>]>([
    ['counts', { by: 'counts' }],
    ['a pass whose record changed all the time', { pending: [finding('a', 'p')] }],
    ['a pass that was not read to the end', { unread: 1 }],
    ['a pass of another account', { units: ['b'] }],
    ['a pass that looked at nothing', { units: [] }],
  ])('survives %s', async (_, change) => {
    await keep({ findings: [finding('a', 'p')] });
    await keep(change);
    expect([await verdictOf('a'), await store.failed(null), (await store.open()).length]).toEqual(['failed', ['a'], 1]);
  });
});

it('an account that is found to be administered by HQ has nothing open any more, and no other', async () => {
  const line = (account: string) => finding(account, 'x', { entity: 'company', kind: 'unbalanced', key: '(balance)', externalId: null });
  await store.keepBalance([line('a'), line('b')], []);
  await keep({ findings: [finding('a', 'p'), finding('b', 'p')], units: ['a', 'b'] });
  await runner`insert into migration.touched_records (account, entity, external_id) select unnest(array['a', 'b', '']), 'user', 'u'`;
  await keep({
    units: [],
    notVerified: [
      { account: 'a', state: 'administered_by_hq' },
      { account: 'b', state: 'backfilling' },
    ],
  });
  expect((await store.open()).map(({ account }) => account)).toEqual(['b', 'b']);
  expect(await store.verdicts()).toMatchObject([
    { account: 'a', verdict: 'clean', isStale: false },
    { account: 'b', verdict: 'failed', isStale: true },
  ]);
  // Whether its people are equal nobody has looked at.
  expect(await runner`select from migration.touched_records where account = ''`).toHaveLength(1);
});

it('an account that shares a differing person is failed, though the finding stands once', async () => {
  await keep({ findings: [finding('a', 'u', { entity: 'user' })], units: ['a', 'b', 'c'], failedUnits: new Set(['a', 'b']) });
  expect([await verdictOf('a'), await verdictOf('b'), await verdictOf('c')]).toEqual(['failed', 'failed', 'clean']);
});

it('an account that only HQ has is found once, and cleared by a pass over everything', async () => {
  const stranger = finding('elsewhere', 'elsewhere', { kind: 'extra_in_hq', entity: 'account' });
  await keep({ findings: [stranger], everything: true });
  await keep({ findings: [stranger], everything: true });
  await keep({});
  expect(await store.open()).toHaveLength(1);
  await keep({ everything: true });
  expect(await store.open()).toEqual([]);
});

it('a verdict is stale once Field has changed something of the account, and only then', async () => {
  await keep({ units: ['a', 'b'] });
  await runner`insert into migration.touched_records (account, entity, external_id) values ('a', 'project', 'p')`;
  const stale = async () => (await store.verdicts()).filter((one) => one.isStale).map((one) => one.account);
  expect(await stale()).toEqual(['a']);
  await store.keep(result({}), { followsChanges: true, takenBefore: new Date(0).toISOString() });
  expect(await stale()).toEqual(['a']);
  await keep({});
  expect(await stale()).toEqual([]);
});

it('a verdict is stale once its account was walked again', async () => {
  const liveAt = (at: Date) => runner`
    insert into migration.accounts (external_id, state, live_at) values ('a', 'live', ${at})
    on conflict (external_id) do update set live_at = excluded.live_at`;
  await keep({ readAt: new Date(1000) });
  const isStale = async () => (await store.verdicts())[0]?.isStale;
  await liveAt(new Date(999));
  expect(await isStale()).toBe(false);
  await liveAt(new Date(1001));
  expect(await isStale()).toBe(true);
});

it('a reading answers for what was taken in the same millisecond before it, and not for what was taken in the same one after it', async () => {
  const takenBefore = '2026-11-29 07:00:00.123500+00';
  const taken = ['2026-11-29 07:00:00.123499+00', takenBefore, '2026-11-29 07:00:00.123501+00'];
  await runner`
    insert into migration.touched_records (account, entity, external_id, taken_at)
    select 'a', 'project', at, at::timestamptz from unnest(${taken}::text[]) as at`;
  await store.keep(result({}), { followsChanges: true, takenBefore });
  expect((await runner<{ at: string }[]>`select external_id as at from migration.touched_records`).map(({ at }) => at)).toEqual(
    taken.slice(2),
  );
});
