import type { Entity, QuarantineCode } from '@hq-field/contracts';
import { describe, expect, test } from 'vitest';
import type { CanonicalAddress, CanonicalLogin, CanonicalRecords } from '../field-db/records.ts';
import { full } from './fixtures/full-records.ts';
import { mapRecord } from './map-record.ts';

/** One way to be refused: the code and the field, and what makes a record so. */
type Violation<Row> = [code: QuarantineCode, field: string, violate: (row: Row) => void];

const long = 'x'.repeat(256);
const address: Violation<CanonicalAddress>[] = [
  ['too_long', 'addressLine1', (row) => (row.address1 = long)],
  ['too_long', 'addressLine2', (row) => (row.address2 = long)],
  ['too_long', 'city', (row) => (row.city = long)],
  ['too_long', 'stateOrProvince', (row) => (row.state = long)],
  ['too_long', 'postalCode', (row) => (row.postalCode = long)],
];
const ofLogin = (code: QuarantineCode, field: string, change: Partial<CanonicalLogin>): Violation<CanonicalRecords['user']> => [
  code,
  field,
  (row) => void Object.assign(row.logins[0] as CanonicalLogin, change),
];
/** Words that HQ has not, on a row of a membership. */
const ofRow = <Row extends { rows: object[] }>(field: 'role' | 'status'): Violation<Row> => [
  'value_invalid',
  field,
  (row) => void Object.assign(row.rows[0] as object, { [field]: 'odd' }),
];

/** Every violation that a record can have, in the order in which docs/rules.md names them. */
const violations: { [E in Entity]: Violation<CanonicalRecords[E]>[] } = {
  user: [
    ['identity_conflict', 'email', (row) => (row.conflict = true)],
    ofLogin('email_invalid', 'email', { email: 'x' }),
    ofLogin('too_long', 'autodeskId', { autodeskLogin: long }),
    ofLogin('too_long', 'oxygenUid', { oxygenUid: long }),
    ofLogin('too_long', 'firstName', { firstName: long }),
    ofLogin('too_long', 'lastName', { lastName: long }),
    ofLogin('too_long', 'phone', { telephone: long }),
    ofLogin('too_long', 'jobTitle', { jobTitle: long }),
    ofLogin('value_invalid', 'status', { status: 'odd' }),
  ],
  account: [
    ['value_missing', 'name', (row) => (row.name = null)],
    ['value_missing', 'trialEndsOn', (row) => (row.trialEndsOn = null)],
    ['value_invalid', 'status', (row) => (row.status = 'odd')],
    ['hq_id_unknown', 'hqId', (row) => (row.hqIdentifier = 'odd')],
  ],
  company: [
    ['parent_missing', 'account', (row) => (row.account = null)],
    ['value_missing', 'name', (row) => (row.name = null)],
    ['too_long', 'category', (row) => (row.category = long)],
    ...address,
    ['too_long', 'phone', (row) => (row.telephone = long)],
    ['too_long', 'websiteUrl', (row) => (row.url = long.repeat(5))],
    ['too_long', 'description', (row) => (row.description = 'x'.repeat(1_048_577))],
    ['too_long', 'taxId', (row) => (row.einNo = long)],
    ['too_long', 'erpId', (row) => (row.dunsNo = long)],
  ],
  accountMember: [
    ['parent_missing', 'account', (row) => (row.account = null)],
    ['parent_missing', 'user', (row) => (row.userLiving = false)],
    ofRow('role'),
    ofRow('status'),
  ],
  project: [
    ['parent_missing', 'account', (row) => (row.account = null)],
    ['value_missing', 'name', (row) => (row.name = null)],
    ['too_long', 'jobNumber', (row) => (row.identifier = long)],
    ['too_long', 'projectType', (row) => (row.ptype = long)],
    ['value_invalid', 'value', (row) => (row.cost = '-1.00')],
    ['currency_unknown', 'currency', (row) => (row.costCurrency = 'gold')],
    ['value_missing', 'startDate', (row) => (row.startDate = row.createdOn = null)],
    ['value_invalid', 'endDate', (row) => (row.completionDate = 'infinity')],
    ...address,
    ['hq_id_unknown', 'hqId', (row) => (row.hqIdentifier = 'odd')],
  ],
  projectCompany: [
    ['parent_missing', 'project', (row) => (row.project = null)],
    ['parent_missing', 'company', (row) => (row.companyUsable = false)],
  ],
  projectMember: [
    ['parent_missing', 'project', (row) => (row.project = null)],
    ['parent_missing', 'account', (row) => (row.account = null)],
    ['parent_missing', 'user', (row) => (row.userLiving = false)],
    ofRow('status'),
  ],
};

/** What a record with these violations is refused for. */
function refusedFor(entity: Entity, ...found: Violation<never>[]): string {
  const row = structuredClone(full[entity]) as never;
  for (const [, , violate] of found) violate(row);
  const { refusal } = mapRecord(entity, row);
  return `${refusal?.code} ${refusal?.field}`;
}

/** Pairs of violations, and violations alone, that are not refused for the first. */
function outOfOrder(entity: Entity): string[] {
  const ordered: Violation<never>[] = violations[entity];
  return ordered.flatMap((first, at) => {
    const expected = `${first[0]} ${first[1]}`;
    return ordered.slice(at).flatMap((second) => {
      const found = refusedFor(entity, first, second);
      return found === expected ? [] : [`${expected}, then ${second[1]}: ${found}`];
    });
  });
}

describe('of two violations the one that the page of rules names first gives the code', () => {
  test.each(Object.keys(violations) as Entity[])('%s', (entity) => {
    expect(outOfOrder(entity)).toEqual([]);
  });
});
