import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { type ApplyBatchOutput, contractVersion, contractVersionHeader, type Outcome } from '@hq-field/contracts';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createContext } from '../context.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { account, accountMember, gone, project, user } from '../fixtures/records.ts';
import { createSigner } from '../fixtures/signer.ts';
import { createApp } from './app.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const signer = createSigner();
const app = createApp(
  createContext(
    { databaseUrl: hq.url, publicKeys: signer.publicKeys, tolerance: 8, connections: 4, logLevel: 'silent' },
    { database: hq.database },
  ),
);
afterAll(() => hq.close());
beforeEach(() => hq.empty());

interface Frozen {
  version: string;
  procedures: { path: string; input: object; output: object }[];
  reasonCodes: Record<string, string>;
}

// Callers as they were built when each frozen version was the newest.
const folder = new URL('../../../../packages/contracts/frozen/', import.meta.url);
const frozen = readdirSync(folder)
  .filter((name) => /^\d/u.test(name))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Frozen);
const versions = frozen.map(({ version }) => version);

function schemasOf(version: string, path: string): { sends: z.ZodType; reads: z.ZodType } {
  const procedure = frozen.find((one) => one.version === version)?.procedures.find((one) => one.path === path);
  if (procedure === undefined) throw new Error(`Contract ${version} has no procedure ${path}.`);
  const [sends, reads] = [procedure.input, procedure.output].map((schema) => z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema));
  return { sends: sends as z.ZodType, reads: reads as z.ZodType };
}

async function call(version: string, path: string, input: object) {
  const body = JSON.stringify(input);
  const headers = { ...(await signer.headers(body)), [contractVersionHeader]: version };
  const response = await app.request(`http://hq/trpc/${path}`, { method: 'POST', body, headers });
  const answer = (await response.json()) as {
    result?: { data: unknown };
    error?: { data: { reason: string; issues: { path: unknown[] }[] } };
  };
  return { status: response.status, ...answer };
}

/** What a caller of a version asks and reads: in its own words on both ways. */
async function ask<Output>(version: string, path: string, input: object): Promise<Output> {
  const { sends, reads } = schemasOf(version, path);
  expect(sends.safeParse(input).error, `a caller of ${version} sends it`).toBeUndefined();
  const { status, result } = await call(version, path, input);
  expect(status).toBe(200);
  expect(reads.safeParse(result?.data).error, `a caller of ${version} reads it`).toBeUndefined();
  return result?.data as Output;
}

/** Sends a batch; what became of each record, in order. */
async function send(version: string, records: object): Promise<string[]> {
  const { status, result } = await call(version, 'records.applyBatch', batch(records));
  expect(status).toBe(200);
  return inShort((result as { data: ApplyBatchOutput }).data.outcomes);
}

const batch = (records: object) => ({ source: 'field', batchId: randomUUID(), records });

function inShort(outcomes: ApplyBatchOutput['outcomes']): string[] {
  return Object.values(outcomes).flatMap((group: readonly Outcome[]) =>
    group.map((outcome) => ('code' in outcome ? `${outcome.outcome} ${outcome.code}` : outcome.outcome)),
  );
}

test.each(versions)('a caller of %s reads whatever HQ answers to a batch', async (version) => {
  await hq.send({
    account: [account('acme'), account('moved')],
    user: [user('ann', {}, 5), user('bob')],
    project: [project('tower')],
  });
  await hq.rows(
    `insert into authorities (account_id, owner, epoch, actor, reason) select id, 'hq', 1, 'HQ', 'moved' from accounts where external_id = 'moved'`,
  );
  const [row] = await hq.rows<{ id: string }>(`select id from accounts where external_id = 'acme'`);
  const { outcomes } = await ask<ApplyBatchOutput>(
    version,
    'records.applyBatch',
    batch({
      account: [
        account('acme'),
        account('moved', { name: 'Another' }, 1),
        account('new'),
        account('taken', { hqId: row?.id ?? null }),
        account('unknown', { hqId: randomUUID() }),
      ],
      user: [user('ann'), user('cat', { email: 'bob@example.com' }), gone('dan', 1)],
      project: [project('elsewhere', { account: 'nowhere' })],
      accountMember: [accountMember('acme', 'eve')],
    }),
  );
  expect(inShort(outcomes)).toEqual([
    'unchanged',
    'rejected value_refused',
    'applied',
    'rejected hq_id_taken',
    'rejected hq_id_unknown',
    'stale',
    'deferred value_held',
    'applied',
    'deferred parent_unknown',
    'deferred parent_unknown',
  ]);
  // Codes that came later stand where an older caller does not look.
  const { reasonCodes = {} } = frozen.find((one) => one.version === version) ?? {};
  for (const outcome of Object.values(outcomes).flat()) if ('code' in outcome) expect(reasonCodes).toHaveProperty(outcome.code);
});

test.each(versions)('a caller of %s verifies and learns what HQ speaks', async (version) => {
  await hq.send({ account: [account('acme')], user: [user('ann')] });
  expect(await ask(version, 'system.hello', {})).toMatchObject({ contractVersion });
  const scope = { accounts: ['acme'], exclude: [] };
  expect(await ask(version, 'verification.counts', scope)).toMatchObject({ counts: [{ entity: 'account', records: 1 }] });
  await ask(version, 'verification.digests', scope);
  const rows = { entity: 'account', account: 'acme', after: null, limit: 10, keys: null };
  expect(await ask(version, 'verification.rows', rows)).toMatchObject({ rows: [{}] });
});

test.each(versions)(
  'a caller of %s and one of today send the same records side by side: one row, and the newer version stands',
  async (version) => {
    const records = {
      account: [account('acme')],
      user: [user('ann')],
      project: [project('tower')],
      accountMember: [accountMember('acme', 'ann')],
    };
    expect(new Set(await send(version, records))).toEqual(new Set(['applied']));
    expect(new Set(await send(contractVersion, records))).toEqual(new Set(['unchanged']));
    expect(new Set(await send(version, records))).toEqual(new Set(['unchanged']));
    expect(await send(contractVersion, { user: [user('ann', { firstName: 'Ann' }, 7)] })).toEqual(['applied']);
    expect(await send(version, { user: [user('ann', { firstName: 'Anne' }, 6)] })).toEqual(['stale']);
    expect(await hq.rows('select external_id, first_name, source_version::int from users')).toEqual([
      { external_id: 'ann', first_name: 'Ann', source_version: 7 },
    ]);
  },
);

const newer = contractVersion.replace(/\.\d+\.\d+$/u, '.99.0');

test('a caller of a newer minor is served what both know', async () => {
  expect(await send(newer, { account: [account('acme')] })).toEqual(['applied']);
  expect(await call(newer, 'records.mergeUsers', {})).toMatchObject({ status: 400, error: { data: { reason: 'request_invalid' } } });
});

test.each<[string, object, unknown[]]>([
  ['of a record', { user: [user('ann'), { ...user('bob'), data: { ...user('bob').data, pronouns: 'they' } }] }, ['records', 'user', 1]],
  ['of an envelope', { user: [{ ...user('ann'), origin: 'app' }] }, ['records', 'user', 0]],
  ['that is an entity', { user: [user('ann')], invitation: [] }, ['records']],
])(
  'a field %s that a newer caller knows alone is refused by its place, never dropped in silence; without it the rest is taken',
  async (_, records, place) => {
    const refused = await call(newer, 'records.applyBatch', batch(records));
    expect(refused).toMatchObject({ status: 400, error: { data: { reason: 'request_invalid' } } });
    expect(refused.error?.data.issues.map(({ path }) => path.slice(0, place.length))).toContainEqual(place);
    expect(await hq.rows('select from users')).toEqual([]);
    expect(await send(newer, { user: [user('ann')] })).toEqual(['applied']);
  },
);
