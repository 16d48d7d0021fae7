import { SmokeError } from './expectations.ts';
import type { Link } from './field-pages.ts';
import type { Walk } from './flow.ts';

type Site = Pick<Walk, 'field' | 'systems'>;

/** Of those that Field proposes, so many are tried: some may have no account any more, and some are not in HQ's. */
const mostTried = 20;

/** Signs in as the administrator who was named, or as the first that Field proposes who has an account to use. Returns the e-mail. */
export async function signInAsAdministrator({ field, systems }: Site): Promise<string> {
  if (systems.administrator !== null) {
    await field.signIn(systems.administrator);
    return systems.administrator;
  }
  const proposed = (await field.proposedAdministrators()).slice(0, mostTried);
  for (const email of proposed) {
    await field.signIn(email);
    if ((await usable({ field, systems })).length > 0) return email;
  }
  throw new SmokeError(
    `none of the ${proposed.length} administrators that Field proposes has an account${systems.hqEnabled ? ' that HQ administers' : ''}; name one with --administrator`,
  );
}

/** Accounts that the person administers in Field; with HQ-enabled administration those of them that HQ keeps. */
export async function accountsToUse({ field, systems }: Site): Promise<Link[]> {
  const accounts = await usable({ field, systems });
  if (accounts.length === 0 && systems.hqEnabled)
    throw new SmokeError('HQ administers none of the accounts that the person administers; move one: pnpm migrate authority move --to hq');
  return accounts;
}

async function usable({ field, systems }: Site): Promise<Link[]> {
  const accounts = await field.administeredAccounts();
  if (!systems.hqEnabled) return accounts;
  const ofHq: Link[] = [];
  for (const account of accounts) {
    await field.open(account.href);
    if ((await field.fact('Administered in')) === 'HQ') ofHq.push(account);
  }
  return ofHq;
}

/** With HQ-enabled administration the open page is about something that HQ keeps. */
export async function mustBeOfHq({ field, systems }: Pick<Walk, 'field' | 'systems'>): Promise<void> {
  const keeper = await field.fact('Administered in');
  if (systems.hqEnabled && keeper !== 'HQ')
    throw new SmokeError(
      `it is administered in ${keeper ?? 'nobody knows what'}, not in HQ; open Field's pages of new accounts: pnpm migrate gate set field.administration hq`,
    );
}
