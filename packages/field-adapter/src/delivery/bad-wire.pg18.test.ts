import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApplyBatchInput, type ApplyBatchOutput, entityNames } from '@hq-field/contracts';
import { createStubServer, type Intercept, type StubAnswer, type StubServer } from '@hq-field/contracts/conformance';
import { statesALimit } from '@hq-field/testkit';
import { type FaultProxy, type Faults, startFaultProxy } from '@hq-field/testkit/fault-proxy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { createDelivery, createHqClient, createRelay, type Delivery, type Relay, walkAccounts } from '../index.ts';
import { quarantineByReason, quarantinedKeys, releaseQuarantine } from '../quarantine/quarantine.ts';

const account = guid('accounts', 1);
/** People of the account; enough for several batches of a walk. */
const people = 60;

let small: SmallField;
let hq: StubServer;
let proxy: FaultProxy;
let folder: string;
let delivery: Delivery;
let relay: Relay;
/** Stands between HQ and its answers to batches. */
let spoil: Intercept;
/** Batches that HQ has applied, whatever became of its answers. */
let applied: number;

beforeEach(async () => {
  spoil = (_request, next) => next();
  applied = 0;
  [small, hq, folder] = await Promise.all([
    smallField(),
    createStubServer({
      intercept: (request, next) =>
        request.url.includes('applyBatch')
          ? spoil(request, () => {
              applied += 1;
              return next();
            })
          : next(),
    }),
    mkdtemp(join(tmpdir(), 'bad-wire-')),
  ]);
  proxy = await startFaultProxy({ to: Number(new URL(hq.url).port), seed: 7 });
  const signingKeyFile = join(folder, 'key.json');
  await writeFile(signingKeyFile, JSON.stringify(hq.privateKey));
  speaks(signingKeyFile, 60_000);
  await small.make('accounts', { name: 'Acme', status: 'active' });
  await small.field`
    insert into users (guid, email, status)
    select 'b0000000-0000-4000-8000-' || lpad(at::text, 12, '0'), 'person' || at || '@x.com', 'active' from generate_series(1, ${people}) at`;
  await small.field`insert into account_users (account_id, user_id, role, status) select 1, id, 'member', 'active' from users`;
  // Captured rows become people; the account is planned, so nothing of them is sent.
  await small.drain();
});
afterEach(async () => {
  await proxy.close();
  await Promise.all([hq.stop(), small.close(), rm(folder, { recursive: true })]);
});

/** Talks to HQ through the proxy, with so much patience for one answer. */
function speaks(signingKeyFile: string, timeoutMs: number): void {
  const client = createHqClient({ url: `http://127.0.0.1:${proxy.port}`, signingKeyFile, timeoutMs });
  delivery = createDelivery({ field: small.field, client, states: small.states });
  relay = createRelay({ field: small.field, delivery, states: small.states, leaseSeconds: 1 });
}

/** Sends what a walk of the account reads, page by page. */
async function backfill(pageSize = 1000): Promise<void> {
  small.states.states.set(account, 'backfilling');
  for await (const { records } of walkAccounts(small.field, { accounts: [account], after: null, pageSize }))
    await delivery.deliver(records, 0);
  await delivery.endWalk([account], 0);
  small.states.states.set(account, 'live');
}

async function drain(limit = 500): Promise<void> {
  for (;;) {
    const { resolved, claimed } = await relay.pass(limit);
    if (resolved + claimed === 0) return;
  }
}

/** What waits in the outbox, and how much of it is in nobody's hands. */
async function waiting(): Promise<{ rows: number; free: number }> {
  const [row] = await small.field<{ rows: number; free: number }[]>`
    select count(*)::int as rows, count(*) filter (where claimed_until is null or claimed_until <= clock_timestamp())::int as free from outbound.touches`;
  return row ?? { rows: 0, free: 0 };
}

/** HQ holds every record that a walk of Field reads now, in the same state; nothing waits, and nothing is in quarantine. */
async function converges(): Promise<void> {
  const read = (await Array.fromAsync(walkAccounts(small.field, { accounts: [account], after: null, pageSize: 1000 }))).flat();
  const inField = read.flatMap(({ records }) => records.map(({ entity, externalId, data }) => [`${entity} ${externalId}`, bare(data)]));
  const inHq = entityNames.flatMap((entity) =>
    [...hq.records(entity)].map(([externalId, { data }]) => [`${entity} ${externalId}`, bare(data)]),
  );
  expect(Object.fromEntries(inHq)).toEqual(Object.fromEntries(inField));
  expect(inField.length).toBe(1 + 2 * people);
  expect(await waiting()).toEqual({ rows: 0, free: 0 });
  expect(await quarantinedKeys(small.field)).toEqual([]);
}

/** A state without what each side keeps for itself. */
function bare(data: unknown): object {
  const { hqId: _hqId, formerly: _formerly, ...rest } = data as Record<string, unknown>;
  return rest;
}

const json = { 'content-type': 'application/json' };
const html = { 'content-type': 'text/html' };

/** A refusal of HQ. */
function refusal(status: number, reason: string, headers: Record<string, string> = {}, issues: readonly object[] = []): Intercept {
  const data = { code: 'INTERNAL_SERVER_ERROR', httpStatus: status, path: 'records.applyBatch', reason, issues };
  const body = JSON.stringify({ error: { message: reason, code: -32_000, data } });
  return async () => ({ status, headers: { ...json, ...headers }, body });
}

const page =
  (status: number, headers: Record<string, string> = {}): Intercept =>
  async () => ({
    status,
    headers: { ...html, ...headers },
    body: `<!doctype html><title>${status}</title>`,
  });

/** HQ applies the batch, and its answer is another. */
const answered =
  (change: (answer: StubAnswer) => StubAnswer): Intercept =>
  async (_request, next) =>
    change(await next());

const changed = (change: (output: ApplyBatchOutput) => object): Intercept =>
  answered((answer) => {
    const { result } = JSON.parse(Buffer.from(answer.body).toString()) as { result: { data: ApplyBatchOutput } };
    return { ...answer, body: JSON.stringify({ result: { data: change(result.data) } }) };
  });

const retryDate = { date: 'Mon, 02 Mar 2026 10:00:00 GMT', 'retry-after': 'Mon, 02 Mar 2026 10:00:09 GMT' };

/** What is wrong, as what error it comes, and how long HQ asks to wait. */
const spoilt: [string, Intercept, string, number | null][] = [
  ['429 with Retry-After', refusal(429, 'overloaded', { 'retry-after': '2' }), 'overloaded', 2000],
  ['503 with Retry-After', refusal(503, 'unavailable', { 'retry-after': '1' }), 'unavailable', 1000],
  ['503 that asks for a day', refusal(503, 'unavailable', { 'retry-after': '86400' }), 'unavailable', 600_000],
  ['500', refusal(500, 'internal'), 'internal', null],
  ['a page of 503 with a Retry-After that is a date', page(503, retryDate), 'answer_invalid', 9000],
  ['a page of 504', page(504), 'answer_invalid', null],
  ['a page of 200', page(200), 'answer_invalid', null],
  ['truncated JSON', answered((answer) => ({ ...answer, body: answer.body.slice(0, answer.body.length / 2) })), 'answer_invalid', null],
  ['an answer that is cut', answered((answer) => ({ ...answer, cutAfter: 200 })), 'unreachable', null],
  [
    'an answer that omits a record',
    changed((output) => ({ ...output, outcomes: { ...output.outcomes, user: output.outcomes.user?.slice(1) } })),
    'answer_invalid',
    null,
  ],
  [
    'an answer that omits a record and does not count it',
    changed(({ outcomes, counts, ...output }) => ({
      ...output,
      outcomes: { ...outcomes, user: outcomes.user?.slice(1) },
      counts: { ...counts, applied: counts.applied - 1 },
    })),
    'answer_invalid',
    null,
  ],
  ['an answer for another batch', changed((output) => ({ ...output, batchId: randomUUID() })), 'answer_invalid', null],
];

const broken: [string, Faults, string][] = [
  ['refused connections', { refuse: true }, 'unreachable'],
  ['a cut before the request', { cut: { 'before-request': 1 } }, 'unreachable'],
  ['a cut in the request', { cut: { 'in-request': 1 } }, 'unreachable'],
  ['a cut before the answer', { cut: { 'before-answer': 1 } }, 'unreachable'],
  ['a cut in the answer', { cut: { 'in-answer': 1 } }, 'unreachable'],
  ['a half-open connection', { halfOpen: true }, 'unreachable'],
  ['bytes of no protocol', { garbage: 1 }, 'unreachable'],
];

/** Nothing is taken for delivered while the wire is bad, neither of a walk nor of live changes; all of it arrives when it is well. */
async function survives(breaks: () => void, mends: () => void, error: object): Promise<void> {
  breaks();
  await expect(backfill()).rejects.toMatchObject(error);
  expect(await waiting()).toMatchObject({ rows: 0 });
  mends();
  await backfill();
  await drain();
  await converges();

  breaks();
  await small.field`update users set job_title = 'changed'`;
  await small.field`update account_users set role = 'admin' where id % 2 = 0`;
  for (let time = 0; time < 2; time += 1) {
    await expect(relay.pass(500)).rejects.toMatchObject(error);
    expect(await waiting()).toEqual({ rows: people + people / 2, free: people + people / 2 });
  }
  expect(await quarantinedKeys(small.field)).toEqual([]);
  mends();
  await drain();
}

describe('nothing is acknowledged that HQ did not answer for, and all arrives once the wire is well', () => {
  test.each(spoilt)('%s', async (_, intercept, code, retryAfterMs) => {
    const well = spoil;
    await survives(
      () => (spoil = intercept),
      () => (spoil = well),
      { code, retryable: true, retryAfterMs },
    );
    await converges();
  });

  test.each(broken)('%s', async (_, faults, code) => {
    speaks(join(folder, 'key.json'), faults.halfOpen === true ? 300 : 60_000);
    await survives(
      () => {
        proxy.set(faults);
        proxy.cutAll();
      },
      () => {
        proxy.heal();
        proxy.cutAll();
      },
      { code, retryable: true, retryAfterMs: null },
    );
    await converges();
  });
});

describe('what is slow arrives at the first try, however long a claim holds', () => {
  test.each<[string, Faults, number]>([
    ['two seconds of latency', { latencyMs: 2000 }, people],
    ['one KB a second', { bytesPerSecond: 1024 }, 3],
  ])('%s', statesALimit, async (_, faults, rows) => {
    await backfill();
    await drain();
    const before = applied;
    await small.field`update users set job_title = 'changed' where id <= ${rows}`;
    proxy.set(faults);
    const begun = performance.now();
    const { claimed, tally } = await relay.pass(500);
    // Its lease is a second.
    expect(performance.now() - begun).toBeGreaterThan(1000);
    expect([claimed, tally.applied, applied - before]).toEqual([rows, rows, 1]);
    proxy.heal();
    await converges();
  });
});

test('five of a hundred exchanges are cut at random: each is sent again, and nothing is lost or doubled', async () => {
  const share = 0.05 / 4;
  proxy.set({ cut: { 'before-request': share, 'in-request': share, 'before-answer': share, 'in-answer': share } });
  let failed = 0;
  const untilDone = async (send: () => Promise<void>) => {
    for (;;) {
      try {
        await send();
        return;
      } catch (error) {
        expect(error).toMatchObject({ code: 'unreachable', retryable: true });
        failed += 1;
      }
    }
  };
  await untilDone(() => backfill(10));
  for (let round = 0; round < 10; round += 1) {
    await small.field`update users set job_title = ${`round ${round}`}`;
    await untilDone(() => drain(6));
  }
  expect(failed).toBeGreaterThan(0);
  expect(proxy.seen.cuts).toBeGreaterThanOrEqual(failed);
  await converges();
});

test('an older HQ that does not know a field of some people: they wait in quarantine with their memberships, and leave it when HQ is newer', async () => {
  const well = spoil;
  spoil = (request, next) => {
    const { records } = JSON.parse(Buffer.from(request.body).toString()) as ApplyBatchInput;
    const issues = (records.user ?? []).flatMap(({ externalId }, index) =>
      Number(externalId.slice(-12)) % 2 === 0
        ? [{ path: ['records', 'user', index, 'data'], message: 'Unrecognized key: "pronouns"' }]
        : [],
    );
    return issues.length === 0 ? next() : refusal(400, 'request_invalid', {}, issues)(request, next);
  };
  await backfill();
  await drain();
  const aside = await quarantineByReason(small.field);
  expect(aside).toMatchObject([
    { code: 'parent_quarantined', entity: 'accountMember', records: people / 2 },
    { code: 'schema_refused', entity: 'user', records: people / 2 },
  ]);
  expect([hq.records('user').size, hq.records('accountMember').size]).toEqual([people / 2, people / 2]);
  spoil = well;
  expect(await releaseQuarantine(small.field, { code: 'schema_refused' })).toBe(people / 2);
  await drain();
  await converges();
});
