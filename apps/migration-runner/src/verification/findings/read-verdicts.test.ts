import { expect, test } from 'vitest';
import { type ReadVerdict, withoutAccountsOfHq } from './read-verdicts.ts';

const known = (account: string, verdict: ReadVerdict['verdict']): ReadVerdict => ({ account, verdict, isStale: false });

test('an account that HQ has made and keeps is not asked for, one that has moved there or was never verified is', async () => {
  const keeps = async (accounts: readonly string[]) => new Set(accounts.filter((account) => account.startsWith('hq')));
  const all = [known('field', 'clean'), known('field-new', null), known('hq-moved', 'clean'), known('hq-trial', null)];
  expect((await withoutAccountsOfHq(all, keeps)).map(({ account }) => account)).toEqual(['field', 'field-new', 'hq-moved']);
});

test('HQ is not asked while every account has a verdict', async () => {
  const all = [known('field', 'clean'), known('hq-moved', 'failed')];
  expect(await withoutAccountsOfHq(all, () => Promise.reject(new Error('HQ was asked')))).toEqual(all);
});
