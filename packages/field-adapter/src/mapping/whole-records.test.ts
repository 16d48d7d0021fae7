import type { Entity } from '@hq-field/contracts';
import { describe, expect, test } from 'vitest';
import { full, hqId, map, mappedAddress, noAddress, notes, refusal, withoutAddress } from './fixtures/full-records.ts';
import { goneRecord } from './map-record.ts';
import { parentsOf } from './parents-of.ts';

const wire: Record<Entity, object> = {
  account: {
    name: 'Acme  GmbH',
    kind: 'trial',
    trialEndsOn: '2015-06-01',
    status: 'suspended',
    country: 'DE',
    timezone: 'Europe/Berlin',
    language: 'de',
    currency: 'EUR',
    hqId: hqId.toLowerCase(),
  },
  user: {
    email: 'Ann@Example.com',
    autodeskId: 'ann',
    oxygenUid: 'UID',
    firstName: 'Ann',
    lastName: 'Lee',
    phone: '1',
    jobTitle: 'Boss',
    status: 'disabled',
    formerly: ['old'],
  },
  company: {
    account: 'a1',
    name: 'Acme Concrete',
    trade: 'Concrete',
    category: 'Concrete',
    ...mappedAddress,
    phone: '2',
    websiteUrl: 'http://x',
    description: 'Two  words',
    taxId: 'E',
    erpId: 'D',
    formerly: ['c0'],
  },
  accountMember: { account: 'a1', user: 'u1', role: 'account_admin', status: 'pending', company: 'c1' },
  project: {
    account: 'a1',
    name: 'Tower One',
    jobNumber: 'J1',
    projectType: 'Office',
    status: 'pending',
    startDate: '2015-01-01',
    endDate: '2015-06-30',
    value: '12.00',
    currency: 'USD',
    timezone: 'Europe/Berlin',
    language: 'fr',
    ...mappedAddress,
    constructionType: null,
    contractType: null,
    template: true,
    trial: false,
    hqId: hqId.toLowerCase(),
  },
  projectCompany: { project: 'p1', company: 'c1' },
  projectMember: {
    project: 'p1',
    user: 'u1',
    accessLevel: 'project_user',
    roles: ['Owner'],
    services: [{ service: 'field', access: 'user' }],
    company: 'c1',
    status: 'inactive',
  },
};
const rulesUsed: Partial<Record<Entity, string[]>> = {
  company: ['company-merged', 'company-merged'],
  accountMember: ['account-member-merged'],
};
const accounts: Record<Entity, string | null> = {
  account: 'a1',
  user: null,
  company: 'a1',
  accountMember: 'a1',
  project: 'a1',
  projectCompany: 'a1',
  projectMember: 'a1',
};
const entities = Object.keys(full) as Entity[];

test.each(entities)('a whole %s is mapped column by column', (entity) => {
  expect(map(entity)).toEqual({
    entity,
    externalId: full[entity].externalId,
    account: accounts[entity],
    data: wire[entity],
    refusal: null,
    notes: rulesUsed[entity] ?? [],
  });
});

test('a record that is gone has no data, and is refused for nothing', () => {
  expect(goneRecord('project', 'p1')).toEqual({ entity: 'project', externalId: 'p1', account: null, data: null, refusal: null, notes: [] });
  expect(parentsOf(goneRecord('project', 'p1'))).toEqual([]);
});

test.each([
  ['account', []],
  ['user', []],
  ['company', ['account a1']],
  ['accountMember', ['account a1', 'user u1', 'company c1']],
  ['project', ['account a1']],
  ['projectCompany', ['company c1', 'project p1']],
  ['projectMember', ['user u1', 'company c1', 'project p1', 'accountMember a1:u1']],
] as const)('the parents of a %s are what HQ must hold before', (entity, parents) => {
  expect(parentsOf(map(entity)).map((key) => `${key.entity} ${key.externalId}`)).toEqual(parents);
});

describe('what is not there', () => {
  test('is null, or what the rules supply, and each rule is told', () => {
    const nothing = {
      status: null,
      isTrial: null,
      trialEndsOn: null,
      country: null,
      timeZone: null,
      locale: null,
      defaultCurrency: null,
      hqIdentifier: null,
    };
    expect(map('account', nothing)).toMatchObject({
      data: {
        kind: 'paid',
        trialEndsOn: null,
        status: 'active',
        country: null,
        timezone: null,
        language: 'en',
        currency: null,
        hqId: null,
      },
      notes: ['account-status-default', 'language-default'],
    });
    expect(map('company', { ...noAddress, ctype: null, category: null, telephone: ' ', url: '', merged: 0 })).toMatchObject({
      data: { ...withoutAddress, trade: null, category: null, phone: null, websiteUrl: null },
      notes: [],
    });
    expect(map('company', { address2: null, address3: ' Floor ' })).toMatchObject({ data: { addressLine2: 'Floor' } });
    const bare = {
      cost: null,
      costCurrency: ' ',
      startDate: null,
      completionDate: null,
      template: null,
      isTrial: null,
      ptype: null,
      locale: 'xx',
    };
    expect(map('project', { ...bare, ...noAddress, timeZone: ' ' })).toMatchObject({
      data: {
        value: '0.00',
        currency: 'USD',
        startDate: '2014-12-31',
        endDate: '2015-12-31',
        template: false,
        trial: false,
        projectType: 'Other',
        timezone: null,
      },
      notes: ['project-type-default', 'cost-default', 'currency-default', 'start-date-default', 'end-date-default', 'language-default'],
    });
  });

  test('is refused where no rule supplies it', () => {
    const missing = (field: string) => ({
      code: 'value_missing',
      field,
      message: `${field} is missing and no rule supplies it`,
      blocker: null,
    });
    expect(refusal('account', { name: ' ' })).toEqual(missing('name'));
    expect(refusal('account', { trialEndsOn: null })).toEqual(missing('trialEndsOn'));
    expect(refusal('company', { name: null })).toEqual(missing('name'));
    expect(refusal('project', { name: ' ' })).toEqual(missing('name'));
    expect(refusal('project', { startDate: null, createdOn: null })).toEqual(missing('startDate'));
  });
});

describe('rules are told', () => {
  test.each([
    [{ country: 'Atlantis' }, ['country-unknown']],
    [{ timeZone: 'Chatham Is.' }, ['timezone-proposal']],
    [{ timeZone: 'Moon' }, ['timezone-unknown']],
    [{ defaultCurrency: 'gold' }, ['account-currency-unknown']],
    [{ status: 'active', isTrial: true, converted: true }, []],
    [{ locale: '-de' }, ['language-default']],
    [{ locale: ' DE ' }, []],
  ])('of an account with %j: %j', (change, expected) => {
    expect(notes('account', change)).toEqual(expected);
  });

  test.each([
    [{ name: 'A/B' }, ['project-name-reserved']],
    [{ name: 'A-B' }, []],
    [{ completionDate: '2015-01-01' }, ['end-date-default']],
    [{ completionDate: '2015-01-02' }, []],
    [{ costCurrency: null, accountCurrency: 'gold', accountCountry: 'Atlantis' }, ['currency-default']],
    [{ country: 'Atlantis' }, ['country-unknown']],
    [{ name: 'Tower\t One' }, ['name-spaces-collapsed']],
  ])('of a project with %j: %j', (change, expected) => {
    expect(notes('project', change)).toEqual(expected);
  });

  test('of companies, people and memberships', () => {
    expect(notes('company', { merged: 0, ctype: 'Unheard', category: null })).toEqual(['trade-unknown']);
    expect(notes('company', { merged: 0, ctype: null, category: 'Unheard' })).toEqual(['trade-unknown']);
    expect(notes('company', { merged: 0, name: 'Acme  Concrete' })).toEqual(['name-spaces-collapsed']);
    expect(notes('company', { merged: 1 })).toEqual(['company-merged']);
    const [login] = full.user.logins;
    if (login === undefined) throw new Error('no login');
    expect(notes('user', { logins: [{ ...login, status: ' ' }, login] })).toEqual(['user-merged', 'user-status-default']);
    expect(notes('user', { logins: [login] })).toEqual([]);
    const [first] = full.accountMember.rows;
    if (first === undefined) throw new Error('no row');
    expect(notes('accountMember', { rows: [{ ...first, status: null, companyDropped: true }] })).toEqual([
      'member-status-default',
      'company-dropped',
    ]);
    expect(notes('accountMember', { rows: [] })).toEqual(['member-from-contact']);
    const [contact] = full.projectMember.rows;
    if (contact === undefined) throw new Error('no contact');
    const told = notes('projectMember', { rows: [{ ...contact, roles: 'stranger, ,owner' }, contact] });
    expect(told).toEqual(['project-member-merged', 'role-unknown']);
    expect(notes('projectMember', { rows: [{ ...contact, roles: ',owner, ' }] })).toEqual([]);
  });
});

describe('words', () => {
  test.each([
    ['kr', 'Sweden', 'SEK'],
    ['$', null, 'USD'],
    ['$', 'Canada', 'CAD'],
    ['EUR', 'Canada', 'EUR'],
  ])('the currency %j in %j is %s', (costCurrency, accountCountry, currency) => {
    expect(map('project', { costCurrency, accountCountry }).data).toMatchObject({ currency });
  });

  test.each([
    [{ isActive: false, hasAdministrator: true }, 'inactive'],
    [{ isActive: true, hasAdministrator: true }, 'active'],
    [{ isActive: true, administratorRoles: ['project_admin'] }, 'active'],
    [{ status: ' ARCHIVED ' }, 'archived'],
    [{ status: 'open' }, 'pending'],
  ])('a project with %j is %s', (change, status) => {
    expect(map('project', change).data).toMatchObject({ status });
  });

  test('the strongest of several statuses and roles stands', () => {
    const row = { role: 'member', status: null, company: null, companyDropped: false };
    const of = (...statuses: (string | null)[]) =>
      (map('accountMember', { rows: statuses.map((status) => ({ ...row, status })) }).data as { status: string }).status;
    expect([of('disabled'), of('inactive', 'pending'), of('invited', 'disabled'), of('pending', null), of('active', 'inactive')]).toEqual([
      'inactive',
      'pending',
      'pending',
      'active',
      'active',
    ]);
    expect(map('accountMember', { rows: [row] }).data).toMatchObject({ role: 'account_user' });
    const contact = { roles: null, projectAdmin: false, status: 'invited', company: null, companyDropped: false };
    expect(map('projectMember', { rows: [contact] }).data).toMatchObject({ status: 'active', accessLevel: 'project_user' });
    expect(map('projectMember', { rows: [{ ...contact, roles: ' Project  Admin ,project_admin' }] }).data).toMatchObject({
      accessLevel: 'project_admin',
      services: [{ service: 'field', access: 'admin' }],
      roles: [],
    });
  });
});
