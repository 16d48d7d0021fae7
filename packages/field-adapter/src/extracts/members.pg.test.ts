import { testDatabase } from '@hq-field/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { createLegacyField, openSmallField } from './fixtures/small-field.ts';

const database = await testDatabase('legacy_field', createLegacyField);
const field = openSmallField(database.url);
afterAll(async () => {
  await field.end();
  await database.drop();
});

const deleted = '2020-01-01';
const project = { account_id: 1, name: 'Project', start_date: '2020-01-01' };

describe('account members', () => {
  test('rows of one person are united: the strongest role and status, the company of the first row that has a usable one', async () => {
    await field.holds({
      accounts: [{}, {}],
      users: [
        { email: 'a@x.org', oxygen_uid: 'A' },
        { email: 'b@x.org', oxygen_uid: 'A' },
      ],
      companies: [
        { account_id: 1, name: 'Gone', deleted_at: deleted },
        { account_id: 2, name: 'Elsewhere' },
        { account_id: 1, name: 'Acme' },
        { account_id: 1, name: 'ACME.' },
      ],
      account_users: [
        { account_id: 1, user_id: 1, role: 'member', status: 'disabled', company_id: 1 },
        { account_id: 1, user_id: 2, role: ' ADMIN', status: 'invited', company_id: 2 },
        { account_id: 1, user_id: 1, role: null, status: 'inactive', company_id: 4 },
        { account_id: 1, user_id: 1, role: 'unknown', status: 'active', deleted_at: deleted },
      ],
    });
    expect(await field.csv('account_members')).toEqual(['a1,b@x.org,account_admin,pending,acme']);
    const [row] = await field.ask(
      async (verification) => (await verification.rows({ entity: 'accountMember', account: 'a1', after: null, limit: 9, keys: null })).rows,
    );
    expect(row).toMatchObject({ key: 'a1\u001fb@x.org', externalId: 'a1:u1', user: 'u1', company: 'c3' });
  });

  test('statuses are those of HQ, null is active', async () => {
    const statuses = ['active', 'Disabled', 'inactive', 'invited', 'pending', null, 'frozen'];
    await field.holds({
      accounts: [{}],
      users: statuses.map((_, index) => ({ email: `${index}@x.org` })),
      account_users: statuses.map((status, index) => ({ account_id: 1, user_id: index + 1, status })),
    });
    expect(await field.csv('account_members')).toEqual([
      'a1,0@x.org,account_user,active,',
      'a1,1@x.org,account_user,inactive,',
      'a1,2@x.org,account_user,inactive,',
      'a1,3@x.org,account_user,pending,',
      'a1,4@x.org,account_user,pending,',
      'a1,5@x.org,account_user,active,',
    ]);
  });

  test('a person on a living project is a member without a row of their own', async () => {
    await field.holds({
      accounts: [{}],
      users: [{ email: 'a@x.org' }, { email: 'b@x.org' }, { email: 'c@x.org' }, { email: 'd@x.org', deleted_at: deleted }],
      companies: [{ account_id: 1, name: 'Acme' }],
      projects: [project, { ...project, deleted_at: deleted }, { ...project, cost: -1 }],
      contacts: [
        { project_id: 1, user_id: 1, company_id: 1, status: 'disabled' },
        { project_id: 2, user_id: 2 },
        { project_id: 1, user_id: 2, deleted_at: deleted },
        { project_id: 3, user_id: 3 },
        { project_id: 1, user_id: 4 },
        { project_id: 1, user_id: null },
        { project_id: 1, user_id: 99 },
      ],
    });
    expect(await field.csv('account_members')).toEqual(['a1,a@x.org,account_user,active,', 'a1,c@x.org,account_user,active,']);
  });

  test('a member of a person or a company that HQ cannot hold has no row', async () => {
    await field.holds({
      accounts: [{}],
      users: [{ email: 'a@x.org' }, { email: 'nobody' }, { email: 'b@x.org' }],
      companies: [{ account_id: 1, name: 'Acme' }, { account_id: 1 }],
      account_users: [
        { account_id: 1, user_id: 1, company_id: 2 },
        { account_id: 1, user_id: 2 },
        { account_id: 1, user_id: 3, company_id: 1 },
      ],
    });
    expect(await field.csv('account_members')).toEqual(['a1,b@x.org,account_user,active,acme']);
  });
});

describe('project members', () => {
  test('contacts of one person are united', async () => {
    await field.holds({
      accounts: [{}],
      users: [{ email: 'a@x.org', oxygen_uid: 'A' }, { email: 'b@x.org', oxygen_uid: 'A' }, { email: 'c@x.org' }],
      companies: [
        { account_id: 1, name: 'Acme' },
        { account_id: 1, name: 'Beta' },
      ],
      projects: [project],
      contacts: [
        { project_id: 1, user_id: 1, roles: ' Document  Manager, Project Manager ,,contractor', status: 'disabled' },
        { project_id: 1, user_id: 2, roles: 'contractor,photo_viewer,BIM_MANAGER,it', status: 'invited', company_id: 2 },
        { project_id: 1, user_id: 1, company_id: 1, project_admin: false },
        { project_id: 1, user_id: 3, roles: 'Project Admin', status: 'inactive' },
      ],
    });
    expect(await field.csv('project_members')).toEqual([
      'p1,b@x.org,project_user,BIM Manager|Contractor|IT|Project Manager,field:user,beta,active',
      'p1,c@x.org,project_admin,"",field:admin,,inactive',
    ]);
  });

  test('one whose project, person, membership, company or status HQ cannot hold has no row', async () => {
    await field.holds({
      accounts: [{}],
      users: [1, 2, 3, 4, 5].map((id) => ({ email: id === 2 ? 'nobody' : `${id}@x.org` })),
      companies: [{ account_id: 1, name: ' ' }],
      account_users: [{ account_id: 1, user_id: 3, role: 'king' }],
      projects: [project, { ...project, cost_currency: 'Taler' }],
      contacts: [
        { project_id: 1, user_id: 1, project_admin: true },
        { project_id: 2, user_id: 1 },
        { project_id: 1, user_id: 2 },
        { project_id: 1, user_id: 3 },
        { project_id: 1, user_id: 4, company_id: 1 },
        { project_id: 1, user_id: 5, status: 'frozen' },
      ],
    });
    expect(await field.csv('project_members')).toEqual(['p1,1@x.org,project_admin,"",field:admin,,active']);
  });
});

test('project companies are one for each canonical company of the account', async () => {
  await field.holds({
    accounts: [{}, {}],
    companies: [
      { account_id: 1, name: 'Acme' },
      { account_id: 1, name: 'acme.' },
      { account_id: 2, name: 'Elsewhere' },
      { account_id: 1, name: 'Gone', deleted_at: deleted },
      { account_id: 1, name: ' ' },
    ],
    projects: [project, { ...project, deleted_at: deleted }, { ...project, name: 'a'.repeat(256) }],
    project_companies: [
      { project_id: 1, company_id: 1 },
      { project_id: 1, company_id: 2 },
      { project_id: 1, company_id: 3 },
      { project_id: 1, company_id: 4 },
      { project_id: 1, company_id: 5 },
      { project_id: 2, company_id: 1 },
      { project_id: 3, company_id: 1 },
      { project_id: 9, company_id: 1 },
    ],
  });
  expect(await field.csv('project_companies')).toEqual(['p1,acme']);
});
