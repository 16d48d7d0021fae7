import { startPostgres, testPostgres } from '@hq-field/testkit';
import { startFaultProxy } from '@hq-field/testkit/fault-proxy';
import { until } from '@hq-field/testkit/until';
import { expect, test } from 'vitest';
import { createContext } from '../context.ts';
import { account } from '../fixtures/records.ts';
import { createSigner } from '../fixtures/signer.ts';
import { migrate } from '../hq-db/migrate.ts';
import { createApp } from './app.ts';
import { startServer } from './server.ts';

test('while its database is killed HQ answers 503 and stays up; it goes on by itself when the database is back', async () => {
  const server = await startPostgres({ binaries: testPostgres().binaries });
  await server.createDatabase('hq');
  await migrate(server.url('hq'));
  const signer = createSigner();
  const context = createContext({
    databaseUrl: server.url('hq'),
    publicKeys: signer.publicKeys,
    tolerance: 16,
    connections: 4,
    logLevel: 'silent',
  });
  const app = createApp(context);
  const send = async (name: string) => {
    const body = JSON.stringify({
      source: 'field',
      batchId: '0190a000-0000-4000-8000-000000000001',
      records: { account: [account(name)] },
    });
    const response = await app.request('http://hq/trpc/records.applyBatch', { method: 'POST', body, headers: await signer.headers(body) });
    return {
      status: response.status,
      answer: (await response.json()) as { error?: { data: { reason: string } }; result?: { data: { counts: object } } },
    };
  };

  expect((await send('before')).status).toBe(200);
  const inFlight = Promise.all(Array.from({ length: 8 }, (_, index) => send(`during${index}`)));
  await server.kill();
  for (const { status } of await inFlight) expect([200, 503]).toContain(status);
  const down = await send('down');
  expect([down.status, down.answer.error?.data.reason]).toEqual([503, 'unavailable']);
  expect((await app.request('http://hq/readyz')).status).toBe(503);
  expect((await app.request('http://hq/healthz')).status).toBe(200);

  await server.start();
  await until(async () => (await send('after')).status === 200, { timeoutMs: 20_000, what: 'HQ takes batches again' });
  expect((await send('before')).answer.result?.data.counts).toMatchObject({ unchanged: 1 });
  await context.database.close();
  await server.stop();
});

test('a server ends in its time although its database neither answers nor breaks off', async () => {
  const direct = new URL(testPostgres().url('postgres'));
  const proxy = await startFaultProxy({ to: Number(direct.port) });
  direct.port = String(proxy.port);
  const context = createContext({
    databaseUrl: direct.href,
    publicKeys: createSigner().publicKeys,
    tolerance: 16,
    connections: 1,
    logLevel: 'silent',
  });
  const server = await startServer(context, { host: '127.0.0.1', port: 0 });
  expect((await fetch(`http://127.0.0.1:${server.port}/readyz`)).status).toBe(503);
  proxy.set({ halfOpen: true });
  const delivery = context.database.read`select 1`.then(
    () => 'answered',
    () => 'given up',
  );
  await server.stop(
    200,
    delivery.then(() => {}),
  );
  expect(await delivery).toBe('given up');
  await proxy.close();
});
