import { type TestDatabase, testDatabase } from '@hq-field/testkit';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Random } from '../generator/random.ts';
import { seedField } from '../generator/seed-field.ts';
import { NothingToChange } from './change-kind.ts';
import { changeKinds } from './change-kinds.ts';
import { createLogin } from './new-rows.ts';
import { softDelete } from './rows.ts';

let database: TestDatabase;
let sql: postgres.Sql;

beforeAll(async () => {
  database = await testDatabase('field-of-40', async (databaseUrl) => {
    await seedField({ databaseUrl, accounts: 40, seed: '1' });
  });
  sql = postgres(database.url, { max: 4, onnotice: () => {} });
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

it.each(Object.entries(changeKinds))('%s changes a seeded Field', async (id, kind) => {
  const before = await digest();
  // Field rows may lack what one point of the ids asks for; a kind that never finds anything is dead.
  let done = 0;
  for (let attempt = 0; attempt < 10 && done < (kind.slow === true ? 1 : 3); attempt += 1) {
    try {
      await kind.run(sql, new Random(`${id}/${attempt}`));
      done += 1;
    } catch (error) {
      if (!(error instanceof NothingToChange)) throw error;
    }
  }
  expect(done).toBeGreaterThan(0);
  expect(await digest()).not.toEqual(before);
});

it('times are written in UTC, wherever the host is', async () => {
  vi.stubEnv('TZ', 'Asia/Tokyo');
  await sql`update users set oxygen_uid = 'OX' where oxygen_uid is null`;
  const id = await createLogin(sql, new Random('zone'), { uid: null });
  await changeKinds['login-gains-uid']?.run(sql, new Random('zone'));
  await softDelete(sql, 'users', id);
  vi.unstubAllEnvs();
  const [row] = await sql`
    select last_login_at::text as login, abs(extract(epoch from now() - (created_at at time zone 'UTC'))) < 600 as created,
      abs(extract(epoch from now() - (deleted_at at time zone 'UTC'))) < 600 as deleted from users where id = ${id}`;
  expect(row).toEqual({ login: '2015-04-01 09:00:00', created: true, deleted: true });
});

/** One number a table, of all its rows. */
async function digest(): Promise<Record<string, string>> {
  const tables = [
    'accounts',
    'users',
    'companies',
    'addresses',
    'account_users',
    'projects',
    'project_companies',
    'contacts',
    'free_trials',
  ];
  const digests = await Promise.all(
    tables.map(async (table) => {
      const [row] = await sql<
        { sum: string }[]
      >`select coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) as sum from ${sql(table)} t`;
      return [table, row?.sum ?? ''] as const;
    }),
  );
  return Object.fromEntries(digests);
}
