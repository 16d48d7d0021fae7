import postgres from 'postgres';
import { expect, test } from 'vitest';
import { testDatabase } from './test-database.ts';

// What tooling/patches mends in postgres.js: each connection asked anew what types of arrays there are.
test('a pool asks once for the types of arrays, and all its connections take and give them', async () => {
  const database = await testDatabase('testkit_types', () => Promise.resolve());
  let asked = 0;
  const pool = postgres(database.url, {
    max: 4,
    onnotice: () => {},
    debug: (_connection, query) => {
      if (query.includes('typarray')) asked += 1;
    },
  });
  try {
    await pool`select`;
    const answers = await Promise.all(
      [1, 2, 3, 4].map((number) =>
        pool.begin(
          (sql) => sql<{ pid: number; given: number[] }[]>`
            select pg_backend_pid() as pid, ${[number, 9]}::int[] as given from pg_sleep(0.2)`,
        ),
      ),
    );
    expect(answers.map(([row]) => row?.given)).toEqual([1, 2, 3, 4].map((number) => [number, 9]));
    expect(new Set(answers.map(([row]) => row?.pid)).size).toBe(4);
    expect(asked).toBe(1);
  } finally {
    await pool.end({ timeout: 1 });
    await database.drop();
  }
});
