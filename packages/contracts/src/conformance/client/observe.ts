import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { entityNames } from '../../v1/entities/index.ts';
import type { ApplyBatchInput } from '../../v1/procedures/apply-batch.ts';
import { contractVersionHeader } from '../../v1/version.ts';
import { sample } from '../sample-records.ts';
import { createStubServer, type Intercept, type StubServer } from '../stub/stub-server.ts';
import type { Attempt, Observation, Push } from './client-under-test.ts';
import type { Spoil } from './spoilt-answers.ts';

/** What HQ does in one check. */
export interface Scene {
  /** Answers to the first attempts; later ones are answered rightly. */
  spoils: readonly Spoil[];
  /** Sent before, so that HQ holds it. */
  before?: ApplyBatchInput['records'];
  records?: ApplyBatchInput['records'];
}

/** How long the client has for all its attempts. */
const patienceMs = 30_000;
const timeoutMs = 3000;

/** Lets the client push a batch to a stub that spoils its first answers, and sees what it does. */
export async function observe(push: Push, { spoils, before, records = people() }: Scene): Promise<Observation> {
  const attempts: Attempt[] = [];
  const intercept: Intercept = (request, next) => {
    if (!request.url.startsWith('/trpc/records.applyBatch')) return next();
    const spoil = spoils[attempts.length];
    attempts.push({
      atMs: performance.now(),
      token: createHash('sha256')
        .update(request.headers['authorization'] ?? '')
        .digest('hex'),
      contractVersion: request.headers[contractVersionHeader] ?? null,
      names: namesOf(request.body),
    });
    return spoil === undefined ? next() : spoil(request, next);
  };
  const stub = await createStubServer({ intercept });
  const batch: ApplyBatchInput = { source: 'field', batchId: randomUUID(), records };
  try {
    if (before !== undefined) await stub.handlers.records.applyBatch({ ...batch, records: before });
    const ended = push(batch, { url: stub.url, privateKey: stub.privateKey, timeoutMs }).then(
      (answer) => ({ end: 'settled' as const, believed: statesOf(answer.outcomes) }),
      () => ({ end: 'gave up' as const, believed: [] }),
    );
    const tooLate = sleep(patienceMs, { end: 'never ended' as const, believed: [] }, { ref: false });
    return { ...(await Promise.race([ended, tooLate])), attempts, held: countHeld(stub, records) };
  } finally {
    await stub.stop();
  }
}

/** Three people that nobody holds yet. */
export function people(): ApplyBatchInput['records'] {
  return { user: [0, 1, 2].map(() => sample.user(randomUUID())) };
}

function statesOf(outcomes: Awaited<ReturnType<Push>>['outcomes']): string[] {
  return entityNames.flatMap((entity) => (outcomes[entity] ?? []).map(({ outcome, externalId }) => `${externalId} ${outcome}`));
}

function countHeld(stub: StubServer, records: ApplyBatchInput['records']): number {
  return entityNames.flatMap((entity) => (records[entity] ?? []).filter(({ externalId }) => stub.records(entity).has(externalId))).length;
}

function namesOf(body: Uint8Array): string[] {
  try {
    const { records = {} } = JSON.parse(Buffer.from(body).toString()) as Partial<ApplyBatchInput>;
    return entityNames.flatMap((entity) => (records[entity] ?? []).map(({ externalId }) => externalId));
  } catch {
    return [];
  }
}
