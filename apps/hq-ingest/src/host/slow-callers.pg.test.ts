import { connect, type Socket } from 'node:net';
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

/** Sends the head of a batch and the beginning of its body. */
async function beginToSend(framing: string, beginning: string): Promise<Socket> {
  const headers = { ...(await signer.headers(batch)), host: '127.0.0.1' };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.write(`POST /trpc/records.applyBatch HTTP/1.1\r\n${head.join('')}${framing}\r\n\r\n${beginning}`);
  return socket;
}

const statuses = async () => {
  const counts = (await context.metrics.registry.metrics()).matchAll(
    /_duration_seconds_count\{procedure="records\.applyBatch",status="(\d+)"\} (\d+)/gu,
  );
  return Object.fromEntries([...counts].map(([, status, count]) => [status, Number(count)]));
};

test('a body that is cut off is a fault of its caller, not of the database', async () => {
  for (const [framing, beginning] of [
    [`content-length: ${batch.length}`, batch.slice(0, 9)],
    ['content-length: 5000000', batch.slice(0, 9)],
    ['transfer-encoding: chunked', `9\r\n${batch.slice(0, 9)}\r\n`],
  ] as const) {
    const sent = await beginToSend(framing, beginning);
    const known = logged.length;
    await new Promise<void>((resolve) => sent.write('', () => resolve()));
    sent.destroy();
    await until(() => logged.length > known, { timeoutMs: 10_000, what: 'the request has ended' });
  }
  expect(await statuses()).toEqual({ 400: 3 });
  expect(logged.filter((line) => !line.startsWith('{"level":20'))).toEqual([]);
});
