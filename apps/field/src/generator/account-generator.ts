import type { Value } from './copy-writer.ts';
import type { Dirtier } from './dirt.ts';
import { generateCompanies } from './generate-companies.ts';
import { generatePeople } from './generate-people.ts';
import { generateProjects } from './generate-projects.ts';
import type { Random } from './random.ts';
import type { Table } from './tables.ts';
import {
  countries,
  currencies,
  locales,
  oddCountries,
  oddCurrencies,
  oddLocales,
  oddNames,
  oddZones,
  zones,
  companyWords,
} from './words.ts';

/** What the parts of the generator share: chance, dirt, ids, and where rows go. */
export interface Generation {
  random: Random;
  dirtier: Dirtier;
  /** Writes a row behind its new id. */
  add(table: Table, values: readonly Value[]): Promise<number>;
  /** Logins of earlier accounts, some of whom work for others too. */
  strangers: number[];
}

/** One account as its parts see it. */
export interface GeneratedAccount {
  id: number;
  /** Records it is to have, about. */
  size: number;
  companies: number[];
  deletedCompanies: number[];
  members: number[];
}

export async function generateAccount(generation: Generation, size: number): Promise<void> {
  const { random, dirtier, add } = generation;
  const trial = dirtier.falls('account-trial');
  const endless = !trial && dirtier.falls('account-trial-endless');
  const byTable = trial && random.chance(0.5);
  const id = await add('accounts', [
    random.guid(),
    dirtier.falls('account-unnamed')
      ? null
      : dirtier.falls('name-odd')
        ? random.pick(oddNames)
        : `${random.pick(companyWords)} ${random.pick(companyWords)} ${random.below(1000)}`,
    'standard',
    dirtier.falls('account-status-null') ? null : random.chance(0.03) ? 'suspended' : 'active',
    trial || endless,
    trial && !byTable ? '2015-07-01' : null,
    dirtier.falls('country-odd') ? random.pick(oddCountries) : random.pick(countries),
    zone(generation),
    locale(generation),
    dirtier.falls('project-currency-odd') ? random.pick(oddCurrencies) : random.pick([...currencies, null]),
    day(random, 900),
    day(random, 100),
    dirtier.falls('account-deleted') ? '2015-02-01 08:00:00' : null,
  ]);
  const account: GeneratedAccount = { id, size, companies: [], deletedCompanies: [], members: [] };
  if (byTable) {
    const converted = dirtier.falls('account-trial-converted') ? '2015-02-10 12:00:00' : null;
    await add('free_trials', [id, null, 'trial@example.com', '2015-01-01', '2015-06-01', converted, day(random, 60), day(random, 60)]);
  }
  await generateCompanies(generation, account);
  await generatePeople(generation, account);
  await generateProjects(generation, account);
}

export function zone({ random, dirtier }: Generation): string | null {
  return dirtier.falls('zone-odd') ? random.pick(oddZones) : random.pick(zones);
}

export function locale({ random, dirtier }: Generation): string | null {
  return dirtier.falls('locale-odd') ? random.pick(oddLocales) : random.pick(locales);
}

const newest = Date.UTC(2015, 2, 1);

/** A moment at most `days` before 1 March 2015, as Rails writes it. */
export function day(random: Random, days: number): string {
  return new Date(newest - random.below(days * 86_400) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
