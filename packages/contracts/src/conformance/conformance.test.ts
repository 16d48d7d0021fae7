import { expect, test } from 'vitest';
import { checkServer, conformanceText, createStubServer, failures, serviceTokens } from './index.ts';

test('the stub does what the kit asks of a server', { timeout: 60_000 }, async () => {
  const stub = await createStubServer();
  try {
    const report = await checkServer({ url: stub.url, seed: stub.seed, ...serviceTokens(stub.privateKey) });
    expect(failures(report), conformanceText(report)).toEqual([]);
  } finally {
    await stub.stop();
  }
});
