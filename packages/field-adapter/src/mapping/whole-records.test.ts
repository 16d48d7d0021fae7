import type { Entity } from '@hq-field/contracts';
import { describe, expect, test } from 'vitest';
import type { CanonicalRecords } from '../field-db/records.ts';
import { goneRecord, mapRecord } from './map-record.ts';
import { parentsOf } from './parents-of.ts';

const account = { externalId: 'a1', living: true };
const deleted = { externalId: 'a1', living: false };
const noAddress = { address1: null, address2: null, address3: null, city: null, state: null, postalCode: null, country: null };
const address = {
  address1: ' Main 1 ',
  address2: 'Door 2',
  address3: null,
  city: ' Bonn',
  state: 'NRW ',
  postalCode: ' 53111',
  country: 'Germany',
};
const mappedAddress = {
  addressLine1: 'Main 1',
  addressLine2: 'Door 2',
  city: 'Bonn',
  stateOrProvince: 'NRW',
  postalCode: '53111',
  country: 'DE',
};
const withoutAddress = { addressLine1: null, addressLine2: null, city: null, stateOrProvince: null, postalCode: null, country: null };
const hqId = 'F47AC10B-58CC-4372-A567-0E02B2C3D479';

/** One record of each entity with every column filled. */
const full: { [E in Entity]: CanonicalRecords[E] } = {
  account: {
    externalId: 'a1',
    name: ' Acme  GmbH ',
    status: ' Suspended ',
    isTrial: true,
    trialEndsOn: '2015-06-01',
    converted: false,
    country: 'Germany',
    timeZone: ' Berlin ',
    locale: 'de_DE',
    defaultCurrency: ' eur ',
    hqIdentifier: ` ${hqId} `,
  },
  user: {
    externalId: 'u1',
    conflict: false,
    logins: [
      {
        email: ' Ann@Example.com ',
        autodeskLogin: ' ann ',
        oxygenUid: ' UID ',
        firstName: ' Ann ',
        lastName: ' Lee ',
        telephone: ' 1 ',
        jobTitle: ' Boss ',
        status: 'disabled',
        everLoggedIn: true,
      },
    ],
    formerly: ['old'],
  },
  company: {
    ...address,
    externalId: 'c1',
    account,
    name: ' Acme  Concrete ',
    ctype: ' Other ',
    category: ' Concrete ',
    url: ' http://x ',
    telephone: ' 2 ',
    dunsNo: ' D ',
    einNo: ' E ',
    description: ' Two  words ',
    formerly: ['c0'],
    merged: 2,
  },
  accountMember: {
    externalId: 'a1:u1',
    account,
    user: 'u1',
    userLiving: true,
    rows: [
      { role: null, status: 'inactive', company: null, companyDropped: false },
      { role: ' Admin ', status: ' Invited ', company: 'c1', companyDropped: false },
      { role: 'member', status: 'pending', company: 'c2', companyDropped: false },
    ],
  },
  project: {
    ...address,
    externalId: 'p1',
    account,
    accountCountry: null,
    accountCurrency: null,
    name: ' Tower  One ',
    identifier: ' J1 ',
    ptype: ' office ',
    status: null,
    isActive: true,
    isTrial: false,
    converted: false,
    template: true,
    cost: '12',
    costCurrency: ' usd ',
    startDate: '2015-01-01',
    completionDate: '2015-06-30',
    createdOn: '2014-12-31',
    timeZone: 'Berlin',
    locale: 'fr',
    hqIdentifier: hqId,
    hasAdministrator: false,
    administratorRoles: [],
  },
  projectCompany: { externalId: 'p1:c1', account: 'a1', project: { externalId: 'p1', living: true }, company: 'c1', companyUsable: true },
  projectMember: {
    externalId: 'p1:u1',
    account,
    project: { externalId: 'p1', living: true },
    user: 'u1',
    userLiving: true,
    rows: [{ roles: ' Owner ', projectAdmin: false, status: 'disabled', company: 'c1', companyDropped: false }],
  },
};

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

const map = <E extends Entity>(entity: E, change: Partial<CanonicalRecords[E]> = {}) => mapRecord(entity, { ...full[entity], ...change });
const refusal = <E extends Entity>(entity: E, change: Partial<CanonicalRecords[E]>) => {
  const record = map(entity, change);
  expect(record.data).toBeNull();
  return record.refusal;
};
const notes = <E extends Entity>(entity: E, change: Partial<CanonicalRecords[E]>) => map(entity, change).notes;

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
      notes: ['cost-default', 'currency-default', 'start-date-default', 'end-date-default', 'project-type-default', 'language-default'],
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
  ])('of a project with %j: %j', (change, expected) => {
    expect(notes('project', change)).toEqual(expected);
  });

  test('of companies, people and memberships', () => {
    expect(notes('company', { merged: 0, ctype: 'Unheard', category: null })).toEqual(['trade-unknown']);
    expect(notes('company', { merged: 0, ctype: null, category: 'Unheard' })).toEqual(['trade-unknown']);
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

describe('what is refused, names the field and never its value', () => {
  const tooLong = (field: string, length: number) => ({
    code: 'too_long',
    field,
    message: `${field} is longer than ${length} characters`,
    blocker: null,
  });
  const x = (length: number) => 'x'.repeat(length);

  test.each([
    ['account', 'name', 'name', 255],
    ['company', 'name', 'name', 255],
    ['company', 'category', 'category', 255],
    ['company', 'address1', 'addressLine1', 255],
    ['company', 'address2', 'addressLine2', 255],
    ['company', 'city', 'city', 255],
    ['company', 'state', 'stateOrProvince', 255],
    ['company', 'postalCode', 'postalCode', 255],
    ['company', 'telephone', 'phone', 255],
    ['company', 'url', 'websiteUrl', 1024],
    ['company', 'description', 'description', 1_048_576],
    ['company', 'einNo', 'taxId', 255],
    ['company', 'dunsNo', 'erpId', 255],
    ['project', 'name', 'name', 255],
    ['project', 'identifier', 'jobNumber', 100],
    ['project', 'ptype', 'projectType', 255],
  ] as const)('%s.%s fits %s to %i', (entity, column, field, length) => {
    expect(map(entity, { [column]: x(length) }).data).toMatchObject({ [field]: x(length) });
    expect(refusal(entity, { [column]: x(length + 1) })).toEqual(tooLong(field, length));
  });

  test.each([
    ['autodeskLogin', 'autodeskId'],
    ['oxygenUid', 'oxygenUid'],
    ['firstName', 'firstName'],
    ['lastName', 'lastName'],
    ['telephone', 'phone'],
    ['jobTitle', 'jobTitle'],
  ])('user.%s', (column, field) => {
    const [login] = full.user.logins;
    expect(refusal('user', { logins: [{ ...login, [column]: x(256) } as never] })).toEqual(tooLong(field, 255));
  });

  const at = (code: string, field: string, message: string, blocker: object | null = null) => ({ code, field, message, blocker });

  test('values', () => {
    const [login] = full.user.logins;
    expect(refusal('user', { conflict: true })).toEqual(
      at('identity_conflict', 'email', 'an e-mail of this person stands with several uids'),
    );
    expect(refusal('user', { logins: [{ ...login, email: 'x' } as never] })).toEqual(
      at('email_invalid', 'email', 'the e-mail is missing, malformed or too long'),
    );
    expect(refusal('user', { logins: [{ ...login, email: `${x(250)}@b.com` } as never] })?.code).toBe('email_invalid');
    expect(map('user', { logins: [{ ...login, email: `${x(249)}@b.com` } as never] }).refusal).toBeNull();
    expect(refusal('user', { logins: [{ ...login, status: 'zombie' } as never] })).toEqual(
      at('value_invalid', 'status', 'status is none of active, disabled and invited'),
    );
    expect(refusal('account', { status: 'frozen' })).toEqual(
      at('value_invalid', 'status', 'status is none of active, suspended and closed'),
    );
    expect(map('account', { status: ' CLOSED' }).data).toMatchObject({ status: 'closed' });
    const outside = (field: string) => at('value_invalid', field, `${field} is infinite or outside the years 1 to 9999`);
    for (const date of ['infinity', '0000-01-01', '10000-01-01', '2015-01-01 BC', ' 2015-01-01'])
      expect(refusal('account', { trialEndsOn: date })).toEqual(outside('trialEndsOn'));
    expect(refusal('project', { startDate: 'infinity' })).toEqual(outside('startDate'));
    expect(refusal('project', { completionDate: 'infinity' })).toEqual(outside('endDate'));
    expect(refusal('project', { startDate: '9999-01-01', completionDate: null })).toEqual(outside('endDate'));
    expect(map('project', { startDate: '0009-02-28', completionDate: null }).data).toMatchObject({ endDate: '0010-02-28' });
    for (const id of ['x', `${hqId}0`, `0${hqId}`, hqId.replaceAll('-', '')])
      expect(refusal('project', { hqIdentifier: id })).toEqual(at('hq_id_unknown', 'hqId', 'the HQ id in Field is no UUID'));
    for (const cost of ['-1.00', 'NaN', '1.5', '1.555', '12345678901234', ' 1.00', '1.00 '])
      expect(refusal('project', { cost })).toEqual(at('value_invalid', 'value', 'cost is negative or no number'));
    expect(map('project', { cost: '1234567890123.45' }).data).toMatchObject({ value: '1234567890123.45' });
    expect(refusal('project', { costCurrency: 'gold' })).toEqual(
      at('currency_unknown', 'currency', 'the currency is no code, symbol or word of currencies.json'),
    );
    expect(refusal('accountMember', { rows: [{ role: 'king', status: null, company: null, companyDropped: false }] })).toEqual(
      at('value_invalid', 'role', 'role is none of admin and member'),
    );
    expect(refusal('accountMember', { rows: [{ role: 'admin', status: 'asleep', company: null, companyDropped: false }] })).toEqual(
      at('value_invalid', 'status', 'status is none of active, disabled, inactive, invited and pending'),
    );
  });

  test('parents that are missing, and those that are deleted, which are named', () => {
    const ofAccount = { entity: 'account', externalId: 'a1' };
    for (const entity of ['company', 'project', 'accountMember', 'projectMember'] as const) {
      expect(refusal(entity, { account: null })).toEqual(at('parent_missing', 'account', 'the account does not exist in Field'));
      expect(refusal(entity, { account: deleted })).toEqual(at('parent_missing', 'account', 'the account is deleted in Field', ofAccount));
    }
    for (const entity of ['accountMember', 'projectMember'] as const) {
      expect(refusal(entity, { user: null, userLiving: true })).toEqual(at('parent_missing', 'user', 'the login does not exist in Field'));
      expect(refusal(entity, { userLiving: false })).toEqual(
        at('parent_missing', 'user', 'the login is deleted in Field', { entity: 'user', externalId: 'u1' }),
      );
    }
    for (const entity of ['projectCompany', 'projectMember'] as const) {
      expect(refusal(entity, { project: null })).toEqual(at('parent_missing', 'project', 'the project does not exist in Field'));
      expect(refusal(entity, { project: { externalId: 'p1', living: false } })).toEqual(
        at('parent_missing', 'project', 'the project is deleted in Field', { entity: 'project', externalId: 'p1' }),
      );
    }
    const unusable = 'the company is missing, deleted, or of another account than the project';
    expect(refusal('projectCompany', { company: null })).toEqual(at('parent_missing', 'company', unusable));
    expect(refusal('projectCompany', { companyUsable: false })).toEqual(
      at('parent_missing', 'company', unusable, { entity: 'company', externalId: 'c1' }),
    );
  });

  test('no more former names go along than HQ takes', () => {
    const many = Array.from({ length: 1001 }, (_, n) => `f${n}`);
    for (const entity of ['user', 'company'] as const)
      expect(map(entity, { formerly: many }).data).toMatchObject({ formerly: many.slice(0, 1000) });
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
