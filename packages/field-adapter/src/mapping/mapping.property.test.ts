import { entities } from '@hq-field/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CanonicalProject } from '../field-db/records.ts';
import { mapRecord } from './map-record.ts';
import { rolesOf } from './words.ts';

const silent = () => {};
const account = { externalId: 'a1', living: true };
const address = { address1: null, address2: null, address3: null, city: null, state: null, postalCode: null, country: null };
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

test('any text of roles gives known roles, sorted and without repeats', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string({ unit: 'grapheme' }))), (lists) => {
      const { roles } = rolesOf([...lists, 'owner,Owner'], silent);
      expect(roles).toEqual([...new Set(roles)].sort());
      expect(roles).toContain('Owner');
    }),
  );
});

test('any text of a project gives a record that the contract takes, or a reason', () => {
  const dirt = fc.option(fc.string({ unit: 'grapheme', maxLength: 300 }));
  fc.assert(
    fc.property(dirt, dirt, dirt, dirt, dirt, (name, identifier, ptype, costCurrency, timeZone) => {
      const record = mapRecord('project', { ...project, name, identifier, ptype, costCurrency, timeZone });
      if (record.refusal === null) entities.project.parse(record.data);
    }),
    { numRuns: 500 },
  );
});
