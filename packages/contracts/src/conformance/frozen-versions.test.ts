import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { ContractLock } from '../lock/lock-shape.ts';
import { limits } from '../v1/limits.ts';
import { contractVersion, contractVersionHeader } from '../v1/version.ts';
import { createStubServer, type Intercept, sample, serviceTokens } from './index.ts';

// A caller and a server that hold to a frozen version, as they were built when it was the newest.
const frozen = (version: string) =>
  JSON.parse(readFileSync(new URL(`../../frozen/${version}.json`, import.meta.url), 'utf8')) as ContractLock;

function schemasOf(version: string, path: string): { input: z.ZodType; output: z.ZodType } {
  const procedure = frozen(version).procedures.find((one) => one.path === path);
  if (procedure === undefined) throw new Error(`Contract ${version} has no procedure ${path}.`);
  const [input, output] = [procedure.input, procedure.output].map((schema) => z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema));
  return { input: input as z.ZodType, output: output as z.ZodType };
}

const account = '0190a000-0000-4000-8000-00000000000a';
const scope = { accounts: [account], exclude: [] };
const inputs: [string, object][] = [
  ['system.hello', {}],
  ['records.applyBatch', { source: 'field', batchId: account, records: { account: [sample.account(account)] } }],
  ['verification.counts', scope],
  ['verification.digests', scope],
  ['verification.rows', { entity: 'account', account, after: null, limit: 10, keys: null }],
];

/** A server of 1.0.0: what a newer one has added is not in its answers. */
const asOf100: Intercept = async (request, next) => {
  const answer = await next();
  if (!request.url.includes('system.hello')) return answer;
  const { result } = JSON.parse(Buffer.from(answer.body).toString()) as { result: { data: Record<string, unknown> } };
  const { sunset: _sunset, ...data } = result.data;
  return { ...answer, body: JSON.stringify({ result: { data: { ...data, contractVersion: '1.0.0' } } }) };
};

const newer = await createStubServer();
const older = await createStubServer({ intercept: asOf100 });
afterAll(() => Promise.all([newer.stop(), older.stop()]));

async function call(server: typeof newer, version: string, path: string, input: object) {
  const body = Buffer.from(JSON.stringify(input));
  const token = await serviceTokens(server.privateKey).token(body, ['ingest', 'verify']);
  const response = await fetch(`${server.url}/trpc/${path}`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${token}`, [contractVersionHeader]: version, 'content-type': 'application/json' },
  });
  return {
    status: response.status,
    ...((await response.json()) as { result?: { data: unknown }; error?: { message: string; data: object } }),
  };
}

test('there is a version on each side of a minor step', () => {
  expect(frozen('1.0.0').version).toBe('1.0.0');
  expect(schemasOf('1.0.0', 'system.hello').output.safeParse({ sunset: 1 }).success).toBe(false);
  expect(Number(contractVersion.split('.')[1])).toBeGreaterThanOrEqual(1);
});

test.each(inputs)('%s: a caller of 1.0.0 can speak to a newer server', async (path, input) => {
  const { input: sends, output: reads } = schemasOf('1.0.0', path);
  expect(sends.safeParse(input).error).toBeUndefined();
  const answer = await call(newer, '1.0.0', path, input);
  expect(answer.status).toBe(200);
  expect(reads.safeParse(answer.result?.data).error).toBeUndefined();
});

test.each(inputs)('%s: a caller of 1.1.0 can speak to a server of 1.0.0', async (path, input) => {
  expect(schemasOf('1.0.0', path).input.safeParse(input).error, 'a server of 1.0.0 takes it').toBeUndefined();
  const answer = await call(older, '1.1.0', path, input);
  expect(answer.status).toBe(200);
  expect(schemasOf('1.0.0', path).output.safeParse(answer.result?.data).error, 'a server of 1.0.0 says it').toBeUndefined();
  expect(schemasOf('1.1.0', path).output.safeParse(answer.result?.data).error).toBeUndefined();
});

test.each(['0.9.0', '2.0.0'])('a caller of %s is refused with both versions', async (version) => {
  const answer = await call(newer, version, 'system.hello', {});
  expect(answer).toMatchObject({ status: 412, error: { data: { reason: 'contract_mismatch' } } });
  expect(answer.error?.message).toContain(version);
  expect(answer.error?.message).toContain(contractVersion);
});

test('the limits of a frozen version hold still', () => {
  for (const [name, limit] of Object.entries(frozen('1.0.0').limits))
    expect(limits[name as keyof typeof limits]).toBeGreaterThanOrEqual(limit);
});
