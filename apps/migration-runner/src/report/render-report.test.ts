import { describe, expect, it } from 'vitest';
import type { MigrationReport } from './gather-report.ts';
import { objections, renderMigrationReport } from './render-report.ts';

const line = {
  account: null,
  entity: 'project' as const,
  rows: 10,
  applied: 6,
  merged: 1,
  filtered: 1,
  quarantined: 2,
  inFlight: 0,
  open: 0,
};
const report: MigrationReport = {
  at: new Date(0),
  version: 7,
  outbox: 0,
  accounts: { live: 2, failed: 0, unknown: 0 },
  balance: [line],
  extracts: [{ name: 'users', linesInField: 3, linesInHq: 3, inField: 'ab', inHq: 'ab' }],
  verdicts: ['a', 'b'].map((account) => ({
    account,
    verdict: 'clean',
    by: 'digests',
    version: 7,
    readAt: new Date(0),
    isStale: false,
  })),
  neverVerified: 0,
  findings: 0,
  list: [],
  quarantine: [{ code: 'email_invalid', entity: 'user', records: 2, accepted: 1, examples: ['u'] }],
  acceptances: [
    {
      entity: 'user',
      externalId: 'v',
      code: 'email_invalid',
      account: null,
      reason: '<b>"left"</b>',
      name: 'Ann',
      acceptedAt: new Date(0),
    },
  ],
  runs: [{ by: 'digests', state: 'passed', begunAt: new Date(0), seconds: 2, records: 10 }],
};

describe('renderMigrationReport', () => {
  const page = renderMigrationReport(report);

  it('stands alone and shows what people hand over', () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:\/\//u);
    for (const words of ['HQ is right', 'email_invalid', 'Ann', 'passed', 'the same', 'found equal']) expect(page).toContain(words);
    expect(page).not.toMatch(/NaN|Infinity|undefined|null/u);
  });

  it('takes all people, who are in no account, for none', () => {
    const verdicts = ['a', 'b', ''].map(
      (account) => ({ ...report.verdicts[0], account, verdict: 'failed' }) as MigrationReport['verdicts'][number],
    );
    expect(objections({ ...report, verdicts })).toEqual(['Not found equal: 2 accounts and all people.']);
    expect(objections({ ...report, verdicts: verdicts.slice(2) })).toEqual(['Not found equal: all people.']);
  });

  it('escapes what people wrote', () => {
    expect(page).not.toContain('<b>');
  });

  it.each<[string, Partial<MigrationReport>]>([
    ['findings are open', { findings: 1 }],
    ['nothing was verified', { verdicts: [] }],
    ['an account was never verified', { neverVerified: 1 }],
    [
      'an account has failed',
      { verdicts: [{ account: 'a', verdict: 'failed', by: 'digests', version: 7, readAt: new Date(0), isStale: false }] },
    ],
    [
      'a verdict is older than the last change',
      { verdicts: [{ account: 'a', verdict: 'clean', by: 'digests', version: 7, readAt: new Date(0), isStale: true }] },
    ],
    ['the balance does not close', { balance: [{ ...line, open: -1 }] }],
    ['changes wait', { outbox: 1 }],
    ['an account is not live', { accounts: { live: 1, planned: 1 } }],
    ['an account was never enqueued', { accounts: { live: 1, unknown: 1 } }],
  ])('does not say that HQ is right when %s', (_, change) => {
    expect(objections({ ...report, ...change })).toHaveLength(1);
    expect(renderMigrationReport({ ...report, ...change })).toContain('Not proven');
  });
});
