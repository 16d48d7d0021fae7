import { expect, it } from 'vitest';
import { explainDifference, type Since } from './explain-difference.ts';
import type { Difference } from './finding.ts';

const reading = { version: 7, readAt: new Date(0) };
const difference: Difference = { kind: 'differs', entity: 'project', account: 'a', key: 'p', externalId: 'p', fields: [] };

it.each<[string, Partial<Difference>, Since, boolean, string[]]>([
  ['what was never equal before is sent again', {}, 'unknown', true, ['differs', 'real', 'send_again']],
  ['what changed since it was equal is an older state', {}, 'changed', true, ['stale', 'real', 'send_again']],
  ['what Field has not changed was changed in HQ', {}, 'unchanged', true, ['differs', 'foreign_write', 'person']],
  [
    'what somebody deleted in HQ is not sent again',
    { kind: 'missing_in_hq' },
    'unchanged',
    true,
    ['missing_in_hq', 'foreign_write', 'person'],
  ],
  ['what is still open waits', {}, 'changed', false, ['differs', 'in_flight', 'wait']],
  ['what HQ lacks is sent again', { kind: 'missing_in_hq' }, 'changed', true, ['missing_in_hq', 'real', 'send_again']],
  ['what only HQ has is removed', { kind: 'extra_in_hq' }, 'unknown', true, ['extra_in_hq', 'real', 'remove']],
  [
    'a row of HQ alone has no key to remove it by',
    { kind: 'extra_in_hq', externalId: null },
    'unknown',
    true,
    ['extra_in_hq', 'real', 'person'],
  ],
  [
    'an account that only HQ has is for a person',
    { kind: 'extra_in_hq', entity: 'account' },
    'unknown',
    true,
    ['extra_in_hq', 'real', 'person'],
  ],
  ['a wrong parent is sent again', { kind: 'wrong_parent' }, 'unknown', true, ['wrong_parent', 'real', 'send_again']],
  ['a value held twice is for a person', { kind: 'duplicate_in_hq' }, 'changed', true, ['duplicate_in_hq', 'real', 'person']],
  ['a sum that does not close is for a person', { kind: 'unbalanced' }, 'unknown', true, ['unbalanced', 'real', 'person']],
])('%s', (_, change, since, proven, [kind, explanation, remedy]) => {
  const finding = explainDifference({ ...difference, ...change }, { since, proven, ...reading });
  expect(finding).toMatchObject({ kind, explanation, remedy, version: 7, readAt: new Date(0) });
});
