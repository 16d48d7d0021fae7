import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { extractColumns } from '@hq-field/contracts';
import { createStubServer, type Intercept, type StubServer } from '@hq-field/contracts/conformance';
import { afterEach, expect, test } from 'vitest';
import { createHqClient } from './hq-client.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let stub: StubServer;
let folder: string;
afterEach(async () => {
  await stub.stop();
  await rm(folder, { recursive: true });
});

/** The extract of people of an HQ that has none. */
async function extractFrom(intercept: Intercept): Promise<AsyncIterable<Uint8Array>> {
  stub = await createStubServer({ intercept });
  folder = await mkdtemp(join(tmpdir(), 'extract-'));
  const signingKeyFile = join(folder, 'key.json');
  await writeFile(signingKeyFile, JSON.stringify(stub.privateKey));
  return createHqClient({ url: stub.url, signingKeyFile }).extract('users');
}

test('an extract that is not read at once is whole, whatever the garbage collector does meanwhile', async () => {
  // Found by rehearse --accounts 2000 --seed 7: the extract of HQ was empty, because that of Field took its time.
  const body = await extractFrom((_request, next) => next());
  for (let round = 0; round < 20; round += 1) {
    collectGarbage();
    await setImmediate();
  }
  expect(Buffer.concat(await Array.fromAsync(body)).toString()).toBe(`${extractColumns('users').join(',')}\n`);
});

test('an extract that breaks off is an HQ that cannot be reached', async () => {
  const body = await extractFrom(async (_request, next) => ({ ...(await next()), cutAfter: 5 }));
  await expect(Array.fromAsync(body)).rejects.toMatchObject({ name: 'HqError', code: 'unreachable', retryable: true });
});
