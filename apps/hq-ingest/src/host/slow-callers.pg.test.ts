import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { loadHeader } from '@hq-field/contracts';
import { testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import { afterAll, expect, test } from 'vitest';
import { createContext } from '../context.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { createSigner } from '../fixtures/signer.ts';
import { createLog } from './log.ts';
import { startServer } from './server.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const signer = createSigner();
const logged: string[] = [];
const context = createContext(
  { databaseUrl: hq.url, publicKeys: signer.publicKeys, tolerance: 2, connections: 4, logLevel: 'silent' },
  { database: hq.database, log: createLog('debug', { write: (line) => void logged.push(line) }) },
);
const server = await startServer(context, { host: '127.0.0.1', port: 0 });
afterAll(async () => {
  await server.stop(1000);
  await hq.close();
});

const batch = JSON.stringify({ source: 'field', batchId: '0190a000-0000-4000-8000-000000000001', records: {} });

/** Ways to announce a body, each with what is sent of it. */
const beginnings = [
  [`content-length: ${batch.length}`, batch.slice(0, 9)],
  ['content-length: 5000000', batch.slice(0, 9)],
  ['transfer-encoding: chunked', `9\r\n${batch.slice(0, 9)}\r\n`],
] as const;

/** Sends the head of a batch, waits until HQ has begun with it, and sends the beginning of its body. */
async function beginToSend(framing: string, beginning: string, port = server.port): Promise<Socket> {
  const headers = { ...(await signer.headers(batch)), host: '127.0.0.1', expect: '100-continue' };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.write(`POST /trpc/records.applyBatch HTTP/1.1\r\n${head.join('')}${framing}\r\n\r\n`);
  const [begun] = (await once(socket, 'data')) as [Buffer];
  expect(begun.toString()).toMatch(/^HTTP\/1\.1 100 /u);
  await new Promise<void>((resolve) => socket.write(beginning, () => resolve()));
  return socket;
}

const statuses = async () => {
  const counts = (await context.metrics.registry.metrics()).matchAll(
    /_duration_seconds_count\{procedure="records\.applyBatch",status="(\d+)"\} (\d+)/gu,
  );
  return Object.fromEntries([...counts].map(([, status, count]) => [status, Number(count)]));
};

test('a body that is cut off is a fault of its caller, not of the database', async () => {
  for (const [framing, beginning] of beginnings) {
    const sent = await beginToSend(framing, beginning);
    const known = logged.length;
    sent.destroy();
    await until(() => logged.length > known, { timeoutMs: 10_000, what: 'the request has ended' });
  }
  expect(await statuses()).toEqual({ 400: 3 });
  expect(logged.filter((line) => !line.startsWith('{"level":20'))).toEqual([]);
});

test('bodies that stop on their way keep nobody out', async () => {
  const held = await Promise.all(beginnings.map(([framing, beginning]) => beginToSend(framing, beginning)));
  const url = `http://127.0.0.1:${server.port}/trpc/records.applyBatch`;
  const answer = await fetch(url, { method: 'POST', body: batch, headers: await signer.headers(batch) });
  expect([answer.status, answer.headers.get(loadHeader)]).toEqual([200, '0']);
  for (const socket of held) socket.destroy();
});

test('a request that does not arrive in time is answered 408, and its connection is closed', async () => {
  const impatient = await startServer(context, { host: '127.0.0.1', port: 0, arrivalTimeoutMs: 200 });
  const socket = await beginToSend(`content-length: ${batch.length}`, batch.slice(0, 9), impatient.port);
  let answer = '';
  socket.on('data', (data: Buffer) => (answer += data.toString()));
  await until(() => socket.closed, { timeoutMs: 10_000, what: 'the connection is closed' });
  expect(answer).toMatch(/^HTTP\/1\.1 408 /u);
});
