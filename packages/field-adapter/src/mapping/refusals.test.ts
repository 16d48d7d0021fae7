import { describe, expect, test } from 'vitest';
import { deleted, full, hqId, map, refusal } from './fixtures/full-records.ts';

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
    // A letter of two UTF-16 units is one character.
    expect(map('user', { logins: [{ ...login, email: `${'\u{1f600}'.repeat(249)}@b.com` } as never] }).refusal).toBeNull();
    expect(refusal('user', { logins: [{ ...login, email: `${'\u{1f600}'.repeat(250)}@b.com` } as never] })?.code).toBe('email_invalid');
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
