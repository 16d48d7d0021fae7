import { describe, expect, test } from 'vitest';
import { summaryInWords, type VerificationSummary } from './summary.ts';

const show = { limit: 1, values: false };
const seen = (by: VerificationSummary['list'][number]['by'], change: Partial<VerificationSummary['list'][number]> = {}) => ({
  kind: 'differs' as const,
  entity: 'project' as const,
  account: 'a',
  key: 'p',
  externalId: 'p',
  fields: [],
  explanation: 'real' as const,
  remedy: 'send_again' as const,
  version: 1,
  readAt: new Date(0),
  by,
  ...change,
});
const words = (change: Partial<VerificationSummary>) =>
  summaryInWords(
    {
      by: 'digests',
      compared: 1,
      accounts: 1,
      records: 10,
      quarantined: 0,
      findings: change.list?.length ?? 0,
      unread: 0,
      pendingInAll: 0,
      pending: [],
      notVerified: [],
      seconds: 1,
      list: [],
      failed: [],
      ...change,
    },
    show,
  ).join('\n');

describe('findings that a verification cannot clear are named with who can', () => {
  test('lines of the balance', () => {
    expect(words({ list: [seen('balance', { kind: 'unbalanced' }), seen('balance', { kind: 'unbalanced', key: 'q' })] })).toContain(
      '2 are lines of the balance, which no verification reads: `pnpm migrate balance` clears those that close now.',
    );
  });

  test('what a verifier found that sees more', () => {
    expect(words({ list: [seen('deep')] })).toContain(
      '1 were found by deep, which sees more than digests: verify --by deep clears what is gone.',
    );
    expect(words({ by: 'deep', list: [seen('digests')] })).not.toContain('sees more');
  });

  test('none when there are none', () => {
    expect(words({})).toBe('10 records of 1 accounts compared by digests in 1.0 s: 0 findings; 0 records are in quarantine and left out.');
  });
});

test.each([{ by: 'counts' as const }, { by: 'digests' as const, pendingInAll: 1 }, { by: 'deep' as const, unread: 1 }])(
  'of what has failed before it is said what clears it, whatever kept this verification from it: %j',
  (change) => {
    expect(words({ ...change, failed: ['a'] })).toContain(
      '1 accounts have failed before: a verification --by digests or deep clears that when it compares them and leaves nothing pending or unread.',
    );
  },
);

test('an account that the runner does not know is named with what takes it in, and no other', () => {
  expect(words({ notVerified: [{ account: 'a', state: 'unknown' }] })).toContain('`pnpm migrate enqueue --all` takes in every one');
  expect(words({ notVerified: [{ account: 'a', state: 'planned' }] })).not.toContain('enqueue');
  const nowhere = words({ notVerified: [{ account: 'a', state: 'nowhere' }] });
  expect(nowhere).toContain('neither Field nor the runner has such an account');
  expect(nowhere).not.toContain('enqueue');
});
