import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { createLegacyField, openSmallField } from './fixtures/small-field.ts';

const database = await testDatabase('legacy_field', createLegacyField);
const field = openSmallField(database.url);
afterAll(async () => {
  await field.end();
  await database.drop();
});

test('companies of one name key are one, with the fields of the lowest living row alone', async () => {
  await field.holds({
    accounts: [{}, {}],
    companies: [
      { account_id: 1, name: 'ACME Inc', telephone: '0', deleted_at: '2020-01-01' },
      { account_id: 1, name: ' Acme \u2003 Inc.', telephone: '1' },
      { account_id: 1, name: 'acme inc ., ', telephone: '2', url: 'http://x' },
      { account_id: 2, name: 'ACME  INC', telephone: '3' },
      { account_id: 1, name: ' ., ' },
      { account_id: 1, name: '\u00c5NGSTR\u00d6M' },
      { account_id: 1, name: 'A\u030angstro\u0308m,' },
      { account_id: 1, name: '' },
      { account_id: 3, name: 'Dangling' },
      { account_id: null, name: 'Nowhere' },
    ],
  });
  expect(await field.csv('companies')).toEqual([
    'a1,".,",".,",,,,,,,,,,,,,',
    'a1,acme inc,Acme Inc.,,,,,,,,,1,,,,',
    'a1,\u00e5ngstr\u00f6m,\u00c5NGSTR\u00d6M,,,,,,,,,,,,,',
    'a2,acme inc,ACME INC,,,,,,,,,3,,,,',
  ]);
});

test('trade is told by the type, then by the category', async () => {
  const trades = [
    { ctype: 'Demolition', category: 'Concrete' },
    { ctype: 'Other', category: ' Concrete ' },
    { ctype: 'Mechanical', category: 'Architect' },
    { ctype: 'mechanical', category: 'Architect' },
    { ctype: 'demolition', category: 'Nothing' },
  ];
  await field.holds({ accounts: [{}], companies: trades.map((trade, index) => ({ account_id: 1, name: `Company ${index}`, ...trade })) });
  expect((await field.values('company', 'a1')).map((row) => [row[3], row[4]])).toEqual([
    ['Demolition', 'Concrete'],
    ['Concrete', 'Concrete'],
    ['HVAC Heating, Ventilating, & Air Conditioning', 'Architect'],
    ['Architecture', 'Architect'],
    [null, 'Nothing'],
  ]);
});

test('the address is the row it points to', async () => {
  await field.holds({
    accounts: [{}],
    addresses: [
      { address1: 'One', address2: ' Two ', address3: 'Three', city: 'City', state: 'State', postal_code: '0 1', country: 'u.k.' },
      { address1: '', address3: 'Three', country: 'Narnia' },
      { address1: 'Long', address2: 'a'.repeat(200), address3: 'b'.repeat(54) },
    ],
    companies: [1, 2, 3, 4].map((id) => ({ account_id: 1, name: `Company ${id}`, address_id: id, ein_no: ' 12 ', duns_no: '34' })),
  });
  expect(await field.csv('companies')).toEqual([
    'a1,company 1,Company 1,,,One,"Two, Three",City,State,0 1,GB,,,,12,34',
    'a1,company 2,Company 2,,,,Three,,,,,,,,12,34',
    'a1,company 4,Company 4,,,,,,,,,,,,12,34',
  ]);
});

test('a description of a million characters fits, one more does not', async () => {
  await field.holds({
    accounts: [{}],
    companies: [
      { account_id: 1, name: 'Fits', description: '\u00e9'.repeat(1_048_576) },
      { account_id: 1, name: 'Too long', description: 'e'.repeat(1_048_577) },
    ],
  });
  expect((await field.values('company', 'a1')).map((row) => [row[1], row[13]?.length])).toEqual([['fits', 1_048_576]]);
});
