import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { extractColumns } from '@hq-field/contracts';
import { createStubServer } from '@hq-field/contracts/conformance';
import { expect, test } from 'vitest';
import { createHqClient } from './hq-client.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('an extract that is not read at once is whole, whatever the garbage collector does meanwhile', async () => {
  // Found by rehearse --accounts 2000 --seed 7: the extract of HQ was empty, because that of Field took its time.
  const stub = await createStubServer();
  const folder = await mkdtemp(join(tmpdir(), 'extract-'));
  const signingKeyFile = join(folder, 'key.json');
  await writeFile(signingKeyFile, JSON.stringify(stub.privateKey));
  try {
    const body = await createHqClient({ url: stub.url, signingKeyFile }).extract('users');
    for (let round = 0; round < 20; round += 1) {
      collectGarbage();
      await setImmediate();
    }
    expect(Buffer.concat(await Array.fromAsync(body)).toString()).toBe(`${extractColumns('users').join(',')}\n`);
  } finally {
    await stub.stop();
    await rm(folder, { recursive: true });
  }
});

test('an extract that breaks off is an unreachable HQ, as any other answer that does', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/csv' });
    response.write('email\n', () => response.destroy());
  });
  const folder = await mkdtemp(join(tmpdir(), 'extract-'));
  const signingKeyFile = join(folder, 'key.json');
  const stub = await createStubServer();
  await writeFile(signingKeyFile, JSON.stringify(stub.privateKey));
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const body = await createHqClient({ url: `http://127.0.0.1:${port}`, signingKeyFile }).extract('users');
    await expect(Array.fromAsync(body)).rejects.toMatchObject({ name: 'HqError', code: 'unreachable', retryable: true });
  } finally {
    server.close();
    await stub.stop();
    await rm(folder, { recursive: true });
  }
});
