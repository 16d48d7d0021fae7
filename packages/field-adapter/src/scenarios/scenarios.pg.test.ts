import { entities, type Entity, entityNames } from '@hq-field/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { Canonical, differences } from '../histories/fixtures/differences.ts';
import { putBack } from '../histories/fixtures/reset.ts';
import { unassignedAccount, walkAccounts } from '../index.ts';
import { listQuarantine } from '../quarantine/quarantine.ts';
import countries from '../rules/countries.json' with { type: 'json' };
import currencies from '../rules/currencies.json' with { type: 'json' };
import timezones from '../rules/timezones.json' with { type: 'json' };
import { cases } from './cases.ts';

let small: SmallField;
let canonical: Canonical;
beforeAll(async () => {
  small = await smallField();
  canonical = new Canonical(small.field);
});
afterAll(async () => {
  await canonical.close();
  await small.close();
});
beforeEach(async () => {
  await putBack(small.field);
  small.hq.held.clear();
  small.states.states.clear();
});

const accounts = [guid('accounts', 1), guid('accounts', 2), unassignedAccount];

/** Walks every account; Field's users do something between the read of all pages and their sending. */
async function walkAll(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
  for (const account of accounts) small.states.states.set(account, 'backfilling');
  const walks = [];
  for (const account of accounts)
    walks.push(await Array.fromAsync(walkAccounts(small.field, { accounts: [account], after: null, pageSize: 5 })));
  await meanwhile();
  for (const page of walks.flat()) await small.delivery.deliver(page.records, 0);
  for (const account of accounts) {
    await small.delivery.endWalk([account], 0);
    small.states.states.set(account, 'live');
  }
}

const edit = (statements: string) => small.field.begin(async (sql) => void (await sql.unsafe(statements)));

const moments: Record<string, (change: () => Promise<void>) => Promise<void>> = {
  'before the walk': async (change) => {
    await change();
    await walkAll();
  },
  "between a page's read and its sending": (change) => walkAll(change),
  'the same, and the change arrives first': (change) =>
    walkAll(async () => {
      await change();
      await small.drain();
    }),
  'after the walk': async (change) => {
    await walkAll();
    await small.drain();
    await change();
  },
};

/** Relays until nothing waits; HQ then holds the canonical state of Field, or the reason stands in quarantine. Children join their parents there unless HQ held them before. */
async function settles(): Promise<string[]> {
  await small.drain();
  const living = [...small.hq.held].flatMap(([name, { data }]) => (data === null ? [] : [[name, data] as const]));
  expect(await differences(small.field, await canonical.read(), new Map(living))).toEqual([]);
  for (const [name, data] of living) entities[name.slice(0, name.indexOf(' ')) as Entity].parse(data);
  return [...new Set((await listQuarantine(small.field, {})).map(({ code }) => code))]
    .filter((code) => code !== 'parent_quarantined')
    .sort();
}

describe.each(Object.entries(moments))('%s', (_, at) => {
  test.each(cases)('$name', async ({ given, when, living = {}, aside = [] }) => {
    if (given !== undefined) await edit(given);
    await at(() => edit(when));
    expect(await settles()).toEqual(aside);
    const held = Object.fromEntries(entityNames.map((entity) => [entity, small.hq.living(entity).size]));
    expect(held).toMatchObject(living);
  });
});

/** One project of the first account for each value of a column; the value is written by one more statement, as the walk's time needs it. */
async function write(column: string, type: string, values: readonly (string | null)[]): Promise<void> {
  await small.field`
    insert into projects (guid, account_id, name, start_date)
    select 'd0000000-0000-4000-9000-' || lpad(at::text, 12, '0'), 1, 'Project ' || at, '2020-01-01' from generate_series(1, ${values.length}) at`;
  await walkAll();
  await small.field.unsafe(
    `update projects p set ${column} = w.value::${type} from unnest($1::text[]) with ordinality as w (value, at)
     where p.guid = 'd0000000-0000-4000-9000-' || lpad(w.at::text, 12, '0')`,
    [[...values]],
  );
}

test('eighteen: hostile texts arrive as they are, or cleaned as the contract says', async () => {
  // NUL and lone surrogates are no text of PostgreSQL.
  const texts = [
    null,
    '',
    '  ',
    'e\u0301',
    '\u202Eabc',
    '\u{1F3D7}'.repeat(255),
    '__proto__',
    "=cmd|' /C calc'!A0",
    '<script>alert(1)</script>',
    '"a",\n"b"',
  ];
  await write('description', 'text', [...texts, 'x'.repeat(1024 * 1024)]);
  await small.field`update projects set name = left(coalesce(nullif(trim(description), ''), name), 250) || id where guid like 'd0000000-0000-4000-9000-%' and length(description) < 300`;
  expect(await settles()).toEqual([]);
});

test('nineteen: dates at the ends of the calendar and numbers at the ends of their column', async () => {
  await write('start_date', 'date', ['0001-01-01', '9999-12-30', '2016-02-29', 'infinity', '0044-03-15 BC']);
  await small.field`update projects set completion_date = '2015-01-01' where start_date = '2016-02-29'`;
  expect(await settles()).toEqual(['value_invalid']);
  await small.field`update projects set start_date = '2020-01-01' where start_date = 'infinity' or start_date < '0001-01-01' or start_date > '9998-12-31'`;
  expect(await settles()).toEqual([]);
  await small.field`update projects set cost = (array[9999999999999.99, 0.01, '-0'::numeric])[1 + id % 3]`;
  expect(await settles()).toEqual([]);
  await small.field`update projects set cost = -0.01`;
  expect(await settles()).toEqual(['value_invalid']);
});

test.each([
  ['zone name of Rails', 'time_zone', Object.keys(timezones.names)],
  ['currency symbol', 'cost_currency', [...Object.keys(currencies.symbols), ...Object.keys(currencies.byCountry)]],
])('twenty: every %s', async (_, column, words) => {
  await write(column, 'text', [...words, null]);
  const aside = await settles();
  // A symbol that several countries share may stay unknown in this one.
  expect(aside.filter((code) => code !== 'currency_unknown')).toEqual([]);
  await small.field.unsafe(`update projects set ${column} = 'nobody knows'`);
  expect(await settles()).toEqual(column === 'time_zone' ? [] : ['currency_unknown']);
});

test('twenty: every name, code and alias of a country', async () => {
  await walkAll();
  for (const word of [...Object.keys(countries.words).filter((_, at) => at % 40 === 0), 'Atlantis', '__proto__', null]) {
    await small.field`update accounts set country = ${word}`;
    expect(await settles()).toEqual([]);
  }
  await small.field`
    insert into addresses (country) select w from unnest(${Object.keys(countries.words)}::text[]) w`;
  await small.field`
    insert into companies (guid, account_id, name, address_id)
    select 'c0000000-0000-4000-9000-' || lpad(id::text, 12, '0'), 1, 'Company ' || id, id from addresses`;
  expect(await settles()).toEqual([]);
});
