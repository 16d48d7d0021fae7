import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '@hq-field/testkit';
import { startProcess } from '@hq-field/testkit/processes';
import { until } from '@hq-field/testkit/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { account, company, user } from '../fixtures/records.ts';
import { createSigner } from '../fixtures/signer.ts';

// A process of its own: what readers must not do is end it.
const hq = openTestHq(await testDatabase('hq', prepareHq));
const signer = createSigner();
const folder = mkdtempSync(join(tmpdir(), 'hq-extracts-'));
writeFileSync(join(folder, 'keys.json'), JSON.stringify(signer.publicKeys));
const server = startProcess(join(import.meta.dirname, '..', 'main.ts'), {
  arguments: ['serve'],
  env: { HQ_PORT: '0', HQ_DATABASE_URL: hq.url, HQ_PUBLIC_KEYS_FILE: join(folder, 'keys.json') },
});
const url = (await server.line(/HQ listens on (http\S+)/))[1] ?? '';
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
  await hq.close();
});

// Larger than what the buffers of all sockets on the way hold.
const companies = 20;
const bytesOfCompany = 2 * 1024 * 1024;
beforeAll(async () => {
  await hq.send({
    account: [account('acme')],
    user: Array.from({ length: 500 }, (_, index) => user(`person${index}`)),
    company: Array.from({ length: companies }, (_, index) => company(`co${index}`, { name: `Company ${index}` })),
  });
  await hq.rows(`update companies set description = repeat('d', ${bytesOfCompany})`);
});

const read = async (file: string, init: RequestInit = {}) =>
  fetch(`${url}/extracts/${file}`, { ...init, headers: await signer.headers('') });
const connections = async () =>
  (await hq.rows<{ count: number }>(`select count(*)::int from pg_stat_activity where application_name like 'hq-ingest extract %'`))[0]
    ?.count;
const noneIsLeft = () => until(async () => (await connections()) === 0, { timeoutMs: 10_000, what: 'no connection of an extract is left' });

/** Asks for an extract and closes the socket after so many milliseconds, or chunks of the answer. */
async function askAndLeave(file: string, after: { milliseconds: number } | { chunks: number }): Promise<void> {
  const headers = Object.entries(await signer.headers('')).map(([name, value]) => `${name}: ${value}\r\n`);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.write(`GET /extracts/${file} HTTP/1.1\r\nhost: 127.0.0.1\r\n${headers.join('')}\r\n`);
      if ('milliseconds' in after) setTimeout(() => socket.destroy(), after.milliseconds);
    });
    let chunks = 0;
    socket.on('data', () => {
      chunks += 1;
      if ('chunks' in after && chunks >= after.chunks) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.once('close', () => resolve());
  });
}

test('a reader who leaves before the answer begins does not end HQ, and leaves no connection', async () => {
  for (const file of ['users.csv', 'companies.csv'])
    for (let milliseconds = 0; milliseconds < 15; milliseconds += 1) await askAndLeave(file, { milliseconds });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  await noneIsLeft();
});

test('a reader who leaves in the middle takes the connection along', async () => {
  for (let chunks = 1; chunks <= 12; chunks += 1) await askAndLeave('companies.csv', { chunks });
  await noneIsLeft();
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('a slow reader keeps the database waiting, gets the whole extract, and its connection ends with it', async () => {
  const answer = await read('companies.csv');
  const waits = `select 1 from pg_stat_activity where application_name like 'hq-ingest extract %' and wait_event = 'ClientWrite'`;
  await until(async () => (await hq.rows(waits)).length === 1, { timeoutMs: 10_000, what: 'the database waits for the reader' });
  expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(companies * bytesOfCompany);
  await noneIsLeft();
});

test('HEAD is answered with the headers of GET, and asks the database nothing', async () => {
  const head = await read('companies.csv', { method: 'HEAD' });
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
  expect((await read('nothing.csv', { method: 'HEAD' })).status).toBe(400);
  await noneIsLeft();
});

test('an extract whose connection is killed is cut off, which the log says as JSON and nobody else', async () => {
  const answer = await read('companies.csv');
  const reader = answer.body?.getReader();
  await reader?.read();
  await hq.rows(`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'hq-ingest extract %'`);
  const rest = async () => {
    while (!(await reader?.read())?.done);
  };
  await expect(rest()).rejects.toThrow('terminated');
  const line = /an extract was cut off/u;
  await server.line(line, { timeoutMs: 5000 });
  const printed = server.output().split('\n');
  expect(printed.filter((text) => !/^(?:HQ listens|The console|\{"level")/u.test(text))).toEqual([]);
  expect(printed.filter((text) => line.test(text)).map((text) => JSON.parse(text) as unknown)).toMatchObject([
    { extract: 'companies', err: { code: 'CONNECTION_CLOSED' } },
  ]);
});
