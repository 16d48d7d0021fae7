import {
  type Country,
  currencies,
  type Currency,
  type Language,
  languages,
  type Role,
  type Timezone,
  type Trade,
  trades,
} from '@hq-field/contracts';
import countryWords from '../rules/countries.json' with { type: 'json' };
import currencyWords from '../rules/currencies.json' with { type: 'json' };
import projectTypeWords from '../rules/project-types.json' with { type: 'json' };
import roleWords from '../rules/roles.json' with { type: 'json' };
import timezoneWords from '../rules/timezones.json' with { type: 'json' };
import tradeWords from '../rules/trades.json' with { type: 'json' };
import type { Note } from './mapped.ts';
import { cleaned, word } from './text-values.ts';

// Maps, not objects: a word of Field may be `__proto__`.
const countryOf = new Map(Object.entries(countryWords.words));
const zoneOf = new Map(Object.entries(timezoneWords.names));
const symbols = new Map(Object.entries(currencyWords.symbols));
const byCountry = new Map<string, Record<string, string | null>>(Object.entries(currencyWords.byCountry));
const typeOf = new Map(Object.entries(projectTypeWords.names));
const roleOf = new Map(Object.entries(roleWords.tokens));
const tradeOfCtype = new Map(Object.entries(tradeWords.ctype));
const tradeOfCategory = new Map(Object.entries(tradeWords.category));
const knownCurrencies = new Set<string>(currencies);
const knownTrades = new Set<string>(trades);
const knownLanguages = new Set<string>(languages);

export function country(value: string | null, note: Note): Country | null {
  const key = word(value);
  if (key === null) return null;
  const found = countryOf.get(key);
  if (found === undefined) note('country-unknown', key);
  return (found as Country | undefined) ?? null;
}

export function timezone(value: string | null, note: Note): Timezone | null {
  const name = cleaned(value);
  if (name === null) return null;
  const found = zoneOf.get(name);
  if (found === undefined) note('timezone-unknown', name);
  else if (found.how === 'proposal') note('timezone-proposal');
  return (found?.zone as Timezone | undefined) ?? null;
}

export function language(locale: string | null, note: Note): Language {
  const name = word(locale);
  const prefix = name?.split(/[-_]/u)[0] ?? '';
  if (knownLanguages.has(prefix)) return prefix as Language;
  note('language-default', ...(name === null ? [] : [name]));
  return 'en';
}

/** The ISO code of a code, symbol or short word; undefined when nobody knows it. */
export function currency(value: string, accountCountry: Country | null): Currency | undefined {
  const code = value.toUpperCase();
  if (knownCurrencies.has(code)) return code as Currency;
  const key = value.toLowerCase();
  const shared = byCountry.get(key);
  const found =
    symbols.get(key) ??
    (shared && ((accountCountry && Object.hasOwn(shared, accountCountry) ? shared[accountCountry] : null) ?? shared['otherwise']));
  return (found as Currency | null | undefined) ?? undefined;
}

export function trade(ctype: string | null, category: string | null, note: Note): Trade | null {
  if (ctype !== null && knownTrades.has(ctype)) return ctype as Trade;
  if (category !== null && knownTrades.has(category)) return category as Trade;
  const found = (ctype === null ? undefined : tradeOfCtype.get(ctype)) ?? (category === null ? undefined : tradeOfCategory.get(category));
  const words = [ctype, category].filter((one) => one !== null);
  if (found === undefined && words.length > 0) note('trade-unknown', ...words);
  return (found as Trade | undefined) ?? null;
}

export function projectType(value: string | null, note: Note): string {
  if (value === null) {
    note('project-type-default');
    return 'Other';
  }
  return typeOf.get(value.toLowerCase().replace(/\s*\/\s*/gu, '/')) ?? value;
}

/** Roles of HQ in a comma-joined list of Field, sorted bytewise, and whether it holds the token of the administrator. */
export function rolesOf(lists: readonly (string | null)[], note: Note): { roles: Role[]; administrator: boolean } {
  const found = new Set<string>();
  let administrator = false;
  const unknown = new Set<string>();
  for (const list of lists) {
    for (const part of list?.split(',') ?? []) {
      const token = word(part)?.replaceAll(' ', '_');
      if (token === undefined) continue;
      const role = roleOf.get(token);
      if (role !== undefined) found.add(role);
      else if (token === roleWords.accessLevelToken) administrator = true;
      else unknown.add(token);
    }
  }
  if (unknown.size > 0) note('role-unknown', ...unknown);
  return { roles: [...found].sort() as Role[], administrator };
}
