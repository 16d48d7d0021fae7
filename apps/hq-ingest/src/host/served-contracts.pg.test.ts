import { contractVersionHeader } from '@hq-field/contracts';
import { testDatabase } from '@hq-field/testkit';
import { initTRPC } from '@trpc/server';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createContext } from '../context.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { createSigner } from '../fixtures/signer.ts';
import { createApp } from './app.ts';
import { servedContracts } from './served-contracts.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const signer = createSigner();
const context = createContext(
  { databaseUrl: hq.url, publicKeys: signer.publicKeys, tolerance: 2, connections: 2, logLevel: 'silent' },
  { database: hq.database, sunsets: { v1: new Date('2027-01-31T00:00:00Z') } },
);
afterAll(() => hq.close());

// A next major, in which hello is asked for a name.
const t = initTRPC.context<{ handlers: { greet(name: string): string } }>().create();
const next = t.router({
  system: t.router({
    hello: t.procedure.input(z.strictObject({ name: z.string() })).query(({ ctx, input }) => ctx.handlers.greet(input.name)),
  }),
});
const app = createApp(context, [
  ...servedContracts(context),
  {
    version: '2.0.0',
    router: next,
    handlers: { greet: (name: string) => `hello ${name}` },
    procedures: [{ path: 'system.hello', scope: null }],
    sunset: null,
  },
]);

async function call(version: string, path: string, input: object) {
  const body = JSON.stringify(input);
  const headers = { ...(await signer.headers(body)), [contractVersionHeader]: version };
  const response = await app.request(`http://hq/trpc/${path}`, { method: 'POST', body, headers });
  const answer = (await response.json()) as { result?: { data: unknown }; error?: { message: string; data: { reason: string } } };
  return { status: response.status, sunset: response.headers.get('sunset'), ...answer };
}

test('two majors are served side by side, and the older one states its sunset', async () => {
  const old = await call('1.0.0', 'system.hello', {});
  expect(old).toMatchObject({ status: 200, sunset: 'Sun, 31 Jan 2027 00:00:00 GMT', result: { data: { sunset: '2027-01-31' } } });
  expect(await call('2.7.1', 'system.hello', { name: 'Ann' })).toEqual({ status: 200, sunset: null, result: { data: 'hello Ann' } });
});

test('the answer to what HQ does not serve states the sunset too', async () => {
  const answer = await app.request('http://hq/nope', { headers: { [contractVersionHeader]: '1.2.0' } });
  expect([answer.status, answer.headers.get('sunset')]).toEqual([400, 'Sun, 31 Jan 2027 00:00:00 GMT']);
});

test('each major has its own procedures and its own input', async () => {
  expect(await call('2.0.0', 'verification.counts', {})).toMatchObject({ status: 400, error: { data: { reason: 'request_invalid' } } });
  expect(await call('1.0.0', 'system.hello', { name: 'Ann' })).toMatchObject({
    status: 400,
    sunset: 'Sun, 31 Jan 2027 00:00:00 GMT',
    error: { data: { reason: 'request_invalid' } },
  });
});

test.each(['3.0.0', '0.9.0', '1', 'v1.0.0', ''])('contract %j is refused with what HQ serves', async (version) => {
  const answer = await call(version, 'system.hello', {});
  expect(answer).toMatchObject({ status: 412, error: { data: { reason: 'contract_mismatch' } } });
  expect(answer.error?.message).toMatch(/HQ speaks 1\.\d+\.\d+ and 2\.0\.0/u);
});
