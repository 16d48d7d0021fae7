import { describe, expect, it } from 'vitest';
import { compareDigests, countRecords } from './compare-digests.ts';

const sum = (account: string | null, entity: 'user' | 'project', records: number, digest: string) => ({ account, entity, records, digest });

describe('compareDigests', () => {
  it.each([
    ['equal sides', [sum('a', 'project', 2, '7')], [sum('a', 'project', 2, '7')], []],
    ['another digest', [sum('a', 'project', 2, '7')], [sum('a', 'project', 2, '8')], [['a', 'project', 2, 2]]],
    ['the same digest of another number of rows', [sum('a', 'project', 0, '7')], [sum('a', 'project', 1, '7')], [['a', 'project', 0, 1]]],
    ['a pair of Field only', [sum(null, 'user', 2, '7')], [], [[null, 'user', 2, 0]]],
    ['a pair of HQ only', [], [sum('b', 'user', 3, '7')], [['b', 'user', 0, 3]]],
    [
      'the same sum under another account',
      [sum('a', 'user', 1, '7')],
      [sum(null, 'user', 1, '7')],
      [
        ['a', 'user', 1, 0],
        [null, 'user', 0, 1],
      ],
    ],
    ['nothing at all', [], [], []],
  ])('names the pairs that differ: %s', (_, field, hq, expected) => {
    const found = compareDigests(field, hq).map((pair) => [pair.account, pair.entity, pair.recordsInField, pair.recordsInHq]);
    expect(found).toEqual(expected);
  });
});

describe('countRecords', () => {
  it('counts people once where all users were read', () => {
    expect(
      countRecords([sum('a', 'user', 2, ''), sum('b', 'user', 2, ''), sum(null, 'user', 3, ''), sum('a', 'project', 5, '')], {
        countsPeopleOfAccounts: false,
      }),
    ).toBe(8);
  });

  it('counts the people of the accounts where only those were read', () => {
    expect(countRecords([sum('a', 'user', 2, ''), sum('a', 'project', 5, '')], { countsPeopleOfAccounts: true })).toBe(7);
  });
});
