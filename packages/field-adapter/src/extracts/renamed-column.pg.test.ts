import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { createLegacyField, openSmallField } from './fixtures/small-field.ts';

const database = await testDatabase('legacy_field', createLegacyField);
const field = openSmallField(database.url);
afterAll(async () => {
  await field.end();
  await database.drop();
});

test('a column of Field that has another name is told with what to do', async () => {
  await field.sql`alter table users rename column first_name to given_name`;
  await expect(field.ask((verification) => verification.digests({ accounts: null, exclude: [] }))).rejects.toMatchObject({
    name: 'FieldError',
    code: 'schema_missing',
    message: expect.stringContaining('first_name'),
  });
});
