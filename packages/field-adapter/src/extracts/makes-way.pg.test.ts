import { testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import { afterAll, expect, test } from 'vitest';
import { FieldError } from '../field-db/field-error.ts';
import { openField } from '../field-db/open-field.ts';
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

test('a Field that is away when a snapshot is opened is told as such', async () => {
  const away = openField('postgres://nobody@127.0.0.1:1/none', { max: 1 });
  const refused = await openVerification(away).catch((error: unknown) => error);
  await away.end({ timeout: 1 });
  expect([refused instanceof FieldError, refused]).toMatchObject([true, { code: 'unreachable' }]);
});

test.each<[string, string | null, (opened: Promise<FieldVerification>) => Promise<unknown>]>([
  ['that cannot be made says why', 'select 1 / 0', (opened) => expect(opened).rejects.toThrow('22012')],
  ['that is closed hides no error of its reader', null, async (opened) => (await opened).close()],
])('a snapshot %s, also when its transaction cannot be ended; it ends with its connection', async (_, instead, look) => {
  const connection = await field.sql.reserve();
  const unsafe = (statement: string, parameters?: string[]) => {
    if (statement.startsWith('rollback')) return Promise.reject(new Error('no rollback'));
    return connection.unsafe(instead !== null && statement.includes('create') ? instead : statement, parameters);
  };
  const session = { reserve: () => Promise.resolve({ unsafe, release: () => {} }) } as never;
  await look(openVerification(field.sql, { session }));
  const hasEnded = () =>
    connection`select`.then(
      () => false,
      (error: unknown) => error instanceof Error && 'code' in error && error.code === 'CONNECTION_CLOSED',
    );
  await until(hasEnded, { timeoutMs: 10_000, what: 'the connection has ended' });
  connection.release();
});
