import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { startFaultProxy } from './fault-proxy/fault-proxy.ts';
import { testDatabase } from './test-database.ts';

// What tooling/patches adds to postgres.js: fewer ways to the server and back.
const database = await testDatabase('testkit_trips', () => Promise.resolve());
const proxy = await startFaultProxy({ to: Number(new URL(database.url).port) });
afterAll(async () => {
  await proxy.close();
  await database.drop();
});
const behindProxy = database.url.replace(/:\d+\//u, `:${proxy.port}/`);

/** Gives a pool to a test, and ends it. */
async function withPool(url: string, max: number, work: (pool: postgres.Sql) => Promise<void>): Promise<void> {
  const pool = postgres(url, { max, onnotice: () => {} });
  try {
    await work(pool);
  } finally {
    await pool.end({ timeout: 1 });
  }
}

test('what a transaction whose mode is named asks first goes to the server together with BEGIN', () =>
  withPool(behindProxy, 1, async (pool) => {
    await pool`select`;
    const tripsOf = async (options: string) => {
      const before = proxy.seen.exchanges;
      const answers = await pool.begin(options, (sql) => Promise.all([sql`select 1 as one`, sql`select 2 as two`]));
      expect(answers.map(([row]) => row)).toEqual([{ one: 1 }, { two: 2 }]);
      return proxy.seen.exchanges - before;
    };
    expect(await tripsOf('')).toBe(3);
    expect(await tripsOf('isolation level read committed')).toBe(2);
    expect(await tripsOf('read only')).toBe(2);
    await expect(pool.begin('read only', (sql) => sql`create table written ()`)).rejects.toMatchObject({ code: '25006' });
  }));

test('where BEGIN fails the transaction fails, nothing else of it is run, and the pool serves on', () =>
  withPool(database.url, 1, async (pool) => {
    const later = Promise.withResolvers<unknown>();
    await pool`create table written ()`;
    const failed = pool.begin('read only nonsense', async (sql) => {
      await sql`select 1`;
      await sql`insert into written default values`.catch((error: unknown) => later.resolve(error));
    });
    await expect(failed).rejects.toMatchObject({ code: '42601' });
    expect(await later.promise).toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect([...(await pool`select count(*)::int as written from written`)]).toEqual([{ written: 0 }]);
    expect(await pool.begin('read only', async (sql) => [...(await sql`select 1 as one`)])).toEqual([{ one: 1 }]);
  }));

test('the connection that was used last is used next', () =>
  withPool(database.url, 4, async (pool) => {
    const pidOf = async (work: Promise<postgres.RowList<postgres.Row[]>>) => Number((await work)[0]?.['pid']);
    const pid = () => pidOf(pool`select pg_backend_pid() as pid`);
    const all = await Promise.all(
      [1, 2, 3, 4].map(() => pidOf(pool.begin((sql) => sql`select pg_backend_pid() as pid from pg_sleep(0.2)`))),
    );
    expect(new Set(all).size).toBe(4);
    const first = await pid();
    expect([await pid(), await pid(), await pid(), await pid(), await pid()]).toEqual(Array(5).fill(first));
    const held = await pool.reserve();
    expect(await pidOf(held`select pg_backend_pid() as pid`)).toBe(first);
    expect(await pid()).not.toBe(first);
    held.release();
    expect(await pid()).toBe(first);
  }));

test('a connection whose socket has failed is not handed out when it is given back', () =>
  withPool(behindProxy, 2, async (pool) => {
    for (const turn of [1, 2, 3]) {
      const held = await pool.reserve();
      proxy.set({ cut: { 'before-answer': 1 } });
      await expect(held`select`).rejects.toMatchObject({ code: 'ECONNRESET' });
      proxy.heal();
      held.release();
      expect([...(await pool`select ${turn}::int as turn`)]).toEqual([{ turn }]);
    }
  }));
