import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { checkServer, type CheckServerOptions, conformanceText, failures, serviceTokens } from '@hq-field/contracts/conformance';
import { testDatabase } from '@hq-field/testkit';
import type { JSONWebKeySet } from 'jose';
import { afterAll, expect, test } from 'vitest';
import { createContext } from '../context.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { seedOwnRows } from '../fixtures/own-rows.ts';
import { type HqServer, startServer } from './server.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const { privateKey } = generateKeyPairSync('ed25519');
const publicKeys = { keys: [{ ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: 'kit', alg: 'EdDSA' }] } as JSONWebKeySet;
const options = { databaseUrl: hq.url, publicKeys, tolerance: 8, connections: 4, logLevel: 'silent' };
const server: HqServer = await startServer(createContext(options, { database: hq.database }), { host: '127.0.0.1', port: 0 });
const tokens = serviceTokens({ ...privateKey.export({ format: 'jwk' }), kid: 'kit' });
afterAll(async () => {
  await server.stop(1000);
  await hq.close();
});

/** What an HQ answers by what it holds; how it judges requests is seen on the empty one. */
const byWhatIsHeld = ['Outcomes', 'Idempotency', 'Creations', 'Verification', 'Extracts', 'Adoption'];

test.each<[string, Pick<CheckServerOptions, 'sections'>]>([
  ['an empty HQ', {}],
  ['an HQ that holds what the first run left', { sections: byWhatIsHeld }],
])('%s does what the contract says', { timeout: 900_000 }, async (_, sections) => {
  expect((await hq.rows('select from tombstones')).length > 0).toBe('sections' in sections);
  const url = `http://127.0.0.1:${server.port}`;
  const report = await checkServer({ url, seed: (rows) => seedOwnRows(hq.database, rows), ...tokens, ...sections });
  expect(failures(report), conformanceText(report)).toEqual([]);
  expect(report.leftOut).toEqual([]);
});
