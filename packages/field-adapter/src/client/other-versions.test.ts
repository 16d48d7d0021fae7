import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractVersion, entityNames, type ReasonCode } from '@hq-field/contracts';
import { createStubServer, type Intercept, sample, type StubServer } from '@hq-field/contracts/conformance';
import { afterEach, expect, test } from 'vitest';
import { createAdministrationClient } from './administration-client.ts';
import { createHqClient, type HqClient } from './hq-client.ts';

let stub: StubServer;
let folder: string;
afterEach(async () => {
  await stub.stop();
  await rm(folder, { recursive: true });
});

async function clientOf(intercept: Intercept): Promise<HqClient> {
  stub = await createStubServer({ intercept });
  folder = await mkdtemp(join(tmpdir(), 'versions-'));
  await writeFile(join(folder, 'key.json'), JSON.stringify(stub.privateKey));
  return createHqClient({ url: stub.url, signingKeyFile: join(folder, 'key.json') });
}

/** Every answer that is no refusal, as another version of the server says it. */
const answering =
  (change: (data: unknown) => unknown): Intercept =>
  async (_request, next) => {
    const answer = await next();
    const body = JSON.parse(Buffer.from(answer.body).toString()) as { result?: { data: unknown } };
    return body.result === undefined ? answer : { ...answer, body: JSON.stringify({ result: { data: change(body.result.data) } }) };
  };

/** Fields that came after a version, wherever they stand. */
const without = (names: readonly string[], version: string) => (data: unknown) =>
  JSON.parse(
    JSON.stringify(data, (key, value: unknown) => (names.includes(key) ? undefined : key === 'contractVersion' ? version : value)),
  ) as unknown;

/** A field that nobody knows yet, in every object of an answer that a minor version may add to; it may not to the map of outcomes and to keys. */
function withMore(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withMore);
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).map(([key, value]) => [key, key === 'contractVersion' ? newer : withMore(value)]);
  if (Object.keys(data).every((key) => closed.has(key))) return Object.fromEntries(entries);
  return { ...Object.fromEntries(entries), ofTomorrow: { is: ['new'] } };
}

const closed: ReadonlySet<string> = new Set([...entityNames, 'entity', 'externalId']);
const newer = contractVersion.replace(/\.\d+\.\d+$/u, '.99.0');
const first = randomUUID();

/** Asks HQ all that the runner asks; returns the version that it says. */
async function speaks(client: HqClient): Promise<string> {
  const hello = await client.hello();
  expect(hello).toMatchObject({ highestVersion: 0 });
  const records = { account: [sample.account(first)], user: [sample.user(randomUUID())] };
  const batch = { source: 'field' as const, batchId: randomUUID(), records };
  expect((await client.applyBatch(batch)).counts).toMatchObject({ applied: 2 });
  expect((await client.applyBatch(batch)).counts).toMatchObject({ unchanged: 2 });
  const orphan = { account: [sample.account(randomUUID(), { hqId: randomUUID() })], project: [sample.project(randomUUID(), randomUUID())] };
  expect(await client.applyBatch({ source: 'field', batchId: randomUUID(), records: orphan })).toMatchObject({
    outcomes: { account: [{ code: 'hq_id_unknown' }], project: [{ code: 'parent_unknown' }] },
  });
  const scope = { accounts: [first], exclude: [] };
  expect((await client.counts(scope)).counts).toMatchObject([{ entity: 'account', records: 1 }]);
  expect((await client.digests(scope)).digests).toMatchObject([{ entity: 'account', records: 1 }]);
  const rows = await client.rows({ entity: 'account', account: first, after: null, limit: 10, keys: null });
  expect(rows.rows).toHaveLength(1);
  return hello.contractVersion;
}

test.each([
  ['1.0.0', ['sunset', 'exactCode']],
  ['1.1.0', ['exactCode']],
])('an HQ of %s is spoken to', async (version, later) => {
  expect(await speaks(await clientOf(answering(without(later, version))))).toBe(version);
});

test('an HQ of a newer minor is spoken to: fields that it has more are passed over', async () => {
  expect(await speaks(await clientOf(answering(withMore)))).toBe(newer);
});

test('a code that says it more exactly and that nobody knows leaves the code that all know', async () => {
  const client = await clientOf(
    answering((data) => JSON.parse(JSON.stringify(data).replaceAll('"code":', '"exactCode":"of_tomorrow","code":')) as unknown),
  );
  const records = { account: [sample.account(randomUUID(), { hqId: randomUUID() })] };
  const { outcomes } = await client.applyBatch({ source: 'field', batchId: randomUUID(), records });
  expect(outcomes.account).toMatchObject([{ outcome: 'rejected', code: 'hq_id_unknown', exactCode: 'of_tomorrow' }]);
});

const refusing =
  (status: number, reason: string): Intercept =>
  async () => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      error: { message: 'no more today', code: -32_000, data: { code: 'CONFLICT', httpStatus: status, reason, issues: [] } },
    }),
  });

test('a refusal for a reason that nobody knows yet is waited out, with that reason in words', async () => {
  const client = await clientOf(refusing(409, 'of_tomorrow'));
  const asked = client.hello();
  await expect(asked).rejects.toMatchObject({ code: 'answer_invalid', retryable: true });
  await expect(asked).rejects.toThrow(/409 for the reason of_tomorrow, .* no more today/u);
});

test('procedures that an older HQ lacks are refused for good, and the road of all records stays open', async () => {
  const later = /creations\.|administration\.|rangeDigests/u;
  const client = await clientOf(async (request, next) =>
    later.test(request.url) ? refusing(400, 'request_invalid' satisfies ReasonCode)(request, next) : next(),
  );
  const administration = createAdministrationClient({ url: stub.url, signingKeyFile: join(folder, 'key.json') });
  await expect(administration.readAuthority({ accounts: [first] })).rejects.toMatchObject({ code: 'request_invalid', retryable: false });
  const creation = { idempotencyKey: randomUUID(), account: sample.account(first), user: null, accountMember: null };
  await expect(client.createAccount(creation as never)).rejects.toMatchObject({ code: 'request_invalid', retryable: false });
  const ranges = { entity: 'user' as const, account: null, exclude: [], bounds: [] };
  await expect(client.rangeDigests(ranges)).rejects.toMatchObject({ code: 'request_invalid', retryable: false });
  expect(await speaks(client)).toBe(contractVersion);
});

test('digests of other ranges than were asked for are not believed', async () => {
  const fewer = answering((data) => ({ ranges: ((data as { ranges?: object[] }).ranges ?? []).slice(1) }));
  const client = await clientOf((request, next) => (request.url.includes('rangeDigests') ? fewer(request, next) : next()));
  const asked = client.rangeDigests({ entity: 'user', account: null, exclude: [], bounds: ['a'] });
  await expect(asked).rejects.toMatchObject({ code: 'answer_invalid' });
});

test('an HQ of another major is not spoken to', async () => {
  const client = await clientOf(refusing(412, 'contract_mismatch' satisfies ReasonCode));
  await expect(client.hello()).rejects.toMatchObject({ code: 'contract_mismatch', retryable: false });
});
