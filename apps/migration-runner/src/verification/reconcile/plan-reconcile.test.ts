import { describe, expect, it } from 'vitest';
import { signatureOf } from '../finding.ts';
import type { KeptFinding } from '../findings/finding-store.ts';
import { planReconcile } from './plan-reconcile.ts';

const finding = (change: Partial<KeptFinding> = {}): KeptFinding => ({
  id: '1',
  kind: 'differs',
  entity: 'project',
  account: 'a',
  key: 'p',
  externalId: 'p',
  fields: [{ name: 'name', inField: 'x', inHq: 'y' }],
  explanation: 'real',
  remedy: 'send_again',
  version: 1,
  readAt: new Date(0),
  firstSeenAt: new Date(0),
  timesSentAgain: 0,
  sentAgainFor: null,
  by: 'digests',
  ...change,
});
const plan = (...findings: KeptFinding[]) => planReconcile(findings, (account) => account === 'a');
const extra = { kind: 'extra_in_hq', remedy: 'remove' } as const;

describe('planReconcile', () => {
  it('sends again what is missing, differs, is stale or has a wrong parent', () => {
    for (const kind of ['missing_in_hq', 'differs', 'stale', 'wrong_parent'] as const)
      expect(plan(finding({ kind })).touches).toMatchObject([{ entity: 'project', externalId: 'p', account: 'a' }]);
  });

  it('sends the tombstone of what only HQ has, also of an account that Field does not have', () => {
    expect(plan(finding({ ...extra, account: 'b' })).tombstones).toMatchObject([{ externalId: 'p', account: null }]);
  });

  it('sends a person once, whatever number of accounts named them', () => {
    const { touches } = plan(
      finding({ entity: 'user', externalId: 'u' }),
      finding({ id: '2', entity: 'user', externalId: 'u', account: null }),
    );
    expect(touches).toMatchObject([{ entity: 'user', account: null, findings: [{ id: '1' }, { id: '2' }] }]);
  });

  it.each<[string, Partial<KeptFinding>, string]>([
    ['a foreign write', { explanation: 'foreign_write', remedy: 'person' }, 'foreign_write'],
    ['a row that HQ did not get from Field', { ...extra, externalId: null, remedy: 'person' }, 'no_record'],
    ['a number', { kind: 'missing_in_hq', key: '', externalId: null, remedy: 'person' }, 'no_record'],
    ['an account that only HQ has', { ...extra, entity: 'account', remedy: 'person' }, 'whole_account'],
    ['a value that stands twice', { kind: 'duplicate_in_hq', remedy: 'person' }, 'twice_in_hq'],
  ])('leaves %s to a person', (_, change, reason) => {
    expect(plan(finding(change))).toMatchObject({ touches: [], tombstones: [], tasks: [{ reason }] });
  });

  it('never sends a record twice for the same difference, and again for another one', () => {
    const sent = finding({ timesSentAgain: 1, sentAgainFor: signatureOf(finding()) });
    expect(plan(sent)).toMatchObject({ touches: [], tasks: [{ reason: 'does_not_heal' }] });
    expect(plan({ ...sent, kind: 'stale' })).toMatchObject({ touches: [], tasks: [{ reason: 'does_not_heal' }] });
    expect(plan({ ...sent, sentAgainFor: `1969-12-31T00:00:00.000Z ${sent.sentAgainFor}` }).tasks).toMatchObject([
      { reason: 'does_not_heal' },
    ]);
    expect(plan({ ...sent, fields: [{ name: 'name', inField: 'z', inHq: 'y' }] }).touches).toHaveLength(1);
  });

  it('says of nothing that it does not heal before it was read again', () => {
    for (const change of [{}, { kind: 'stale' }, extra] as const) {
      const one = finding(change);
      const { touches, tombstones } = plan(one);
      const [sentFor] = [...touches, ...tombstones].flatMap((action) => action.findings.map((sent) => sent.sentFor));
      const sent = { ...one, timesSentAgain: 1, sentAgainFor: sentFor ?? null };
      expect(plan(sent)).toEqual(plan(one));
      expect(plan({ ...sent, readAt: new Date(1) })).toMatchObject({ touches: [], tombstones: [], tasks: [{ reason: 'does_not_heal' }] });
    }
  });

  it('does nothing about what is on its way', () => {
    expect(plan(finding({ explanation: 'in_flight', remedy: 'wait' }))).toEqual({ touches: [], tombstones: [], tasks: [] });
  });
});
