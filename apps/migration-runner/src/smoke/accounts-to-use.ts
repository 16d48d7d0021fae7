import { SmokeError } from './expectations.ts';
import type { Link } from './field-pages.ts';
import type { Walk } from './flow.ts';

/** Accounts that the person administers in Field; with HQ-enabled administration those of them that HQ keeps. */
export async function accountsToUse({ field, systems }: Pick<Walk, 'field' | 'systems'>): Promise<Link[]> {
  const accounts = await field.administeredAccounts();
  if (!systems.hqEnabled) return accounts;
  const ofHq: Link[] = [];
  for (const account of accounts) {
    await field.open(account.href);
    if ((await field.fact('Administered in')) === 'HQ') ofHq.push(account);
  }
  if (ofHq.length === 0)
    throw new SmokeError(
      `HQ administers none of the ${accounts.length} accounts that the person administers; move one: pnpm migrate authority move --to hq`,
    );
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
