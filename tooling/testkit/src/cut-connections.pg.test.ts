import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { testDatabase } from './test-database.ts';

// What tooling/patches mends in postgres.js: work that is never settled, and a process that ends, when connections are cut.
const cuts = 40;
const patienceMs = 10_000;

/** Kinds of work as our programs do it; each opens what it needs and leaves nothing open. */
const kinds: Record<string, (sql: postgres.Sql) => Promise<unknown>> = {
  'a query': (sql) => sql`select ${'x'.repeat(2000)}::text, pg_sleep(0.001)`,
  'a transaction': (sql) => sql.begin(async (tx) => [await tx`select 1`, await tx`select pg_sleep(0.002)`]),
  'a cursor of a held connection': (sql) =>
    held(sql, async (session) => {
      let rows = 0;
      for await (const page of session`select n from generate_series(1, 3000) n`.cursor(500)) {
        await sleep(2);
        rows += page.length;
      }
      if (rows !== 3000) throw new Error(`The rows ended at ${rows} without an error.`);
    }),
  'a cursor that its reader leaves': (sql) =>
    held(sql, async (session) => {
      for await (const page of session`select n from generate_series(1, 3000) n`.cursor(500)) {
        await sleep(3);
        if (page[0]?.['n'] === 501) return;
      }
    }),
};

async function held(sql: postgres.Sql, work: (session: postgres.ReservedSql) => Promise<void>): Promise<void> {
  const session = await sql.reserve();
  try {
    await session`begin isolation level repeatable read read only`;
    await work(session);
    await session`commit`;
  } finally {
    await session`rollback`.catch(() => {});
    session.release();
  }
}

test('work whose connections are cut fails or succeeds, but always ends, and the pool serves on', { timeout: 120_000 }, async () => {
  const database = await testDatabase('testkit_cut', () => Promise.resolve());
  const pool = postgres(database.url, {
    max: 6,
    onnotice: () => {},
    connect_timeout: 3,
    backoff: () => 0.05,
    connection: { application_name: 'cut' },
  });
  const knife = postgres(database.url, { max: 1, onnotice: () => {} });
  const unsettled = new Map<string, number>();
  const endings = { done: 0, failed: 0 };
  const wrong: unknown[] = [];
  let cutting = true;

  async function repeat(name: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
    while (cutting) {
      unsettled.set(name, (unsettled.get(name) ?? 0) + 1);
      await work(pool).then(
        () => (endings.done += 1),
        (error: unknown) => {
          endings.failed += 1;
          if (!(error instanceof Error && 'code' in error)) wrong.push(error);
        },
      );
      unsettled.set(name, (unsettled.get(name) ?? 0) - 1);
      await sleep(0);
    }
  }

  const loops = Object.entries(kinds).flatMap(([name, work]) => [1, 2, 3].map(() => repeat(name, work)));
  for (let cut = 0; cut < cuts; cut += 1) {
    await knife`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cut'`;
    await sleep(5 + (cut % 7) * 10);
  }
  cutting = false;
  await Promise.race([Promise.all(loops), sleep(patienceMs)]);
  expect(
    [...unsettled].filter(([, count]) => count > 0),
    'work that never ended',
  ).toEqual([]);
  expect(wrong).toEqual([]);
  // A cut may meet an idle connection.
  expect(endings.failed).toBeGreaterThan(cuts / 2);
  expect(endings.done).toBeGreaterThan(0);
  const after = await Promise.race([
    Promise.all(Object.values(kinds).map((work) => work(pool).then(() => 'done'))),
    sleep(patienceMs, 'nothing'),
  ]);
  expect(after).toEqual(Object.keys(kinds).map(() => 'done'));
  await Promise.all([pool.end({ timeout: 1 }), knife.end({ timeout: 1 })]);
  await database.drop();
});
