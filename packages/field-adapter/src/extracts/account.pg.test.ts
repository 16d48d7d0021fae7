import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { createLegacyField, openSmallField } from './fixtures/small-field.ts';

const database = await testDatabase('legacy_field', createLegacyField);
const field = openSmallField(database.url);
afterAll(async () => {
  await field.end();
  await database.drop();
});

test('words of an account become those of HQ', async () => {
  await field.holds({
    accounts: [
      {
        name: ' Caf\u0065\u0301 ',
        status: ' Suspended',
        country: ' DEUTSCHLAND ',
        time_zone: 'Berlin',
        locale: 'DE-at',
        default_currency: 'eur',
      },
      { status: null, country: 'Atlantis', time_zone: 'berlin', locale: 'es', default_currency: 'Taler' },
      { country: 'Canada', locale: 'fr_CA', default_currency: '$' },
      { country: 'Norway', default_currency: 'KR' },
      { country: 'France', default_currency: 'kr' },
      { country: 'Iceland', default_currency: '$' },
      { name: '=1+1, "x"' },
    ],
  });
  expect(await field.csv('accounts')).toEqual([
    'a1,Caf\u00e9,paid,suspended,,DE,Europe/Berlin,de,EUR',
    'a2,Account,paid,active,,,,en,',
    'a3,Account,paid,active,,CA,,fr,CAD',
    'a4,Account,paid,active,,NO,,en,NOK',
    'a5,Account,paid,active,,FR,,en,',
    'a6,Account,paid,active,,IS,,en,USD',
    'a7,"=1+1, ""x""",paid,active,,,,en,',
  ]);
});

test('a trial ends on its newest day, and is paid once it was converted', async () => {
  await field.holds({
    accounts: [
      { is_trial: true, trial_expires_on: '2020-01-02' },
      { is_trial: true, trial_expires_on: '2020-01-02' },
      { is_trial: true },
      { is_trial: true, trial_expires_on: '2020-01-02' },
      { is_trial: true, trial_expires_on: 'infinity' },
      { is_trial: true, trial_expires_on: '10000-01-01' },
      { is_trial: true, trial_expires_on: '0001-01-01' },
      { is_trial: false, trial_expires_on: 'infinity' },
      { is_trial: true, trial_expires_on: '0044-03-15 BC' },
    ],
    free_trials: [
      { account_id: 2, expires_on: '2021-03-04' },
      { account_id: 2, expires_on: '2019-01-01' },
      { account_id: 4, converted_at: '2020-01-01' },
      { account_id: 4, expires_on: '2022-01-01' },
    ],
  });
  expect(await field.csv('accounts')).toEqual([
    'a1,Account,trial,active,2020-01-02,,,en,',
    'a2,Account,trial,active,2021-03-04,,,en,',
    'a4,Account,paid,active,,,,en,',
    'a7,Account,trial,active,0001-01-01,,,en,',
    'a8,Account,paid,active,,,,en,',
  ]);
});

test('an account that HQ could not hold has no row, and neither has anything in it', async () => {
  await field.holds({
    accounts: [
      { name: ' ' },
      { status: 'frozen' },
      { hq_account_identifier: 'not-a-uuid' },
      { deleted_at: '2020-01-01' },
      { hq_account_identifier: '6F9619FF-8B86-D011-B42D-00C04FC964FF' },
    ],
    users: [{ email: 'a@x.org' }],
    companies: [1, 2, 3, 4, 5].map((account_id) => ({ account_id, name: 'Company' })),
    account_users: [1, 2, 3, 4, 5].map((account_id) => ({ account_id, user_id: 1, company_id: account_id })),
    projects: [1, 2, 3, 4, 5].map((account_id) => ({ account_id, name: 'Project', start_date: '2020-01-01' })),
    contacts: [1, 2, 3, 4, 5].map((project_id) => ({ project_id, user_id: 1 })),
    project_companies: [1, 2, 3, 4, 5].map((id) => ({ project_id: id, company_id: id })),
  });
  const { counts } = await field.ask((verification) => verification.counts({ accounts: null, exclude: [] }));
  expect(counts).toEqual([
    { account: 'a5', entity: 'account', records: 1 },
    { account: 'a5', entity: 'accountMember', records: 1 },
    { account: 'a5', entity: 'company', records: 1 },
    { account: 'a5', entity: 'project', records: 1 },
    { account: 'a5', entity: 'projectCompany', records: 1 },
    { account: 'a5', entity: 'projectMember', records: 1 },
    { account: 'a5', entity: 'user', records: 1 },
    { account: null, entity: 'user', records: 1 },
  ]);
});
