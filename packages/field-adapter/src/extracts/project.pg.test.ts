import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { createLegacyField, openSmallField } from './fixtures/small-field.ts';

const database = await testDatabase('legacy_field', createLegacyField);
const field = openSmallField(database.url);
afterAll(async () => {
  await field.end();
  await database.drop();
});

const living = { account_id: 1, name: 'Project', start_date: '2020-01-01' };

type Columns = Record<string, string | number | boolean | null>;

/** Values of columns 2 (name) to `until` of projects in one account. */
async function projects(account: Columns, ...rows: Columns[]): Promise<(string | null)[][]> {
  await field.holds({
    accounts: [account],
    projects: rows.map((row) => ({ ...living, ...row })),
  });
  return field.values('project', 'a1');
}

test('a project stands with all its columns', async () => {
  await field.holds({
    accounts: [{ country: 'Canada', default_currency: 'USD' }],
    users: [{ email: 'a@x.org' }],
    addresses: [{ address1: 'Street 1', city: 'Town', country: 'CA' }],
    projects: [
      {
        account_id: 1,
        name: ' Tower  A/B: "North", <1|2>*?[x]\\ ',
        identifier: ' J-1 ',
        ptype: 'HOTEL/ motel',
        status: 'active',
        cost: '1234567890123.4',
        cost_currency: '$',
        start_date: '2020-02-29',
        time_zone: 'Europe/London',
        locale: 'fr',
        address_id: 1,
        template: true,
        is_trial: true,
      },
    ],
    contacts: [{ project_id: 1, user_id: 1, roles: 'engineer, Project_Admin' }],
  });
  expect(await field.csv('projects')).toEqual([
    'p1,a1,Tower A-B- -North-- -1-2----x--,J-1,Hotel / Motel,active,2020-02-29,2021-02-28,1234567890123.40,CAD,Europe/London,fr,Street 1,,Town,,,CA,,,true,true',
  ]);
});

test('an empty project has the defaults', async () => {
  await field.holds({
    accounts: [{ default_currency: 'EUR' }],
    projects: [{ account_id: 1, name: 'Bare', created_at: '2019-12-31 23:59:59.999999' }],
  });
  expect(await field.csv('projects')).toEqual(['p1,a1,Bare,,Other,pending,2019-12-31,2020-12-31,0.00,EUR,,en,,,,,,,,,false,false']);
});

test('status follows the words and the administrators', async () => {
  await field.holds({
    accounts: [{}],
    users: [{ email: 'nobody' }, { email: 'a@x.org', deleted_at: '2020-01-01' }],
    projects: [
      { ...living, status: ' ARCHIVED ', is_active: false },
      { ...living, status: 'whatever', is_active: false },
      { ...living, is_active: true },
      living,
      living,
      living,
    ],
    contacts: [
      { project_id: 2, user_id: 1, project_admin: true },
      { project_id: 3, user_id: 1, project_admin: true },
      { project_id: 4, user_id: 2, project_admin: true },
      { project_id: 5, user_id: 1, project_admin: true, deleted_at: '2020-01-01' },
      { project_id: 6, user_id: 1, roles: 'project_administrator' },
    ],
  });
  expect((await field.values('project', 'a1')).map((row) => row[5])).toEqual([
    'archived',
    'inactive',
    'active',
    'pending',
    'pending',
    'pending',
  ]);
});

test('dates are days from year 1 to 9999, and the end is later than the start', async () => {
  const rows = await projects(
    {},
    { start_date: '0001-01-01', completion_date: '9999-12-31' },
    { start_date: '2020-01-02', completion_date: '2020-01-02' },
    { start_date: '2020-01-02', completion_date: '-infinity' },
    { completion_date: 'infinity' },
    { start_date: 'infinity' },
    { start_date: '-infinity' },
    { start_date: '9999-01-01' },
    { start_date: '9999-01-01', completion_date: '9999-01-02' },
    { start_date: '0001-12-31 BC' },
    { start_date: '2000000-01-01' },
    { completion_date: '2000000-01-01' },
    { start_date: null },
  );
  expect(rows.map((row) => [row[0], row[6], row[7]])).toEqual([
    ['p1', '0001-01-01', '9999-12-31'],
    ['p2', '2020-01-02', '2021-01-02'],
    ['p8', '9999-01-01', '9999-01-02'],
  ]);
});

test('value and currency', async () => {
  const rows = await projects(
    { country: 'Japan', default_currency: 'Taler' },
    { cost: 5 },
    { cost: '0.005', cost_currency: ' usd ' },
    { cost: -0.01 },
    { cost: 'NaN' },
    { cost_currency: '\u00a5' },
    { cost_currency: 'kr' },
    { cost_currency: 'Taler' },
  );
  expect(rows.map((row) => [row[0], row[8], row[9]])).toEqual([
    ['p1', '5.00', 'USD'],
    ['p2', '0.01', 'USD'],
    ['p5', '0.00', 'JPY'],
  ]);
});

test('names, numbers and types that are missing or too long', async () => {
  const rows = await projects(
    {},
    { name: null },
    { name: ' \u3000' },
    { name: 'a'.repeat(256) },
    { name: `${'a'.repeat(200)}${' '.repeat(100)}${'b'.repeat(54)}` },
    { identifier: '1'.repeat(100), ptype: ' My  own / Type ' },
    { identifier: '1'.repeat(101) },
    { hq_identifier: 'unknown' },
    { name: '<\u0338', ptype: 'stadium \t/arena' },
  );
  expect(rows.map((row) => [row[0], row[2]?.length, row[4]])).toEqual([
    ['p4', 255, 'Other'],
    ['p5', 7, 'My  own / Type'],
    ['p8', 1, 'Stadium/Arena'],
  ]);
});

test('a converted trial is none', async () => {
  await field.holds({
    accounts: [{}],
    projects: [1, 2].map(() => ({ ...living, is_trial: true })),
    free_trials: [{ project_id: 1 }, { project_id: 2, converted_at: '2020-01-01' }],
  });
  expect((await field.values('project', 'a1')).map((row) => row[21])).toEqual(['true', 'false']);
});
