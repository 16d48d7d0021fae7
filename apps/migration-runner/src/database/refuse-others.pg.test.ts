import { type TestDatabase, testDatabase } from '@hq-field/testkit';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { legacyField } from '../fixtures/legacy-field.ts';
import { run } from '../run.ts';

const empty = () => testDatabase('empty_runner', async () => {});
const hqOf = async () => {
  const database = await empty();
  await made(database, (sql) => sql`create table hq_migrations (number int)`);
  return database;
};
const [field, hq, none] = await Promise.all([legacyField(), hqOf(), empty()]);
afterAll(() => Promise.all([field.drop(), hq.drop(), none.drop()]));

async function made<T>({ url }: TestDatabase, ask: (sql: postgres.Sql) => PromiseLike<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await ask(sql);
  } finally {
    await sql.end();
  }
}

async function throttle(RUNNER_DATABASE_URL: string, FIELD_DATABASE_URL: string) {
  let said = '';
  const take = (more: string) => void (said += more);
  return { code: await run(['throttle'], { settings: { RUNNER_DATABASE_URL, FIELD_DATABASE_URL }, print: take, say: take }), said };
}

test.each([
  ["holds Field's tables", field, none.url],
  ["holds HQ's tables", hq, none.url],
  // Empty as it is, only the settings say that it is one.
  ['is the one that FIELD_DATABASE_URL names', none, none.url.replace(/\/\/[^@/]*@?/u, '//somebody@')],
])('a database that %s is refused, and nothing is made in it', async (what, database, fieldUrl) => {
  expect(await throttle(database.url, fieldUrl)).toEqual({ code: 2, said: expect.stringContaining(what) });
  const schemas = await made(database, (sql) => sql`select from pg_namespace where nspname in ('migration', 'gates')`);
  expect(schemas).toHaveLength(0);
});
