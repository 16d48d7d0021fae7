import { randomUUID } from 'node:crypto';
import type { ApplyBatchInput } from '@hq-field/contracts';
import { spanAtWork, startTracing, type Tracing } from '@hq-field/traces';
import { type Collector, startCollector } from '@hq-field/traces/collector';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withTraces } from './change-traces.ts';
import type { HqClient } from './hq-client.ts';
import { HqError } from './hq-error.ts';
import { tracedClient } from './traced-client.ts';
import { traceIdOf, traceparentOf } from './traceparent.ts';

let collector: Collector;
let tracing: Tracing;
beforeEach(async () => {
  collector = await startCollector();
  tracing = await startTracing({ endpoint: collector.url, serviceName: 'tests' });
});
afterEach(async () => {
  await tracing.stop(1000);
  await collector.close();
});

const counts = { applied: 2, unchanged: 1, stale: 0, deferred: 0, rejected: 0 };
const trace = (number: number) => `00-${String(number).padStart(32, '0')}-00000000000000aa-01`;

/** HQ that answers at once; what it was sent under is kept. */
function answering(answer: () => Promise<unknown>): { hq: HqClient; traceparents: string[] } {
  const traceparents: string[] = [];
  const applyBatch = (input: ApplyBatchInput) => {
    traceparents.push(traceparentOf(traceIdOf(input.batchId)));
    return answer();
  };
  return { hq: tracedClient({ applyBatch } as unknown as HqClient, 'live'), traceparents };
}

function batch(records: object): ApplyBatchInput {
  return { source: 'field', batchId: randomUUID(), records };
}

test('a batch is the root of its own trace, and its request is a child of that span', async () => {
  const { hq, traceparents } = answering(async () => ({ counts }));
  const input = batch({ account: [{ externalId: 'a1', data: { name: 'Acme' } }], accountMember: [{ externalId: 'a1:ann', data: null }] });
  await hq.applyBatch(input);
  await tracing.stop(5000);
  const [span] = collector.spans;
  expect(span).toMatchObject({ name: 'hq.applyBatch', kind: 3, traceId: input.batchId.replaceAll('-', ''), links: [] });
  expect(span?.attributes).toEqual({
    'migration.batch.id': input.batchId,
    'migration.lane': 'live',
    'migration.records': 2,
    'migration.account': 'a1',
    'migration.outcome.applied': 2,
    'migration.outcome.unchanged': 1,
    'migration.outcome.stale': 0,
    'migration.outcome.deferred': 0,
    'migration.outcome.rejected': 0,
  });
  expect(traceparents).toEqual([`00-${span?.traceId}-${span?.spanId}-01`]);
});

test('a batch of several accounts names none', async () => {
  const { hq } = answering(async () => ({ counts }));
  await hq.applyBatch(batch({ account: [{ externalId: 'a1' }], project: [{ externalId: 'p1', data: { account: 'a2' } }] }));
  await hq.applyBatch(batch({ user: [{ externalId: 'ann', data: { email: 'ann@example.com' } }] }));
  await tracing.stop(5000);
  expect(collector.spans.map(({ attributes }) => attributes['migration.account'])).toEqual([undefined, undefined]);
  expect(JSON.stringify(collector.spans)).not.toContain('ann');
});

test('a batch is linked to the changes of its own records, the last eight of them, each once', async () => {
  const { hq } = answering(async () => ({ counts }));
  const traces = new Map([
    ['account a1', [1, 2, 3, 4, 5].map(trace)],
    ['project p1', [...[5, 6, 7, 8, 9].map(trace), 'hello']],
    ['project p2', [trace(99)]],
  ]);
  await withTraces(traces, async () => {
    await Promise.resolve();
    await hq.applyBatch(batch({ account: [{ externalId: 'a1' }], project: [{ externalId: 'p1' }] }));
  });
  await tracing.stop(5000);
  const linked = collector.spans.map(({ links }) => links.map(({ traceId }) => Number(traceId)));
  expect(linked).toEqual([[2, 3, 4, 5, 6, 7, 8, 9]]);
});

test('a batch that failed says its code alone', async () => {
  const { hq } = answering(() => Promise.reject(new HqError('overloaded', 'ann is not served')));
  await expect(hq.applyBatch(batch({ user: [{ externalId: 'ann' }] }))).rejects.toThrow('ann is not served');
  await tracing.stop(5000);
  expect(collector.spans).toMatchObject([{ status: { code: 2 }, attributes: { 'error.type': 'overloaded' } }]);
  expect(JSON.stringify(collector.spans)).not.toContain('ann');
});

test('without a collector the trace of a batch is its id all the same', async () => {
  await tracing.stop(1000);
  const { hq, traceparents } = answering(async () => ({ counts }));
  const input = batch({ account: [{ externalId: 'a1' }] });
  await withTraces(new Map([['account a1', [trace(1)]]]), () => hq.applyBatch(input));
  expect(traceparents[0]?.slice(3, 35)).toBe(traceIdOf(input.batchId));
  expect(spanAtWork()).toBeUndefined();
  expect(collector.requests()).toBe(0);
});
