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

it('unites no two of one account, each row of HQ once, and rows of one entity alone', () => {
  const same = [one('missing_in_hq', 'a', 'project', 'p', 'p'), one('extra_in_hq', 'a', 'project', 'p', 'p')];
  expect(uniteMoved(same)).toEqual(same);
  const twice = [
    one('missing_in_hq', 'a', 'project', 'p', 'p'),
    one('missing_in_hq', 'b', 'project', 'p', 'p'),
    one('extra_in_hq', 'c', 'project', 'p', 'p'),
  ];
  expect(uniteMoved(twice).map(({ kind, account }) => `${kind} ${account}`)).toEqual(['wrong_parent a', 'missing_in_hq b']);
  const others = [
    one('missing_in_hq', 'a', 'project', 'p', 'x'),
    one('extra_in_hq', 'b', 'company', 'b\u001fp', 'x'),
    one('differs', 'b', 'project', 'p', 'x'),
  ];
  expect(uniteMoved(others)).toEqual(others);
});

it('keeps the parts of a key apart when HQ has fewer of them', () => {
  const [united] = uniteMoved([one('missing_in_hq', 'a', 'company', 'a\u001facme', 'c'), one('extra_in_hq', 'b', 'company', 'b', 'c')]);
  expect(united?.fields[1]).toEqual({ name: 'name_key', inField: 'acme', inHq: null });
});
