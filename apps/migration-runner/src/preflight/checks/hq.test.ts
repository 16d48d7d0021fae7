import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractVersion } from '@hq-field/contracts';
import { createStubServer, type StubServer } from '@hq-field/contracts/conformance';
import { createHqClient } from '@hq-field/field-adapter';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checked, hqThatSays } from '../fixtures/checked.ts';
import { hq } from './hq.ts';

let stub: StubServer;
let folder: string;
beforeEach(async () => {
  [stub, folder] = await Promise.all([createStubServer(), mkdtemp(join(tmpdir(), 'preflight-hq-'))]);
});
afterEach(() => Promise.all([stub.stop(), rm(folder, { recursive: true })]));

/** HQ over the wire, with a key that it knows or another one. */
async function over(url: string, key: object = stub.privateKey) {
  const signingKeyFile = join(folder, 'key.json');
  await writeFile(signingKeyFile, JSON.stringify(key));
  return { hq: async () => createHqClient({ url, signingKeyFile }) };
}

test('an HQ that speaks our contract passes', async () => {
  expect(await checked(hq, await over(stub.url))).toMatchObject({
    ok: true,
    message: `contract ${contractVersion}, ours is ${contractVersion}`,
  });
});

test('one that ends our contract passes, and says until when', async () => {
  const { ok, message } = await checked(hq, hqThatSays({ contractVersion: '1.9.0', sunset: '2027-01-01T00:00:00.000Z' }));
  expect([ok, message]).toEqual([true, expect.stringContaining('served until 2027-01-01T00:00:00.000Z: move to the next major before')]);
});

test('one that is away fails, with its address', async () => {
  await stub.stop();
  const { ok, message } = await checked(hq, await over(stub.url));
  expect([ok, message]).toEqual([false, expect.stringContaining(`HQ cannot be reached at ${stub.url}`)]);
  stub = await createStubServer();
});

test('one that does not know our key fails', async () => {
  const stranger = await createStubServer();
  await stranger.stop();
  const { ok, message } = await checked(hq, await over(stub.url, stranger.privateKey));
  expect([ok, message]).toEqual([
    false,
    expect.stringMatching(/^The token .*: HQ_PUBLIC_KEYS_FILE of HQ must hold the public key of RUNNER_SIGNING_KEY_FILE/u),
  ]);
});
