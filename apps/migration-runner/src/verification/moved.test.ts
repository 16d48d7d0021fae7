import { expect, it } from 'vitest';
import type { Difference } from './finding.ts';
import { uniteMoved } from './moved.ts';

const one = (
  kind: Difference['kind'],
  account: string,
  entity: Difference['entity'],
  key: string,
  externalId: string | null,
): Difference => ({
  kind,
  account,
  entity,
  key,
  externalId,
  fields: [],
});

it('unites what one account lacks with what another has too much of', () => {
  const other = one('missing_in_hq', 'a', 'project', 'q', 'q');
  expect(uniteMoved([one('extra_in_hq', 'b', 'project', 'p', 'p'), one('missing_in_hq', 'a', 'project', 'p', 'p'), other])).toEqual([
    { ...one('wrong_parent', 'a', 'project', 'p', 'p'), fields: [{ name: 'account', inField: 'a', inHq: 'b' }] },
    other,
  ]);
});

it('names other parts of the key that differ too', () => {
  const [united] = uniteMoved([
    one('missing_in_hq', 'a', 'company', 'a\u001facme', 'c'),
    one('extra_in_hq', 'b', 'company', 'b\u001fother', 'c'),
  ]);
  expect(united?.fields).toEqual([
    { name: 'account', inField: 'a', inHq: 'b' },
    { name: 'name_key', inField: 'acme', inHq: 'other' },
  ]);
});

it('leaves joins, rows of HQ alone and other kinds as they are', () => {
  const kept = [
    one('missing_in_hq', 'a', 'projectMember', 'p\u001fx', 'p:x'),
    one('extra_in_hq', 'b', 'projectMember', 'p\u001fx', 'p:x'),
    one('missing_in_hq', 'a', 'project', 'p', null),
    one('extra_in_hq', 'b', 'project', 'p', null),
  ];
  expect(uniteMoved(kept)).toEqual(kept);
});
