import { generateLogin } from './generate-logins.ts';
import { type GeneratedAccount, type Generation, timestamps } from './generation.ts';

const mostShared = 20_000;
const neverALogin = 9_000_000_009;

/** Logins of an account and their memberships. Some people belong to other accounts too. */
export async function generatePeople(generation: Generation, account: GeneratedAccount): Promise<void> {
  const { random, dirtier, shared } = generation;
  const wanted = Math.max(1, Math.round(account.size * 0.22));
  for (let index = 0; index < wanted; index += 1) {
    const login = shared.length > 0 && index > 0 && random.chance(0.09) ? random.pick(shared) : await newcomer(generation);
    account.members.push(login);
    await membership(generation, account, login, index === 0);
    if (dirtier.falls('member-twice')) await membership(generation, account, login, true);
  }
  if (dirtier.falls('member-stray'))
    await generation.add('account_users', {
      account_id: null,
      user_id: account.members[0] ?? null,
      role: 'member',
      status: 'active',
      ...timestamps(random),
    });
  if (dirtier.falls('member-stray'))
    await generation.add('account_users', {
      account_id: account.id,
      user_id: neverALogin,
      role: 'member',
      status: 'active',
      ...timestamps(random),
    });
}

async function newcomer(generation: Generation): Promise<number> {
  const { random, shared } = generation;
  const login = await generateLogin(generation);
  if (random.chance(0.08)) {
    if (shared.length < mostShared) shared.push(login);
    else shared[random.below(mostShared)] = login;
  }
  return login;
}

async function membership(generation: Generation, account: GeneratedAccount, user: number, administers: boolean): Promise<void> {
  const { random, dirtier, add } = generation;
  const blank = dirtier.falls('member-null') ? random.pick(['role', 'status', 'both']) : null;
  const role = dirtier.falls('member-role-odd') ? 'emperor' : administers || random.chance(0.05) ? 'admin' : 'member';
  const status = dirtier.falls('member-status-odd')
    ? 'on holiday'
    : random.pick(['active', 'active', 'active', 'disabled', 'invited', 'Active ']);
  await add('account_users', {
    account_id: account.id,
    user_id: user,
    company_id: dirtier.falls('member-company-unusable')
      ? unusableCompany(generation, account)
      : random.chance(0.8)
        ? usableCompany(generation, account)
        : null,
    role: blank === 'role' || blank === 'both' ? null : role,
    status: blank === 'status' || blank === 'both' ? null : status,
    ...timestamps(random),
    deleted_at: dirtier.falls('member-deleted') ? '2015-02-11 10:00:00' : null,
  });
}

/** One of the first companies: a few employ most of the people. */
export function usableCompany({ random }: Generation, account: GeneratedAccount): number | null {
  return account.companies[random.below(Math.min(50, account.companies.length))] ?? null;
}

/** A deleted one of the account, or one of an earlier account. */
export function unusableCompany({ random, newest }: Generation, account: GeneratedAccount): number {
  const deleted = account.deletedCompanies[0];
  return deleted !== undefined && random.chance(0.5) ? deleted : 1 + random.below(newest('companies'));
}
