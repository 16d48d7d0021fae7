import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkClient, conformanceText, createStubServer, failures, type Push } from '@hq-field/contracts/conformance';
import { expect, test } from 'vitest';
import { createHqClient } from './hq-client.ts';
import { HqError } from './hq-error.ts';

const firstPauseMs = 20;

test('the client does what the contract asks of one, whatever HQ answers', { timeout: 240_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  const signingKeyFile = join(folder, 'key.json');
  // Sends again as the senders of this package's users do: while the error says so, after the pause that HQ asked for.
  const push: Push = async (batch, { url, privateKey, timeoutMs }) => {
    await writeFile(signingKeyFile, JSON.stringify(privateKey));
    const client = createHqClient({ url, signingKeyFile, timeoutMs });
    for (;;) {
      try {
        return await client.applyBatch(batch);
      } catch (error) {
        if (!(error instanceof HqError) || !error.retryable) throw error;
        await sleep(error.retryAfterMs ?? firstPauseMs);
      }
    }
  };
  try {
    const report = await checkClient(push);
    expect(failures(report), conformanceText(report)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a page of a proxy is told from an HQ that cannot be reached, and its Retry-After is kept', async () => {
  const page = { status: 503, headers: { 'content-type': 'text/html', 'retry-after': '7' }, body: '<html></html>' };
  const stub = await createStubServer({ intercept: () => Promise.resolve(page) });
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  const signingKeyFile = join(folder, 'key.json');
  await writeFile(signingKeyFile, JSON.stringify(stub.privateKey));
  try {
    const refused = createHqClient({ url: stub.url, signingKeyFile }).hello();
    await expect(refused).rejects.toMatchObject({ code: 'answer_invalid', retryable: true, retryAfterMs: 7000 });
    await expect(refused).rejects.toThrow(/answered 503/);
  } finally {
    await stub.stop();
    await rm(folder, { recursive: true });
  }
});
