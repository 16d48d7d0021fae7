import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '@hq-field/testkit';
import { startProcess } from '@hq-field/testkit/processes';
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

/** Asks for an extract and closes the socket after so many milliseconds. */
async function askAndLeave(file: string, milliseconds: number): Promise<void> {
  const headers = Object.entries(await signer.headers('')).map(([name, value]) => `${name}: ${value}\r\n`);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.write(`GET /extracts/${file} HTTP/1.1\r\nhost: 127.0.0.1\r\n${headers.join('')}\r\n`);
      setTimeout(() => socket.destroy(), milliseconds);
    });
    socket.on('error', () => socket.destroy());
    socket.once('close', () => resolve());
  });
}

test('a reader who leaves before the answer begins does not end HQ', async () => {
  for (const file of ['users.csv', 'companies.csv'])
    for (let milliseconds = 0; milliseconds < 15; milliseconds += 1) await askAndLeave(file, milliseconds);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});
