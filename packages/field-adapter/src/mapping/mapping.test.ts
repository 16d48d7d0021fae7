import { entities, type Entity } from '@hq-field/contracts';
import { describe, expect, test } from 'vitest';
import type { CanonicalCompany, CanonicalLogin, CanonicalProject, CanonicalRecords } from '../field-db/records.ts';
import { mapRecord } from './map-record.ts';

const account = { externalId: 'a1', living: true };
const address = { address1: null, address2: null, address3: null, city: null, state: null, postalCode: null, country: null };

const login: CanonicalLogin = {
  email: 'ann@example.com',
  autodeskLogin: null,
  oxygenUid: null,
  firstName: null,
  lastName: null,
  telephone: null,
  jobTitle: null,
  status: 'active',
  everLoggedIn: false,
};
const company: CanonicalCompany = {
  ...address,
  externalId: 'c1',
  account,
  name: 'Acme',
  ctype: null,
  category: null,
  url: null,
  telephone: null,
  dunsNo: null,
  einNo: null,
  description: null,
  formerly: [],
  merged: 0,
};
const project: CanonicalProject = {
  ...address,
  externalId: 'p1',
  account,
  accountCountry: null,
  accountCurrency: null,
  name: 'Tower',
  identifier: null,
  ptype: 'office',
  status: null,
  isActive: true,
  isTrial: null,
  converted: false,
  template: null,
  cost: '12.50',
  costCurrency: 'usd',
  startDate: '2015-01-01',
  completionDate: '2015-06-30',
  createdOn: '2014-12-31',
  timeZone: null,
  locale: 'en',
  hqIdentifier: null,
  hasAdministrator: false,
  administratorRoles: [],
};
const customer: CanonicalRecords['account'] = {
  externalId: 'a1',
  name: 'Acme',
  status: null,
  isTrial: false,
  trialEndsOn: null,
  converted: false,
  country: null,
  timeZone: null,
  locale: 'de_DE',
  defaultCurrency: null,
  hqIdentifier: null,
};

function data<E extends Entity>(entity: E, row: CanonicalRecords[E]) {
  const record = mapRecord(entity, row);
  expect(record.refusal).toBeNull();
  // What the mapping makes, the contract takes.
  entities[entity].parse(record.data);
  return record.data as Record<string, unknown>;
}
const code = <E extends Entity>(entity: E, row: CanonicalRecords[E]) => mapRecord(entity, row).refusal?.code;
const user = (...logins: Partial<CanonicalLogin>[]) => ({
  externalId: 'u1',
  conflict: false,
  logins: logins.map((one) => ({ ...login, ...one })),
  formerly: [],
});

describe('user', () => {
  test('the newest login gives the e-mail, and each other field comes from the newest that has it', () => {
    const record = data(
      'user',
      user({ email: ' New@Example.com ', firstName: ' ' }, { email: 'old@example.com', firstName: 'Ann', lastName: 'Lee' }),
    );
    expect(record).toMatchObject({ email: 'New@Example.com', firstName: 'Ann', lastName: 'Lee' });
  });
  test.each([[null], [''], ['no at'], ['a@'], ['@b'], ['a@b@c'], ['a b@c'], [`${'x'.repeat(250)}@b.com`]])(
    'the e-mail %j is refused',
    (email) => {
      expect(code('user', user({ email }))).toBe('email_invalid');
    },
  );
  test.each([
    [[null], false, 'invited'],
    [[null], true, 'active'],
    [[' Active '], false, 'active'],
    [['disabled', 'invited'], false, 'invited'],
    [['disabled', 'active'], false, 'active'],
  ] as const)('statuses %j, ever logged in %j, give %s', (statuses, everLoggedIn, status) => {
    expect(data('user', user(...statuses.map((one) => ({ status: one, everLoggedIn }))))).toMatchObject({ status });
  });
  test('an unknown status is refused, and a conflict before everything else', () => {
    expect(code('user', user({ status: 'zombie' }))).toBe('value_invalid');
    expect(code('user', { ...user({ email: null }), conflict: true })).toBe('identity_conflict');
  });
});

describe('account', () => {
  test.each([
    [
      { isTrial: true, trialEndsOn: '2015-06-01' },
      { kind: 'trial', trialEndsOn: '2015-06-01' },
    ],
    [
      { isTrial: true, trialEndsOn: '2015-05-01', converted: true },
      { kind: 'paid', trialEndsOn: null },
    ],
    [
      { isTrial: null, trialEndsOn: '2015-05-01' },
      { kind: 'paid', trialEndsOn: null },
    ],
    [
      { country: ' deutschland ', defaultCurrency: '€' },
      { country: 'DE', currency: 'EUR', language: 'de' },
    ],
    [
      { country: 'Atlantis', defaultCurrency: 'gold', locale: 'pt-BR' },
      { country: null, currency: null, language: 'en' },
    ],
    [{ country: 'Canada', defaultCurrency: '$' }, { currency: 'CAD' }],
    [{ country: null, defaultCurrency: '$' }, { currency: 'USD' }],
    [{ country: 'Japan', defaultCurrency: '¥' }, { currency: 'JPY' }],
    [{ country: 'US', defaultCurrency: 'kr' }, { currency: null }],
    [{ timeZone: 'Samoa' }, { timezone: 'Pacific/Apia' }],
    [{ timeZone: 'Chatham Is.' }, { timezone: 'Pacific/Auckland' }],
    [{ timeZone: '__proto__' }, { timezone: null }],
  ])('%j gives %j', (row, expected) => {
    expect(data('account', { ...customer, ...row })).toMatchObject(expected);
  });
  test.each([
    [{ name: ' \u00a0 ' }, 'value_missing'],
    [{ isTrial: true }, 'value_missing'],
    [{ isTrial: true, trialEndsOn: 'infinity' }, 'value_invalid'],
    [{ status: 'frozen' }, 'value_invalid'],
    [{ hqIdentifier: 'not a uuid' }, 'hq_id_unknown'],
  ])('%j is refused with %s', (row, expected) => {
    expect(code('account', { ...customer, ...row })).toBe(expected);
  });
});

describe('company', () => {
  test('names collapse, addresses join, trades follow the tables', () => {
    const row = { ...company, name: ' ACME \t Inc. ', address2: 'Door 2', address3: 'Floor 3', ctype: 'Mechanical', category: 'Owner' };
    // Owner is itself a trade of HQ, and exact matches come before the table of types.
    expect(data('company', row)).toMatchObject({ name: 'ACME Inc.', addressLine2: 'Door 2, Floor 3', trade: 'Owner', category: 'Owner' });
    expect(data('company', { ...row, category: null })).toMatchObject({ trade: 'HVAC Heating, Ventilating, & Air Conditioning' });
    expect(data('company', { ...row, ctype: 'Other', category: 'Subcontractor' })).toMatchObject({ trade: null });
  });
  test('emoji at the length limit fit, one more does not, and nothing is cut', () => {
    expect(data('company', { ...company, name: '🏗'.repeat(255) })).toMatchObject({ name: '🏗'.repeat(255) });
    expect(code('company', { ...company, name: '🏗'.repeat(256) })).toBe('too_long');
    expect(code('company', { ...company, address2: 'x'.repeat(200), address3: 'y'.repeat(60) })).toBe('too_long');
  });
  test('a missing or deleted account refuses it, naming the parent', () => {
    expect(mapRecord('company', { ...company, account: null }).refusal).toMatchObject({ code: 'parent_missing', blocker: null });
    expect(mapRecord('company', { ...company, account: { ...account, living: false } }).refusal).toMatchObject({
      blocker: { entity: 'account', externalId: 'a1' },
    });
  });
});

describe('project', () => {
  test.each([
    [{ name: 'A: "B" / C,  D' }, { name: 'A- -B- - C- D' }],
    [{ ptype: 'Stadium / arena' }, { projectType: 'Stadium/Arena' }],
    [{ ptype: 'Submarine' }, { projectType: 'Submarine' }],
    [{ ptype: null }, { projectType: 'Other' }],
    [{ cost: null }, { value: '0.00' }],
    [{ cost: '0.00' }, { value: '0.00' }],
    [{ costCurrency: null, accountCurrency: '€' }, { currency: 'EUR' }],
    [{ costCurrency: null, accountCurrency: 'gold' }, { currency: 'USD' }],
    [{ costCurrency: '$', accountCountry: 'Australia' }, { currency: 'AUD' }],
    [{ startDate: null }, { startDate: '2014-12-31' }],
    [{ startDate: '2016-02-29', completionDate: '2016-02-29' }, { endDate: '2017-02-28' }],
    [
      { startDate: '0001-01-01', completionDate: '9999-12-31' },
      { startDate: '0001-01-01', endDate: '9999-12-31' },
    ],
    [{ status: 'Archived', isActive: false }, { status: 'archived' }],
    [{ isActive: false }, { status: 'inactive' }],
    [{ isActive: null }, { status: 'pending' }],
    [{ hasAdministrator: true }, { status: 'active' }],
    [{ administratorRoles: ['owner, Project Admin'] }, { status: 'active' }],
    [{ administratorRoles: ['not_project_admin'] }, { status: 'pending' }],
    [{ isTrial: true }, { trial: true }],
    [{ isTrial: true, converted: true }, { trial: false }],
  ])('%j gives %j', (row, expected) => {
    expect(data('project', { ...project, ...row })).toMatchObject(expected);
  });
  test.each([
    [{ name: null }, 'value_missing'],
    [{ name: 'x'.repeat(256) }, 'too_long'],
    [{ identifier: 'x'.repeat(101) }, 'too_long'],
    [{ cost: '-1.00' }, 'value_invalid'],
    [{ cost: 'NaN' }, 'value_invalid'],
    [{ costCurrency: 'doubloons' }, 'currency_unknown'],
    [{ startDate: 'infinity' }, 'value_invalid'],
    [{ startDate: '0044-03-15 BC' }, 'value_invalid'],
    [{ completionDate: '10000-01-01' }, 'value_invalid'],
    [{ startDate: '9999-05-05', completionDate: null }, 'value_invalid'],
    [{ startDate: null, createdOn: null }, 'value_missing'],
  ])('%j is refused with %s', (row, expected) => {
    expect(code('project', { ...project, ...row })).toBe(expected);
  });
});

describe('memberships', () => {
  const contact = { roles: null, projectAdmin: null, status: 'active', company: null, companyDropped: false };
  const member = {
    externalId: 'p1:u1',
    account,
    project: { externalId: 'p1', living: true },
    user: 'u1',
    userLiving: true,
    rows: [contact],
  };

  test('duplicates unite: roles together, strongest access, strongest status, first usable company', () => {
    const rows = [
      { ...contact, roles: 'Contractor,, photo_viewer ', status: 'disabled', companyDropped: true },
      { ...contact, roles: 'bim manager,contractor', projectAdmin: true, company: 'c2' },
    ];
    expect(data('projectMember', { ...member, rows })).toEqual({
      project: 'p1',
      user: 'u1',
      accessLevel: 'project_admin',
      roles: ['BIM Manager', 'Contractor'],
      services: [{ service: 'field', access: 'admin' }],
      company: 'c2',
      status: 'active',
    });
    expect(mapRecord('projectMember', { ...member, rows }).notes).toEqual(
      expect.arrayContaining(['project-member-merged', 'role-unknown', 'company-dropped']),
    );
  });
  test('a person who is only on projects becomes a member of the account', () => {
    const record = mapRecord('accountMember', { externalId: 'a1:u1', account, user: 'u1', userLiving: true, rows: [] });
    expect(record).toMatchObject({ data: { role: 'account_user', status: 'active', company: null }, notes: ['member-from-contact'] });
  });
  test('a deleted project, a deleted login and a deleted account refuse the membership', () => {
    expect(code('projectMember', { ...member, project: { externalId: 'p1', living: false } })).toBe('parent_missing');
    expect(code('projectMember', { ...member, userLiving: false })).toBe('parent_missing');
    expect(code('projectMember', { ...member, account: { ...account, living: false } })).toBe('parent_missing');
  });
});
