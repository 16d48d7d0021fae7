import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countries, type Country, timezones } from '@hq-field/contracts';
import { describe, expect, test } from 'vitest';
import countryWords from '../rules/countries.json' with { type: 'json' };
import currencyWords from '../rules/currencies.json' with { type: 'json' };
import projectTypeWords from '../rules/project-types.json' with { type: 'json' };
import roleWords from '../rules/roles.json' with { type: 'json' };
import timezoneWords from '../rules/timezones.json' with { type: 'json' };
import tradeWords from '../rules/trades.json' with { type: 'json' };
import type { Note } from './mapped.ts';
import { membershipStatus, strongestStatus } from './memberships.ts';
import { country, currency, projectType, rolesOf, timezone, trade } from './words.ts';

/** Each word with what it must become; written from what the words mean, not from the tables. */
type Meanings = readonly (readonly [word: string, value: string | null])[];

/** Parts of a file, apart by a blank line, of lines like `NL = Netherlands | Holland`. */
function meaningsIn(file: string): Meanings[] {
  const text = readFileSync(join(import.meta.dirname, 'fixtures', file), 'utf8');
  return text.split('\n\n').map((part) =>
    part
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .flatMap((line) => {
        const [value = '', words = ''] = line.split(' = ');
        return words.split(' | ').map((word) => [word, value] as const);
      }),
  );
}

/** What becomes of the words, and the rules that are counted for any of them. */
function mapped(meanings: Meanings, map: (word: string, note: Note) => string | null | undefined) {
  const counted = new Set<string>();
  const found = meanings.map(([word]) => [word, map(word, (rule) => counted.add(rule))]);
  return { found, counted: [...counted] };
}

test('countries: codes, the names that HQ has, and other names', () => {
  const [names = []] = meaningsIn('countries.txt');
  const codes = countries.map((code) => [code, code] as const);
  for (const meanings of [codes, names, names.map(([word, code]) => [word.toUpperCase(), code] as const)])
    expect(mapped(meanings, country)).toEqual({ found: meanings, counted: [] });
  expect(Object.keys(countryWords.words)).toHaveLength(codes.length + names.length);
});

test('time zones: those of HQ by name, those of Rails, and the nearest where HQ lacks one', () => {
  const [rails = [], nearest = []] = meaningsIn('timezones.txt');
  const zones = timezones.map((zone) => [zone, zone] as const);
  for (const meanings of [zones, rails]) expect(mapped(meanings, timezone)).toEqual({ found: meanings, counted: [] });
  for (const meaning of nearest) expect(mapped([meaning], timezone)).toEqual({ found: [meaning], counted: ['timezone-proposal'] });
  expect(Object.keys(timezoneWords.names)).toHaveLength(zones.length + rails.length + nearest.length);
});

describe('currencies', () => {
  test('signs that one currency has', () => {
    const signs: Meanings = [
      ['US$', 'USD'],
      ['A$', 'AUD'],
      ['C$', 'CAD'],
      ['CA$', 'CAD'],
      ['€', 'EUR'],
      ['£', 'GBP'],
      ['₩', 'KRW'],
      ['R$', 'BRL'],
      ['₹', 'INR'],
      ['Fr.', 'CHF'],
      ['zł', 'PLN'],
    ];
    expect(mapped(signs, (word) => currency(word, 'FI')).found).toEqual(signs);
    expect(Object.keys(currencyWords.symbols)).toHaveLength(signs.length);
  });

  test('signs that several countries share', () => {
    const shared = [
      ['$', { US: 'USD', CA: 'CAD', AU: 'AUD', NZ: 'NZD', SG: 'SGD', HK: 'HKD', MX: 'MXN', FI: 'USD' }],
      ['¥', { JP: 'JPY', CN: 'CNY', FI: undefined }],
      ['kr', { DK: 'DKK', NO: 'NOK', SE: 'SEK', IS: 'ISK', FI: undefined }],
    ] as const;
    for (const [sign, values] of shared) {
      expect(Object.fromEntries(Object.keys(values).map((code) => [code, currency(sign, code as Country)]))).toEqual(values);
      expect(currency(sign, null)).toBe(values.FI);
      const rule = currencyWords.byCountry[sign];
      // The country that has no entry stands for `otherwise`.
      expect(Object.keys(rule)).toHaveLength(Object.keys(values).length);
    }
    expect(Object.keys(currencyWords.byCountry)).toHaveLength(shared.length);
  });
});

test('roles', () => {
  const named = ['Architect', 'Contractor', 'Designer', 'Engineer', 'Estimator', 'Executive', 'Inspector', 'Owner', 'Scheduler'];
  const roles: Meanings = [
    ...[...named, 'Subcontractor', 'Superintendent'].map((role) => [role.toLowerCase(), role] as const),
    ['construction_manager', 'Construction Manager'],
    ['document_manager', 'Document Manager'],
    ['project_engineer', 'Project Engineer'],
    ['project_manager', 'Project Manager'],
    ['bim_manager', 'BIM Manager'],
    ['vdc_manager', 'VDC Manager'],
    ['it', 'IT'],
  ];
  expect(mapped(roles, (word, note) => rolesOf([word], note).roles.join())).toEqual({ found: roles, counted: [] });
  expect(rolesOf(['photo_viewer'], () => {}).roles).toEqual([]);
  expect(Object.keys(roleWords.tokens)).toHaveLength(roles.length);
});

test('statuses of memberships', () => {
  const statuses: Meanings = [
    ['active', 'active'],
    ['disabled', 'inactive'],
    ['inactive', 'inactive'],
    ['invited', 'pending'],
    ['pending', 'pending'],
  ];
  expect(mapped(statuses, (word, note) => membershipStatus([word], note))).toEqual({ found: statuses, counted: [] });
});

test.each([
  [['disabled', 'invited', ' Active'], ' Active'],
  [['disabled', 'pending', 'inactive'], 'pending'],
  [['inactive', 'disabled'], 'inactive'],
  [['disabled', null], null],
  [['active', 'dormant'], 'dormant'],
])('of the statuses %j of one membership, %j counts', (statuses, counts) => {
  expect(strongestStatus(statuses)).toBe(counts);
});

test('trades: of a type of company, else of its category', () => {
  const ofType: Meanings = [
    ['Concrete', 'Concrete'],
    ['Mechanical', 'HVAC Heating, Ventilating, & Air Conditioning'],
    ['Electrical', 'Electrical'],
    ['Plumbing', 'Plumbing'],
  ];
  const ofCategory: Meanings = [
    ['Contractor', 'General Contractor'],
    ['Owner', 'Owner'],
    ['Architect', 'Architecture'],
    ['Engineer', 'Construction Management'],
    ['Consultant', 'Construction Management'],
    ['Commissioning Agent', 'Construction Management'],
  ];
  expect(mapped(ofType, (word, note) => trade(word, 'Contractor', note))).toEqual({ found: ofType, counted: [] });
  expect(mapped(ofCategory, (word, note) => trade('Other', word, note))).toEqual({ found: ofCategory, counted: [] });
  const without: Meanings = [['Subcontractor', null]];
  expect(mapped(without, (word, note) => trade('Other', word, note))).toEqual({ found: without, counted: ['trade-unknown'] });
  // Types that are trades themselves never come to the table.
  expect([tradeWords.ctype, tradeWords.category]).toEqual([Object.fromEntries(ofType), Object.fromEntries(ofCategory)]);
});

test('project types, in the spelling of HQ however they are written', () => {
  const [types = []] = meaningsIn('project-types.txt');
  const spellings: ((name: string) => string)[] = [
    (name) => name,
    (name) => name.toUpperCase(),
    (name) => name.replaceAll(/ ?\/ ?/gu, '/'),
    (name) => name.replaceAll(/ ?\/ ?/gu, ' / '),
  ];
  for (const spell of spellings) {
    const meanings = types.map(([name]) => [spell(name), name] as const);
    expect(mapped(meanings, projectType)).toEqual({ found: meanings, counted: [] });
  }
  expect(Object.keys(projectTypeWords.names)).toHaveLength(types.length);
});
