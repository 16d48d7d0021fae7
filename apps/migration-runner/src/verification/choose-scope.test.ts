import { describe, expect, it } from 'vitest';
import { chooseScope, type KnownAccount, restOf } from './choose-scope.ts';

const known: KnownAccount[] = [
  { externalId: 'a', deleted: false, isInField: true, state: 'live' },
  { externalId: 'b', deleted: true, isInField: true, state: 'live' },
  { externalId: 'unassigned', deleted: false, isInField: true, state: 'live' },
];
const withPlanned: KnownAccount[] = [...known, { externalId: 'c', deleted: false, isInField: true, state: 'planned' }];

describe('chooseScope', () => {
  it('compares everything, and all users, when every account is live', () => {
    const scope = chooseScope(known, null);
    expect(scope).toMatchObject({ units: ['a', 'b', 'unassigned', null], notVerified: [], accounts: 1 });
    expect(scope.includes({ account: null, entity: 'user' })).toBe(true);
    expect(scope.includes({ account: 'only HQ has it', entity: 'account' })).toBe(true);
  });

  it('leaves accounts out that are not live, and users without regard to account with them', () => {
    const scope = chooseScope(withPlanned, null);
    expect(scope.notVerified).toEqual([{ account: 'c', state: 'planned' }]);
    expect(scope.includes({ account: 'c', entity: 'user' })).toBe(false);
    expect(scope.includes({ account: null, entity: 'user' })).toBe(false);
    expect(scope.includes({ account: 'a', entity: 'user' })).toBe(true);
  });

  it('compares the given accounts only, each once', () => {
    expect(chooseScope(known, ['a', 'b', 'b']).units).toEqual(['a', 'b']);
  });

  it('names an account that nobody knows', () => {
    expect(chooseScope(known, ['z'])).toMatchObject({ units: [], notVerified: [{ account: 'z', state: 'nowhere' }], accounts: 0 });
  });

  it('names what is compared one by one, and all people when nothing is left out', () => {
    expect(chooseScope(known, null)).toMatchObject({ everything: true, units: ['a', 'b', 'unassigned', null] });
    expect(chooseScope(withPlanned, null)).toMatchObject({ everything: true, units: ['a', 'b', 'unassigned'] });
    expect(chooseScope(withPlanned, ['a', 'b'])).toMatchObject({
      everything: false,
      units: ['a', 'b'],
      accounts: 1,
    });
    expect(chooseScope(known, [])).toMatchObject({ everything: false, units: [], accounts: 0 });
  });

  it('knows what is left of everything when each account is read by itself', () => {
    expect(restOf(chooseScope(known, null))).toMatchObject({
      everything: true,
      units: [null],
      accounts: 0,
      notVerified: [],
    });
    expect(restOf(chooseScope(withPlanned, null))).toMatchObject({
      units: [],
      notVerified: [{ account: 'c', state: 'planned' }],
      known: new Set(['a', 'b', 'unassigned', 'c']),
    });
  });

  it('leaves out what HQ administers, whatever its state is', () => {
    const scope = chooseScope(withPlanned, ['a', 'c'], new Set(['a', 'c']));
    expect(scope).toMatchObject({ units: [], accounts: 0 });
    expect(scope.notVerified).toEqual([
      { account: 'a', state: 'administered_by_hq' },
      { account: 'c', state: 'administered_by_hq' },
    ]);
    expect(scope.includes({ account: 'a', entity: 'project' })).toBe(false);
    expect(chooseScope([{ externalId: 'x', deleted: false, isInField: true, state: null }], null).notVerified).toEqual([
      { account: 'x', state: 'unknown' },
    ]);
  });
});
