import { describe, expect, it } from 'vitest';
import { chooseScope, copyOf, type KnownAccount, restOf } from './choose-scope.ts';

const known: KnownAccount[] = [
  { externalId: 'a', deleted: false, state: 'live' },
  { externalId: 'b', deleted: true, state: 'live' },
  { externalId: 'unassigned', deleted: false, state: 'live' },
];
const withPlanned: KnownAccount[] = [...known, { externalId: 'c', deleted: false, state: 'planned' }];

describe('chooseScope', () => {
  it('compares everything, and all users, when every account is live', () => {
    const scope = chooseScope(known, null, 10);
    expect(scope).toMatchObject({ queries: [null], notVerified: [], accounts: 1 });
    expect(scope.includes({ account: null, entity: 'user' })).toBe(true);
    expect(scope.includes({ account: 'only HQ has it', entity: 'account' })).toBe(true);
  });

  it('leaves accounts out that are not live, and users without regard to account with them', () => {
    const scope = chooseScope(withPlanned, null, 10);
    expect(scope.notVerified).toEqual([{ account: 'c', state: 'planned' }]);
    expect(scope.includes({ account: 'c', entity: 'user' })).toBe(false);
    expect(scope.includes({ account: null, entity: 'user' })).toBe(false);
    expect(scope.includes({ account: 'a', entity: 'user' })).toBe(true);
  });

  it('asks for the given accounts only, in chunks', () => {
    const accounts = Array.from({ length: 5 }, (_, at) => ({ externalId: String(at), deleted: false, state: 'live' as const }));
    const scope = chooseScope(accounts, ['0', '1', '2', '2', '4'], 3);
    expect(scope.queries).toEqual([['0', '1', '2'], ['4']]);
  });

  it('names an account that nobody knows', () => {
    expect(chooseScope(known, ['z'], 3)).toMatchObject({ queries: [], notVerified: [{ account: 'z', state: 'unknown' }], accounts: 0 });
  });

  it('names what is compared one by one, and all people when nothing is left out', () => {
    expect(chooseScope(known, null, 10)).toMatchObject({ everything: true, units: ['a', 'b', 'unassigned', null] });
    expect(chooseScope(withPlanned, null, 10)).toMatchObject({ everything: true, units: ['a', 'b', 'unassigned'] });
    expect(chooseScope(withPlanned, ['a', 'b'], 10)).toMatchObject({
      everything: false,
      units: ['a', 'b'],
      queries: [['a', 'b']],
      accounts: 1,
    });
    expect(chooseScope(known, [], 10)).toMatchObject({ everything: false, units: [], queries: [], accounts: 0 });
  });

  it('knows what is left of everything when each account is read by itself', () => {
    expect(restOf(chooseScope(known, null, 10))).toMatchObject({
      everything: true,
      isRest: true,
      units: [null],
      accounts: 0,
      notVerified: [],
    });
    expect(restOf(chooseScope(withPlanned, null, 10))).toMatchObject({
      units: [],
      notVerified: [],
      known: new Set(['a', 'b', 'unassigned', 'c']),
    });
  });

  it('leaves out what HQ administers, whatever its state is', () => {
    const scope = chooseScope(withPlanned, ['a', 'c'], 10, new Set(['a', 'c']));
    expect(scope).toMatchObject({ units: [], accounts: 0 });
    expect(scope.notVerified).toEqual([
      { account: 'a', state: 'administered_by_hq' },
      { account: 'c', state: 'administered_by_hq' },
    ]);
    expect(scope.includes({ account: 'a', entity: 'project' })).toBe(false);
    expect(chooseScope([{ externalId: 'x', deleted: false, state: null }], null, 10).notVerified).toEqual([
      { account: 'x', state: 'unknown' },
    ]);
  });

  it('copies what is asked of a side', () => {
    const accounts = ['a'];
    expect(copyOf(null)).toBeNull();
    expect(copyOf(accounts)).toEqual(accounts);
    expect(copyOf(accounts)).not.toBe(accounts);
  });
});
