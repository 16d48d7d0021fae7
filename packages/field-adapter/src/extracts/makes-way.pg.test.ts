import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { createLegacyField, openSmallField } from './fixtures/small-field.ts';
import { type FieldVerification, openVerification } from './index.ts';

const database = await testDatabase('legacy_field', createLegacyField);
const field = openSmallField(database.url);
afterAll(async () => {
  await field.end();
  await database.drop();
});

test.each<[string, (verification: FieldVerification) => Promise<unknown>]>([
  ['between two questions', (verification) => verification.counts({ accounts: null, exclude: [] })],
  ['before an extract', (verification) => Array.fromAsync(verification.extract('users'))],
])('a snapshot makes way for a statement that waits for it: %s', async (_, next) => {
  const verification = await openVerification(field.sql, { lookEveryMs: 20 });
  try {
    await verification.digests({ accounts: null, exclude: [] });
    await field.sql`truncate free_trials, projects, users`;
    await expect(next(verification)).rejects.toMatchObject({ code: 'busy', message: expect.stringContaining('made way') });
  } finally {
    await verification.close();
  }
  expect(await field.ask((another) => another.counts({ accounts: null, exclude: [] }))).toMatchObject({ counts: expect.any(Array) });
});
