import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import postgres from 'postgres';
import { expect, test } from 'vitest';

// What tooling/patches mends in postgres.js: without it each of these waits for ever, and connects as fast as it can meanwhile.
const listeners: Record<string, (socket: Socket) => void> = {
  'closes at once': (socket) => void socket.end(),
  'closes when it is spoken to': (socket) => void socket.once('data', () => socket.end()),
  'serves something else': (socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
};
const kinds: Record<string, (sql: postgres.Sql) => Promise<unknown>> = {
  'a query': (sql) => sql`select 1`,
  'a transaction': (sql) => sql.begin((transaction) => transaction`select 1`),
  'a held connection': (sql) => sql.reserve(),
};
const cases = Object.keys(listeners).flatMap((listener) => Object.keys(kinds).map((kind) => [listener, kind] as const));

test.each(cases)('where somebody listens who %s, %s ends with an error', async (listener, kind) => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
    listeners[listener]?.(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sql = postgres(`postgres://127.0.0.1:${(server.address() as AddressInfo).port}/field`, { max: 1 });
  try {
    await expect(kinds[kind]?.(sql)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(connections).toBe(1);
  } finally {
    await sql.end({ timeout: 0 });
    server.close();
  }
});

test('the name of a database in a URL is decoded', async () => {
  const sql = postgres('postgres://127.0.0.1/my%20field%2Fdb', { max: 1 });
  expect(sql.options.database).toBe('my field/db');
  await sql.end();
});
