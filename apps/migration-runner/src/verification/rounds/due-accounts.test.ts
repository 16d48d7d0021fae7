import { expect, it } from 'vitest';
import { dueAccounts, type KnownVerdict } from './due-accounts.ts';

const clean = (account: string, readAtMs: number): KnownVerdict => ({ account, verdict: 'clean', readAtMs, isChanged: false });

it('reads what was never equal, failed, or changed since, and of the rest what was read longest ago', () => {
  const known: KnownVerdict[] = [
    { account: 'new', verdict: null, readAtMs: null, isChanged: false },
    { ...clean('changed', 9), isChanged: true },
    { ...clean('failed', 9), verdict: 'failed' },
    { ...clean('open', 9), verdict: 'open' },
    clean('young', 8),
    clean('old', 2),
    clean('older', 1),
  ];
  expect(dueAccounts(known, { share: 0.5, least: 1 }).map(({ account, reason }) => `${account} ${reason}`)).toEqual([
    'new never',
    'changed changed',
    'failed failed',
    'open open',
    'older sample',
    'old sample',
  ]);
});

it('comes to every account in time', () => {
  let known = ['a', 'b', 'c', 'd', 'e'].map((account) => clean(account, 0));
  const read = new Set<string>();
  for (let round = 1; round <= 3; round += 1) {
    const due = dueAccounts(known, { share: 0, least: 2 }).map(({ account }) => account);
    for (const account of due) read.add(account);
    known = known.map((one) => (due.includes(one.account) ? clean(one.account, round) : one));
  }
  expect([...read].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
});
