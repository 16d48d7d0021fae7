// The tables of words that both roads share, as tables of the snapshot. Words go in as data: a new one needs no change here.
import { currencies, languages, trades } from '@hq-field/contracts';
import countryRules from '../rules/countries.json' with { type: 'json' };
import currencyRules from '../rules/currencies.json' with { type: 'json' };
import projectTypeRules from '../rules/project-types.json' with { type: 'json' };
import roleRules from '../rules/roles.json' with { type: 'json' };
import timezoneRules from '../rules/timezones.json' with { type: 'json' };
import tradeRules from '../rules/trades.json' with { type: 'json' };
import type { Snapshot } from './snapshot.ts';

/** Word, what it stands for, and for a currency word the country that settles it ('' for any other). */
type Entry = readonly [word: string, value: string | null, country?: string];

const tables: Record<string, readonly Entry[]> = {
  country: Object.entries(countryRules.words),
  currency_code: currencies.map((code) => [code, code]),
  currency_symbol: Object.entries(currencyRules.symbols),
  currency_by_country: Object.entries(currencyRules.byCountry).flatMap(([word, byCountry]) =>
    Object.entries(byCountry).map(([country, code]): Entry => [word, code, country === 'otherwise' ? '' : country]),
  ),
  language: languages.map((language) => [language, language]),
  project_type: Object.entries(projectTypeRules.names),
  role: Object.entries(roleRules.tokens),
  timezone: Object.entries(timezoneRules.names).map(([name, { zone }]) => [name, zone]),
  trade: trades.map((trade) => [trade, trade]),
  trade_of_ctype: Object.entries(tradeRules.ctype),
  trade_of_category: Object.entries(tradeRules.category),
};

/** Token that stands among the roles of Field and means access. */
export const adminToken = roleRules.accessLevelToken;

/** Creates `extract_<name>_word (word, value, country)` for each table of words; the statements are sent without waiting for each. */
export async function createWordTables(snapshot: Snapshot): Promise<void> {
  await Promise.all(
    Object.entries(tables).flatMap(([name, entries]) => [
      snapshot.run(`
        create temp table extract_${name}_word (
          word text collate "C" not null, value text collate "C", country text collate "C", unique (word, country)
        )`),
      snapshot.read(
        `insert into extract_${name}_word
         select entry ->> 0, entry ->> 1, entry ->> 2 from jsonb_array_elements($1::text::jsonb) as entry`,
        [JSON.stringify(entries)],
      ),
      snapshot.run(`analyze extract_${name}_word`),
    ]),
  );
}
