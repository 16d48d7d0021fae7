import { expect, test } from 'vitest';
import { accountsToUse, signInAsAdministrator } from './accounts-to-use.ts';
import type { Walk } from './flow.ts';

/** Pages of a Field whose administrators have these accounts, each with who administers it. */
function walk(accounts: Record<string, readonly string[]>, { hqEnabled = true, administrator = null as string | null } = {}) {
  let person = '';
  let open = '';
  const field = {
    proposedAdministrators: () => Promise.resolve(Object.keys(accounts)),
    signIn: (email: string) => Promise.resolve(void (person = email)),
    administeredAccounts: () => Promise.resolve((accounts[person] ?? []).map((keeper) => ({ name: keeper, href: keeper }))),
    open: (href: string) => Promise.resolve(void (open = href)),
    fact: () => Promise.resolve(open),
  };
  return { field, systems: { hqEnabled, administrator } } as unknown as Pick<Walk, 'field' | 'systems'>;
}

test('signs in as the first who has an account that HQ keeps', async () => {
  const one = walk({ nobody: [], ofField: ['Field'], ann: ['Field', 'HQ'], eve: ['HQ'] });
  expect(await signInAsAdministrator(one)).toBe('ann');
  expect(await accountsToUse(one)).toEqual([{ name: 'HQ', href: 'HQ' }]);
});

test('before the cut-over any account will do', async () => {
  const one = walk({ nobody: [], ofField: ['Field'] }, { hqEnabled: false });
  expect(await signInAsAdministrator(one)).toBe('ofField');
  expect(await accountsToUse(one)).toHaveLength(1);
});

test('who was named is signed in, whatever they have, and it is said when HQ keeps none of it', async () => {
  const one = walk({ nobody: [], ann: ['HQ'] }, { administrator: 'nobody' });
  expect(await signInAsAdministrator(one)).toBe('nobody');
  await expect(accountsToUse(one)).rejects.toThrow('pnpm migrate authority move --to hq');
});

test('when nobody has one it says so', async () => {
  await expect(signInAsAdministrator(walk({ ann: ['Field'], eve: [] }))).rejects.toThrow(
    'none of the 2 administrators that Field proposes has an account that HQ administers',
  );
});
