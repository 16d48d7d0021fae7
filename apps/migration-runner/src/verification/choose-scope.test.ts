import { describe, expect, it } from 'vitest';
import { chooseScope, type KnownAccount } from './choose-scope.ts';

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
});
