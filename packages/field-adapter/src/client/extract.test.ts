import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
    expect(await new Response(body).text()).toBe(`${extractColumns('users').join(',')}\n`);
  } finally {
    await stub.stop();
    await rm(folder, { recursive: true });
  }
});
