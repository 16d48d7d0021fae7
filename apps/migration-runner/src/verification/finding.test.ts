import { describe, expect, it } from 'vitest';
import { type Difference, type Finding, recordName, showFinding, signatureOf, withoutRepeats } from './finding.ts';

const difference: Difference = { kind: 'differs', entity: 'user', account: 'a', key: 'ann@example.com', externalId: 'u1', fields: [] };

describe('withoutRepeats', () => {
  it('keeps a person once whatever accounts they are in, and everything else once an account', () => {
    const project = { ...difference, entity: 'project' as const, key: 'p' };
    const all = [
      difference,
      { ...difference, account: 'b' },
      { ...difference, account: null },
      { ...difference, kind: 'missing_in_hq' as const },
      { ...difference, key: 'bob@example.com' },
      project,
      { ...project, account: 'b' },
      { ...project, kind: 'missing_in_hq' as const },
    ];
    expect(withoutRepeats(all)).toEqual([all[0], all[3], all[4], all[5], all[6]]);
  });
});

describe('recordName and signatureOf', () => {
  it('tell records, and what differs in one', () => {
    const names = [
      difference,
      { ...difference, account: null },
      { ...difference, key: 'b' },
      { ...difference, entity: 'project' as const },
    ].map(recordName);
    expect(new Set(names).size).toBe(4);
    expect(recordName({ ...difference, account: null })).toBe('\nuser\nann@example.com');
    const field = { name: 'phone', inField: '1', inHq: null };
    const signatures = [
      difference,
      { ...difference, kind: 'stale' as const },
      { ...difference, externalId: null },
      { ...difference, fields: [field] },
      { ...difference, fields: [{ ...field, inHq: '' }] },
    ].map(signatureOf);
    expect(new Set(signatures).size).toBe(5);
    expect(signatureOf({ ...difference, account: 'b' })).toBe(signatureOf(difference));
  });
});

describe('showFinding', () => {
  const fields = [{ name: 'phone', inField: '1', inHq: null }];
  const finding: Finding = { ...difference, fields, explanation: 'real', remedy: 'send_again', version: 7, readAt: new Date(0) };

  it('shows no values, and of an e-mail the first letter and the domain, unless it is told to', () => {
    const same = { kind: 'differs', entity: 'user', account: 'a', externalId: 'u1', explanation: 'real', remedy: 'send_again', version: 7 };
    expect(showFinding(finding, { values: false })).toEqual({
      ...same,
      key: ['a***@example.com'],
      fields: ['phone'],
      readAt: '1970-01-01T00:00:00.000Z',
    });
    expect(showFinding(finding, { values: true })).toEqual({
      ...same,
      key: ['ann@example.com'],
      fields,
      readAt: '1970-01-01T00:00:00.000Z',
    });
  });

  it('masks the e-mail of a join alone, and what is no address as well', () => {
    const keyOf = (entity: Finding['entity'], key: string) => showFinding({ ...finding, entity, key }, { values: false }).key;
    expect(keyOf('projectMember', 'p1\u001f\u{1f600}x@y@z.org')).toEqual(['p1', '\u{1f600}***@z.org']);
    expect(keyOf('accountMember', 'acme\u001fnobody')).toEqual(['acme', 'n***']);
    expect(keyOf('user', '')).toEqual(['***']);
    expect(keyOf('company', 'acme\u001fann@example.com')).toEqual(['acme', 'ann@example.com']);
  });

  it('masks no name of a line of the balance', () => {
    expect(showFinding({ ...finding, kind: 'unbalanced', key: '(balance)' }, { values: false }).key).toEqual(['(balance)']);
  });
});
