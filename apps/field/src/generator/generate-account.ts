import { generateCompanies } from './generate-companies.ts';
import { generatePeople } from './generate-people.ts';
import { generateProjects } from './generate-projects.ts';
import { country, type GeneratedAccount, type Generation, locale, moment, oddOr, timestamps, zone } from './generation.ts';
import { companyWords, currencies, oddCurrencies } from './words.ts';

type Trial = 'by account' | 'by table' | 'converted' | 'endless' | null;

export async function generateAccount(generation: Generation, size: number): Promise<void> {
  const { random, dirtier, add, average } = generation;
  // An account in quarantine takes all its records along; only small ones may be, or the share of dirt would be a matter of luck.
  const small = size < average;
  const trial = trialOf(generation, small);
  const name = oddOr(generation, `${random.pick(companyWords)} ${random.pick(companyWords)} ${random.below(100_000)}`);
  const id = await add('accounts', {
    guid: random.guid(),
    name: small && dirtier.falls('account-unnamed') ? null : name,
    plan: random.pick(['standard', 'enterprise', null]),
    status: statusOf(generation, small),
    is_trial: trial === null ? random.pick([false, false, null]) : true,
    trial_expires_on: trial === 'by account' ? `2015-0${4 + random.below(6)}-01` : null,
    country: country(generation),
    time_zone: zone(generation),
    locale: locale(generation),
    default_currency: dirtier.falls('project-currency-odd') ? random.pick(oddCurrencies) : random.pick([...currencies, null]),
    owner_user_id: generation.newest('users') + 1,
    ...timestamps(random),
    deleted_at: small && dirtier.falls('account-deleted') ? '2015-02-01 08:00:00' : null,
  });
  if (trial === 'by table' || trial === 'converted') await freeTrials(generation, id, trial === 'converted');
  const account: GeneratedAccount = { id, size, companies: [], deletedCompanies: [], members: [] };
  await generateCompanies(generation, account);
  await generatePeople(generation, account);
  await generateProjects(generation, account);
}

function trialOf({ dirtier }: Generation, small: boolean): Trial {
  if (dirtier.falls('trial-by-account')) return 'by account';
  if (dirtier.falls('trial-by-table')) return 'by table';
  if (dirtier.falls('trial-converted')) return 'converted';
  return small && dirtier.falls('trial-endless') ? 'endless' : null;
}

function statusOf({ random, dirtier }: Generation, small: boolean): string | null {
  if (small && dirtier.falls('account-status-odd')) return 'dormant';
  if (dirtier.falls('account-status-null')) return null;
  return dirtier.falls('account-closed') ? random.pick(['suspended', 'closed']) : random.pick(['active', 'active', 'Active ']);
}

async function freeTrials({ random, add }: Generation, account: number, converted: boolean): Promise<void> {
  const row = { account_id: account, requested_by_email: 'trial@example.com', starts_on: '2015-01-01' };
  await add('free_trials', {
    ...row,
    expires_on: '2015-05-01',
    converted_at: converted ? moment(random, 30) : null,
    ...timestamps(random),
  });
  if (random.chance(0.3)) await add('free_trials', { ...row, expires_on: '2015-07-15', ...timestamps(random) });
}
