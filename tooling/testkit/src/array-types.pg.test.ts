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

test('a connection that is opened to be held is handed out also when the types are known', async () => {
  const database = await testDatabase('testkit_types', () => Promise.resolve());
  const pool = postgres(database.url, { max: 3, onnotice: () => {} });
  try {
    await pool`select`;
    const held = await Promise.all([pool.reserve(), pool.reserve(), pool.reserve()]);
    const pids = await Promise.all(
      held.map(async (connection) => (await connection<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid),
    );
    expect(new Set(pids).size).toBe(3);
    for (const connection of held) connection.release();
    expect([...(await pool`select 1 as one`)]).toEqual([{ one: 1 }]);
  } finally {
    await pool.end({ timeout: 1 });
    await database.drop();
  }
});
