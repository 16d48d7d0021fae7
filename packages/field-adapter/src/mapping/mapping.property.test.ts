import { entities } from '@hq-field/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { map } from './fixtures/full-records.ts';
import { rolesOf } from './words.ts';

const silent = () => {};

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
      const record = map('project', { name, identifier, ptype, costCurrency, timeZone });
      if (record.refusal === null) entities.project.parse(record.data);
    }),
    { numRuns: 500 },
  );
});
