import { generateKeyPairSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { contractVersion, contractVersionHeader, extractNames, hqProcedures, limits, loadHeader } from '@hq-field/contracts';
import { testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import { afterAll, expect, test } from 'vitest';
import { type AppContext, createContext } from '../context.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { account, company, project, user } from '../fixtures/records.ts';
import { createSigner, type TokenOptions } from '../fixtures/signer.ts';
import { createApp } from './app.ts';
import { createLog } from './log.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const signer = createSigner();
const logged: string[] = [];
const log = createLog('debug', { write: (line) => void logged.push(line) });
const context: AppContext = createContext(
  { databaseUrl: hq.url, publicKeys: signer.publicKeys, tolerance: 2, connections: 4, logLevel: 'silent' },
  { database: hq.database, log },
);
const app = createApp(context);
afterAll(() => hq.close());

interface Answer {
  status: number;
  headers: Headers;
  body: {
    result?: { data: Record<string, unknown> };
    error?: { message: string; data: { reason: string; issues: { path: unknown[] }[] } };
  };
}

async function call(path: string, input: unknown, options: TokenOptions & { headers?: Record<string, string> } = {}): Promise<Answer> {
  const body = typeof input === 'string' ? input : JSON.stringify(input);
  const response = await app.request(`http://hq/trpc/${path}`, {
    method: 'POST',
    body,
    headers: { ...(await signer.headers(body, options)), ...options.headers },
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

const batch = (records: object) => ({ source: 'field', batchId: '0190a000-0000-4000-8000-000000000001', records });
const reasonOf = ({ status, body }: Answer) => [status, body.error?.data.reason];

test('hello and a batch are answered, with the load', async () => {
  const hello = await call('system.hello', {});
  expect(hello.body.result?.data).toMatchObject({ contractVersion, limits, highestVersion: 0, sunset: null });
  const applied = await call('records.applyBatch', batch({ account: [account('acme')] }));
  expect(applied.body.result?.data).toMatchObject({
    batchId: '0190a000-0000-4000-8000-000000000001',
    counts: { applied: 1, unchanged: 0, stale: 0, deferred: 0, rejected: 0 },
    hqIds: [{ entity: 'account', externalId: 'acme' }],
  });
  expect(Number(applied.headers.get(loadHeader))).toBeLessThanOrEqual(0.5);
});

const now = Math.floor(Date.now() / 1000);
const other = generateKeyPairSync('ed25519').privateKey;
const wrongTokens: [string, TokenOptions, number, string][] = [
  ['another audience', { claims: { aud: 'field' } }, 401, 'token_invalid'],
  ['another issuer', { claims: { iss: 'someone' } }, 401, 'token_invalid'],
  ['another key', { key: other }, 401, 'token_invalid'],
  ['an unknown key id', { keyId: 'nobody' }, 401, 'token_invalid'],
  ['HMAC with the public key', { algorithm: 'HS256', key: new TextEncoder().encode(signer.publicKeyText) }, 401, 'token_invalid'],
  ['a body changed after signing', { signedBody: '{}' }, 401, 'token_invalid'],
  ['a life longer than a minute', { claims: { exp: now + 600 } }, 401, 'token_invalid'],
  ['no id', { claims: { jti: '' } }, 401, 'token_invalid'],
  ['an expired one', { claims: { iat: now - 120, exp: now - 60 } }, 401, 'token_expired'],
  ['one from the future', { claims: { iat: now + 100, exp: now + 160 } }, 401, 'token_expired'],
  ['a time before which it does not hold', { claims: { nbf: now + 100 } }, 401, 'token_expired'],
  ['such a time that is no number', { claims: { nbf: 'soon' as unknown as number } }, 401, 'token_invalid'],
  ['another scope', { claims: { scope: 'verify' } }, 403, 'scope_missing'],
];

test.each(wrongTokens)('a token with %s is refused', async (_title, options, status, reason) => {
  expect(reasonOf(await call('records.applyBatch', batch({}), options))).toEqual([status, reason]);
});

test('no token, a token without a signature, and a token used twice are refused', async () => {
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`;
  for (const authorization of ['', 'Basic x', `Bearer ${unsigned}`]) {
    expect(reasonOf(await call('system.hello', {}, { headers: { authorization } }))).toEqual([401, 'token_invalid']);
  }
  const authorization = `Bearer ${await signer.token('{}')}`;
  expect((await call('system.hello', {}, { headers: { authorization } })).status).toBe(200);
  expect(reasonOf(await call('system.hello', {}, { headers: { authorization } }))).toEqual([401, 'token_replayed']);
});

test('another major version of the contract is refused with both versions, a newer minor is not', async () => {
  const mismatch = await call('system.hello', {}, { headers: { [contractVersionHeader]: '2.1.0' } });
  expect(reasonOf(mismatch)).toEqual([412, 'contract_mismatch']);
  expect(mismatch.body.error?.message).toMatch(new RegExp(`2\\.1\\.0.*${contractVersion.replaceAll('.', '\\.')}`, 'u'));
  expect(reasonOf(await call('system.hello', {}, { headers: { [contractVersionHeader]: '' } }))).toEqual([412, 'contract_mismatch']);
  expect((await call('system.hello', {}, { headers: { [contractVersionHeader]: '1.9.0' } })).status).toBe(200);
});

test('what does not fit the contract is named by its place, without its value', async () => {
  const unknown = await call(
    'records.applyBatch',
    batch({ user: [user('ann'), { ...user('bob'), data: { ...user('bob').data, secret: 'hush' } }] }),
  );
  expect(reasonOf(unknown)).toEqual([400, 'request_invalid']);
  expect(unknown.body.error?.data.issues[0]?.path.slice(0, 3)).toEqual(['records', 'user', 1]);
  expect(JSON.stringify(unknown.body)).not.toContain('hush');
  expect(reasonOf(await call('records.applyBatch', '{"source":'))).toEqual([400, 'request_invalid']);
  expect(reasonOf(await call('records.nothing', {}))).toEqual([400, 'request_invalid']);
});

test('more records or bytes than the limits are refused, also when they were small before decompression', async () => {
  const many = Array.from({ length: limits.recordsPerBatch + 1 }, (_, index) => user(`person${index}`));
  expect(reasonOf(await call('records.applyBatch', batch({ user: many })))).toEqual([413, 'limit_exceeded']);
  const bomb = gzipSync(Buffer.alloc(limits.bytesPerRequest + 1, 32));
  const headers = await signer.headers(bomb as unknown as string);
  const zipped = await app.request('http://hq/trpc/records.applyBatch', {
    method: 'POST',
    body: bomb,
    headers: { ...headers, 'content-encoding': 'gzip' },
  });
  expect([zipped.status, ((await zipped.json()) as Answer['body']).error?.data.reason]).toEqual([413, 'limit_exceeded']);
  expect(reasonOf(await call('records.applyBatch', ' '.repeat(limits.bytesPerRequest + 1)))).toEqual([413, 'limit_exceeded']);
  const announced = { 'content-length': String(limits.bytesPerRequest + 1) };
  expect(reasonOf(await call('records.applyBatch', batch({}), { headers: announced }))).toEqual([413, 'limit_exceeded']);
});

test('a batch whose length is announced is taken', async () => {
  const body = JSON.stringify(batch({ account: [account('announced')] }));
  const { status } = await call('records.applyBatch', body, { headers: { 'content-length': String(Buffer.byteLength(body)) } });
  expect(status).toBe(200);
});

test('a compressed batch is taken', async () => {
  const body = gzipSync(JSON.stringify(batch({ account: [account('zipped')] })));
  const headers = await signer.headers(body as unknown as string);
  const response = await app.request('http://hq/trpc/records.applyBatch', {
    method: 'POST',
    body,
    headers: { ...headers, 'content-encoding': 'gzip' },
  });
  expect(response.status).toBe(200);
});

test('beyond its tolerance HQ answers 429 with Retry-After, and takes requests again afterwards', async () => {
  const held: Promise<Answer>[] = [];
  const lock = hq.database.read.begin(async (transaction) => {
    await transaction.unsafe('lock table accounts in access exclusive mode');
    held.push(
      call('records.applyBatch', batch({ account: [account('one')] })),
      call('records.applyBatch', batch({ account: [account('two')] })),
    );
    await until(() => context.load.isFull(), { timeoutMs: 10_000, what: 'two batches are in flight' });
    const refused = await call('records.applyBatch', batch({ account: [account('three')] }));
    expect(reasonOf(refused)).toEqual([429, 'overloaded']);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get(loadHeader)).toBe('1');
  });
  await lock;
  expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
  expect((await call('records.applyBatch', batch({ account: [account('three')] }))).status).toBe(200);
});

test('readiness, hello and the administration are answered while digests have all connections of verification', async () => {
  const digests = { accounts: null, exclude: [] };
  const held: Promise<Answer>[] = [];
  const lock = hq.database.apply.begin(async (transaction) => {
    await transaction.unsafe('lock table companies in access exclusive mode');
    for (let index = 0; index < 3; index += 1) held.push(call('verification.digests', digests, { claims: { scope: 'verify' } }));
    const waiting = () => hq.database.apply`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    await until(async () => (await waiting()).length === 2, { timeoutMs: 10_000, what: 'all connections of verification wait' });
    expect((await app.request('http://hq/readyz')).status).toBe(200);
    expect((await call('system.hello', {})).status).toBe(200);
    const authority = await call('administration.readAuthority', { accounts: ['acme'] }, { claims: { scope: 'administer' } });
    expect(authority.status).toBe(200);
  });
  await lock;
  expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('a batch that waits in vain for a lock is unavailable, and goes in once the lock is free', async () => {
  // Its patience is short only in this test.
  await hq.rows(
    `create function impatient() returns trigger language plpgsql as $$ begin set local lock_timeout = '50ms'; return null; end $$`,
  );
  await hq.rows('create trigger impatient after insert on companies execute function impatient()');
  const records = {
    account: [account('zinc')],
    company: [company('zinc', { account: 'zinc' })],
    project: [project('zinc', { account: 'zinc' })],
  };
  await hq.database.read.begin(async (transaction) => {
    await transaction.unsafe('lock table projects in access exclusive mode');
    const refused = await call('records.applyBatch', batch(records));
    expect(reasonOf(refused)).toEqual([503, 'unavailable']);
    expect(refused.headers.get('retry-after')).toBe('1');
  });
  expect((await call('records.applyBatch', batch(records))).body.result?.data).toMatchObject({ counts: { applied: 3 } });
  await hq.rows('drop trigger impatient on companies');
});

test("a full disk is unavailable with the database's words, and nothing is lost", async () => {
  await hq.rows(
    `create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`,
  );
  await hq.rows('create trigger full_disk before insert on users for each row execute function full_disk()');
  const refused = await call('records.applyBatch', batch({ user: [user('ann')] }));
  expect(reasonOf(refused)).toEqual([503, 'unavailable']);
  expect(refused.body.error?.message).toContain('No space left on device');
  expect(refused.headers.get('retry-after')).toBe('1');
  await hq.rows('drop trigger full_disk on users');
  expect((await call('records.applyBatch', batch({ user: [user('ann')] }))).body.result?.data).toMatchObject({ counts: { applied: 1 } });
});

test('an unexpected error is internal, and its log holds a request id but no personal data', async () => {
  await hq.rows('alter table users rename column phone to telephone');
  const failed = await call('records.applyBatch', batch({ user: [user('bob', { email: 'private@example.com' })] }));
  await hq.rows('alter table users rename column telephone to phone');
  expect(reasonOf(failed)).toEqual([500, 'internal']);
  const lines = logged.filter((line) => line.includes(failed.headers.get('x-request-id') ?? '-'));
  expect(lines.join('')).toContain('42703');
  expect(logged.join('')).not.toContain('private@example.com');
  expect(logged.join('')).not.toContain('Bearer');
});

test('a schema that was dropped under HQ is told with what to do, by what refuses a request and by readiness', async () => {
  await hq.rows('alter schema public rename to dropped');
  const answers = [await call('system.hello', {}), await call('records.applyBatch', batch({ account: [account('acme')] }))];
  const ready = await (await app.request('http://hq/readyz')).json();
  await hq.rows('alter schema dropped rename to public');
  for (const answer of answers) {
    expect(reasonOf(answer)).toEqual([503, 'unavailable']);
    expect(answer.body.error?.message).toContain('migrations are missing; start `pnpm hq serve`');
  }
  expect(ready).toMatchObject({ reason: expect.stringContaining('migrations are missing') });
});

test('health, readiness and metrics need no token', async () => {
  expect((await app.request('http://hq/healthz')).status).toBe(200);
  expect(await (await app.request('http://hq/readyz')).json()).toEqual({ status: 'ready' });
  const metrics = await (await app.request('http://hq/metrics')).text();
  expect(metrics).toMatch(/hq_records_total\{entity="account",outcome="applied"\} \d/);
  expect(metrics).toMatch(/http_request_duration_seconds_count\{procedure="records.applyBatch",status="200"\}/);
  expect(metrics).toContain('hq_load_ratio 0');
});

test('only what HQ serves is a label of its metrics, whatever is asked for', async () => {
  for (const path of ['n1', 'n2', 'trpc/no.such', 'trpc/healthz', 'extracts/nothing.csv', 'extracts/healthz']) {
    for (const method of ['GET', 'POST']) expect((await app.request(`http://hq/${path}`, { method })).status).toBeGreaterThanOrEqual(400);
  }
  const lines = (await (await app.request('http://hq/metrics')).text()).matchAll(/_duration_seconds_count\{procedure="([^"]*)"/gu);
  const known = [...hqProcedures.map(({ path }) => path), ...extractNames.map((name) => `${name}.csv`), 'healthz', 'readyz', 'metrics'];
  const labels = new Set([...lines].map(([, label = '']) => label));
  expect([...labels].filter((label) => !known.includes(label))).toEqual(['other']);
});
