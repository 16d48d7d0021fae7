import type { Dirtier } from './dirt.ts';
import type { Random } from './random.ts';
import type { Row, Table } from './tables.ts';
import {
  countries,
  countryAliases,
  firstNames,
  lastNames,
  locales,
  oddLocales,
  oddNames,
  railsZones,
  unknownCountries,
  unknownZones,
  zones,
} from './words.ts';

/** What the parts of the generator share: chance, dirt, ids, and where rows go. */
export interface Generation {
  random: Random;
  dirtier: Dirtier;
  /** Records of an account on average. */
  average: number;
  /** Writes a row under the next id of its table and returns that id. */
  add<T extends Table>(table: T, row: Row<T>): Promise<number>;
  /** Rows of a table so far, which is the newest id. */
  newest(table: Table): number;
  /** Logins of earlier accounts whose people work for others too. */
  shared: number[];
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

// A fixed day, not today: the same seed must give the same rows in any year.
const baseDate = Date.UTC(2015, 2, 1);

/** A moment at most `days` before the base date, as Rails writes it. */
export function moment(random: Random, days: number): string {
  return new Date(baseDate - random.below(days * 86_400) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** Values of created_at and updated_at. */
export function timestamps(random: Random): { created_at: string; updated_at: string } {
  return { created_at: moment(random, 900), updated_at: moment(random, 100) };
}

export function zone({ random, dirtier }: Generation): string | null {
  if (dirtier.falls('zone-unknown')) return random.pick(unknownZones);
  return random.pick(dirtier.falls('zone-rails') ? railsZones : zones);
}

export function locale({ random, dirtier }: Generation): string | null {
  return random.pick(dirtier.falls('locale-odd') ? oddLocales : locales);
}

export function country({ random, dirtier }: Generation): string | null {
  if (dirtier.falls('country-unknown')) return random.pick(unknownCountries);
  return random.pick(dirtier.falls('country-alias') ? countryAliases : countries);
}

/** The name, or an odd one in its place; the odd ones are numbered so that they do not become one company. */
export function oddOr({ random, dirtier }: Generation, name: string): string {
  if (dirtier.falls('name-at-the-limit')) return `${name}${'🏗'.repeat(255 - Array.from(name).length)}`;
  return dirtier.falls('name-odd') ? `${random.pick(oddNames)} ${random.below(1e6)}` : name;
}

export function personName({ random }: Generation): { first: string; last: string } {
  return { first: random.pick(firstNames), last: random.pick(lastNames) };
}

/** The first characters; an emoji is one of them, as it is for the database. */
export function cutTo(text: string, count: number): string {
  return Array.from(text).slice(0, count).join('');
}
