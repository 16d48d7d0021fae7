import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { testDatabase } from './test-database.ts';

// What tooling/patches adds to postgres.js: fewer ways to the server and back.

/** A way to a server that keeps what was sent to it, piece by piece, and is cut where something is said. */
async function recorded(url: string, cutAt: string | null = null): Promise<{ url: string; pieces: string[]; close(): void }> {
  const target = new URL(url);
  const { hostname, port } = target;
  const pieces: string[] = [];
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    client.on('data', (piece) => {
      pieces.push(piece.toString('latin1'));
      if (cutAt !== null && piece.includes(cutAt)) client.resetAndDestroy();
    });
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  target.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: target.href, pieces, close: () => void server.close() };
}

test('what a transaction that only reads asks first goes to the server together with BEGIN', async () => {
  const database = await testDatabase('testkit_trips', () => Promise.resolve());
  const way = await recorded(database.url);
  const pool = postgres(way.url, { max: 1, onnotice: () => {} });
  const sentWith = (begin: string) => way.pieces.find((piece) => piece.includes(begin)) ?? '';
  try {
    await pool`select`;
    const answers = await pool.begin('read only', (sql) =>
      Promise.all([sql`select 1 as first_question`, sql`select 2 as second_question`]),
    );
    expect(answers.map(([row]) => row)).toEqual([{ first_question: 1 }, { second_question: 2 }]);
    expect(sentWith('begin read only')).toMatch(/first_question.*second_question/su);
    await expect(pool.begin('read only', (sql) => sql`create table written ()`)).rejects.toMatchObject({ code: '25006' });
    await pool.begin('isolation level repeatable read', (sql) => sql`select 3 as third_question`);
    expect(sentWith('begin isolation')).not.toContain('third_question');
  } finally {
    await pool.end({ timeout: 1 });
    way.close();
    await database.drop();
  }
});

test('where BEGIN fails the transaction fails, nothing else of it is run, and the pool serves on', async () => {
  const database = await testDatabase('testkit_trips', () => Promise.resolve());
  const pool = postgres(database.url, { max: 1, onnotice: () => {} });
  const later = Promise.withResolvers<unknown>();
  try {
    await pool`create table written ()`;
    const failed = pool.begin('read only nonsense', async (sql) => {
      await sql`select 1`;
      await sql`insert into written default values`.catch((error: unknown) => later.resolve(error));
    });
    await expect(failed).rejects.toMatchObject({ code: '42601' });
    expect(await later.promise).toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect([...(await pool`select count(*)::int as written from written`)]).toEqual([{ written: 0 }]);
    expect(await pool.begin('read only', async (sql) => [...(await sql`select 1 as one`)])).toEqual([{ one: 1 }]);
  } finally {
    await pool.end({ timeout: 1 });
    await database.drop();
  }
});

test('the connection that was used last is used next', async () => {
  const database = await testDatabase('testkit_trips', () => Promise.resolve());
  const pool = postgres(database.url, { max: 4, onnotice: () => {} });
  const pidOf = async (work: Promise<postgres.RowList<postgres.Row[]>>) => Number((await work)[0]?.['pid']);
  const pid = () => pidOf(pool`select pg_backend_pid() as pid`);
  try {
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
  } finally {
    await pool.end({ timeout: 1 });
    await database.drop();
  }
});

test('a connection whose socket has failed is not handed out when it is given back', async () => {
  const database = await testDatabase('testkit_trips', () => Promise.resolve());
  const way = await recorded(database.url, 'rollback');
  const pool = postgres(way.url, { max: 2, onnotice: () => {} });
  try {
    for (const turn of [1, 2, 3]) {
      const held = await pool.reserve();
      await expect(held`rollback`).rejects.toMatchObject({ code: 'ECONNRESET' });
      held.release();
      expect([...(await pool`select ${turn}::int as turn`)]).toEqual([{ turn }]);
    }
  } finally {
    await pool.end({ timeout: 1 });
    way.close();
    await database.drop();
  }
});
