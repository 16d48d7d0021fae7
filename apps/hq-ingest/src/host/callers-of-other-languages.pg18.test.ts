import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeBlocks, exchangesOf, openApiDocument } from '@hq-field/contracts/documentation';
import { contractVersion } from '@hq-field/contracts';
import { serviceTokens } from '@hq-field/contracts/conformance';
import { testDatabase } from '@hq-field/testkit';
import { createPrivateKey } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createContext } from '../context.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { readPublicKeys } from './public-keys.ts';
import { type HqServer, startServer } from './server.ts';

// The blocks of the contract's README as a reader copies them: keys, a batch by curl, the same by Ruby.
const readme = join(createRequire(import.meta.url).resolve('@hq-field/contracts/package.json'), '..', 'README.md');
const blocks = codeBlocks(readFileSync(readme, 'utf8'));
const [makeKeys = '', applyBatch = ''] = blocks.filter(({ language }) => language === 'bash').map(({ text }) => text);
const [ruby = ''] = blocks.filter(({ language }) => language === 'ruby').map(({ text }) => text);

const folder = mkdtempSync(join(tmpdir(), 'hq-callers-'));
const hq = openTestHq(await testDatabase('hq', prepareHq));
await run('bash', ['-c', makeKeys]);
const publicKeys = await readPublicKeys(join(folder, 'public-keys.json'));
const options = { databaseUrl: hq.url, publicKeys, tolerance: 8, connections: 4, logLevel: 'silent' };
const server: HqServer = await startServer(createContext(options, { database: hq.database }), { host: '127.0.0.1', port: 0 });
const url = `http://127.0.0.1:${server.port}`;
afterAll(async () => {
  await server.stop(1000);
  await hq.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => hq.empty());

function run(program: string, given: readonly string[], env: Record<string, string> = {}) {
  return promisify(execFile)(program, given, { cwd: folder, env: { PATH: process.env['PATH'], ...env } });
}

const rubyVersion = spawnSync('ruby', ['--version']).stdout?.toString() ?? '';

test('a caller with nothing but curl and openssl applies a batch, and again', async () => {
  const first = JSON.parse((await run('bash', ['-c', applyBatch], { HQ_URL: url })).stdout);
  expect(first.result.data).toMatchObject({ counts: { applied: 1 }, outcomes: { account: [{ outcome: 'applied' }] } });
  expect(await hq.rows('select name from accounts')).toEqual([{ name: 'Northwind Builders' }]);
  const second = JSON.parse((await run('bash', ['-c', applyBatch], { HQ_URL: url })).stdout);
  expect(second.result.data).toMatchObject({ counts: { unchanged: 1 } });
});

test('the batch of another version of the contract is refused, and curl says so by its exit code', async () => {
  const other = applyBatch.replace('x-contract-version: 1.', 'x-contract-version: 9.');
  const refused: unknown = await run('bash', ['-c', other], { HQ_URL: url }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 22, stdout: expect.stringContaining('"reason":"contract_mismatch"') });
});

test('the README speaks the major version of the contract', () => {
  const [major] = contractVersion.split('.');
  const said = [applyBatch, ruby].map((text) => /x-contract-version\W+(\d+)\.\d+\.\d+/u.exec(text)?.[1]);
  expect(said, 'Bring the examples of packages/contracts/README.md up to date, then run: pnpm contract docs').toEqual([major, major]);
});

test.skipIf(rubyVersion === '')('a caller of Ruby applies a batch (skipped where there is no ruby)', async () => {
  await run('bash', ['-c', applyBatch], { HQ_URL: url });
  const { stdout } = await run('ruby', ['-e', ruby], { HQ_URL: url });
  expect(JSON.parse(stdout)).toEqual({ applied: 0, unchanged: 1, stale: 0, deferred: 0, rejected: 0 });
});

/** What every server says in its own way. */
const ownWords = (key: string, value: unknown): unknown =>
  ['hqId', 'serverTime', 'load', 'message', 'sunset'].includes(key) ? key : value;

test('HQ answers the examples of the documentation as they say', async () => {
  const key = createPrivateKey(readFileSync(join(folder, 'field.pem')));
  const { token } = serviceTokens({ ...key.export({ format: 'jwk' }), kid: 'field-1' });
  for (const { path, input, output } of exchangesOf.hq) {
    const body = Buffer.from(JSON.stringify(input));
    const authorization = `Bearer ${await token(body, ['ingest', 'verify'])}`;
    const response = await fetch(`${url}/trpc/${path}`, {
      method: 'POST',
      body,
      headers: { authorization, 'x-contract-version': contractVersion },
    });
    expect(JSON.parse(await response.text(), ownWords)).toEqual({ result: { data: JSON.parse(JSON.stringify(output), ownWords) } });
  }
});

test('the pages of operators answer as the OpenAPI document says', async () => {
  const paths = openApiDocument()['paths'] as Record<
    string,
    { get: { responses: Record<string, { content: Record<string, { example: unknown }> }> } }
  >;
  for (const path of ['/healthz', '/readyz']) {
    const response = await fetch(`${url}${path}`);
    expect(await response.json()).toEqual(paths[path]?.get.responses[response.status]?.content['application/json']?.example);
  }
  const metrics = await fetch(`${url}/metrics`);
  expect(Object.keys(paths['/metrics']?.get.responses[metrics.status]?.content ?? {})).toEqual([
    metrics.headers.get('content-type')?.split(';')[0],
  ]);
});
