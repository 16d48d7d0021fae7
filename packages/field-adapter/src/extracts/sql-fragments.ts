// Pieces of SQL that rows of several entities need: an address, a currency word, a language, a company.
import { fits } from './part.ts';

/** Joins the row of addresses that `of` points to, and the word of its country. */
export function addressJoins(of: string): string {
  return `
    left join addresses ad on ad.id = ${of}
    left join extract_country_word address_country on address_country.word = pg_temp.word(ad.country)`;
}

/** Columns of the row's address by their names in rowColumns. */
export const addressColumns = `
  pg_temp.clean(ad.address1) as address_line_1,
  nullif(concat_ws(', ', pg_temp.clean(ad.address2), pg_temp.clean(ad.address3)), '') as address_line_2,
  pg_temp.clean(ad.city) as city,
  pg_temp.clean(ad.state) as state_or_province,
  pg_temp.clean(ad.postal_code) as postal_code,
  address_country.value as country`;

/** Condition over those columns. */
export const addressFits = fits(255, 'address_line_1', 'address_line_2', 'city', 'state_or_province', 'postal_code');

/** Joins what a currency word means in a country; currencyCode is its code, or null when the word is unknown. */
export function currencyJoins(word: string, country: string): string {
  return `
    left join extract_currency_code_word currency_code on currency_code.word = pg_temp.upper_word(${word})
    left join extract_currency_symbol_word currency_symbol on currency_symbol.word = pg_temp.word(${word})
    left join extract_currency_by_country_word currency_here on currency_here.word = pg_temp.word(${word}) and currency_here.country = ${country}
    left join extract_currency_by_country_word currency_else on currency_else.word = pg_temp.word(${word}) and currency_else.country = ''`;
}

export const currencyCode = 'coalesce(currency_code.value, currency_symbol.value, currency_here.value, currency_else.value)';

/** Joins the language of a locale; unknown ones are English. */
export function languageJoin(locale: string): string {
  return `left join extract_language_word spoken on spoken.word = split_part(translate(pg_temp.word(${locale}), '_', '-'), '-', 1)`;
}

export const language = `coalesce(spoken.value, 'en')`;

/**
 * Joins the row of the company with this local id. A row that names a company which is invalid by value (so that HQ has none) fails
 * `companyHolds`.
 */
export function companyJoin(of: string): string {
  return `left join extract_company co on co.id = ${of}`;
}

export function companyHolds(of: string): string {
  return `(${of} is null or co.id is not null)`;
}
