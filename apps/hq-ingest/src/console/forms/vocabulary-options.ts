import { countries, currencies, languages, timezones } from '@hq-field/contracts';
import { countryName, currencyName, languageName } from '../pages/words.ts';

type Options = readonly (readonly [string, string])[];

const byLabel = (options: Options): Options => options.toSorted(([, a], [, b]) => a.localeCompare(b, 'en'));
const none: Options = [['', 'Not known']];

export const countryOptions: Options = [...none, ...byLabel(countries.map((code) => [code, countryName(code)]))];
export const timezoneOptions: Options = [...none, ...timezones.map((zone) => [zone, zone] as const)];
export const languageOptions: Options = languages.map((code) => [code, languageName(code)]);
export const currencyOptions: Options = currencies.map((code) => [code, currencyName(code)]);
