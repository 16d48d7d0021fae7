import { join } from 'node:path';
import { SpanKind } from '@opentelemetry/api';
import { startProcess } from '@hq-field/testkit/processes';
import { afterEach, expect, test } from 'vitest';
import { type Collector, startCollector } from './fixtures/collector.ts';
import { inRequest, inSpan, inTrace, parseTraceparent, spanAtWork, startTracing, traceparentAtWork } from './index.ts';
import { callerOf } from './traceparent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

let collector: Collector | null = null;
afterEach(async () => {
  await collector?.close();
  collector = null;
});

test.each([
  undefined,
  '',
  'hello',
  `${traceparent}-01`,
  traceparent.toUpperCase(),
  traceparent.replace('00-', 'ff-'),
  traceparent.replace(traceId, '0'.repeat(32)),
  traceparent.replace('b7ad6b7169203331', '0'.repeat(16)),
])('%j names no span', (text) => {
  expect(parseTraceparent(text)).toBeNull();
});

test('a traceparent names a span', () => {
  expect(parseTraceparent(traceparent)).toEqual({ traceId, spanId: 'b7ad6b7169203331', traceFlags: 1, isRemote: true });
});

test('work is done, and nothing is recorded, while nobody has started', async () => {
  const seen = await inTrace(traceId, 'batch', {}, async (span) => [span.isRecording(), spanAtWork()]);
  expect(seen).toEqual([false, undefined]);
  await expect(inSpan('request', {}, () => Promise.reject(new Error('no')), callerOf(traceparent))).rejects.toThrow('no');
});

test('a trace has the id that it was given, and what is done in it is below it', async () => {
  collector = await startCollector();
  const tracing = await startTracing({ endpoint: `${collector.url}/`, serviceName: 'tests' });
  await inSpan('around', {}, () =>
    inTrace(traceId, 'batch', { kind: SpanKind.CLIENT }, async () => {
      expect(spanAtWork()?.traceId).toBe(traceId);
      await inSpan('step', { attributes: { records: 3 } }, () => Promise.resolve());
    }),
  );
  await inSpan('request', { kind: SpanKind.SERVER }, () => Promise.resolve(), callerOf(traceparent));
  await tracing.stop(5000);
  const [step, batch, around, request] = collector.spans;
  expect(batch).toMatchObject({ service: 'tests', name: 'batch', traceId, kind: 3 });
  expect(batch?.parentSpanId ?? '').toBe('');
  expect(step).toMatchObject({ name: 'step', traceId, parentSpanId: batch?.spanId, attributes: { records: 3 } });
  expect(around?.traceId).not.toBe(traceId);
  expect(request).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331', kind: 2 });
});

test('an error is told by its code, and its words stay here', async () => {
  collector = await startCollector();
  const tracing = await startTracing({ endpoint: collector.url, serviceName: 'tests' });
  const error = Object.assign(new Error('ann@example.com is taken'), { code: '23505' });
  await expect(inSpan('step', {}, () => Promise.reject(error))).rejects.toBe(error);
  await tracing.stop(5000);
  expect(collector.spans).toMatchObject([{ status: { code: 2 }, attributes: { 'error.type': '23505' }, events: [] }]);
  expect(JSON.stringify(collector.spans)).not.toContain('ann');
});

test('a request is served below its caller, and what is asked of others from there is below the request', async () => {
  collector = await startCollector();
  const tracing = await startTracing({ endpoint: collector.url, serviceName: 'tests' });
  const asked: (string | undefined)[] = [traceparentAtWork()];
  await inRequest('a page', { method: 'POST', traceparent, attributes: { 'http.route': '/page' } }, async () => {
    asked.push(traceparentAtWork());
    return 503;
  });
  await tracing.stop(5000);
  const [request] = collector.spans;
  expect(asked).toEqual([undefined, `00-${traceId}-${request?.spanId}-01`]);
  const attributes = { 'http.request.method': 'POST', 'http.route': '/page', 'http.response.status_code': 503 };
  expect(collector.spans).toMatchObject([{ name: 'a page', kind: 2, parentSpanId: 'b7ad6b7169203331', status: { code: 2 }, attributes }]);
});

test('spans that are made after the end are nowhere', async () => {
  collector = await startCollector();
  await (await startTracing({ endpoint: collector.url, serviceName: 'tests' })).stop(5000);
  await inSpan('late', {}, async (span) => expect(span.isRecording()).toBe(false));
  expect(collector.requests()).toBe(0);
});

test('a collector that is down costs the spans, and the end waits no longer than it may', async () => {
  const gone = await startCollector();
  await gone.close();
  const tracing = await startTracing({ endpoint: gone.url, serviceName: 'tests' });
  expect(await inSpan('step', {}, () => Promise.resolve('done'))).toBe('done');
  const begun = performance.now();
  await tracing.stop(300);
  expect(performance.now() - begun).toBeLessThan(3000);
});

test('the same of one that takes a connection and never answers', async () => {
  collector = await startCollector();
  collector.hang();
  const tracing = await startTracing({ endpoint: collector.url, serviceName: 'tests' });
  await inSpan('step', {}, () => Promise.resolve());
  const begun = performance.now();
  await tracing.stop(300);
  expect(performance.now() - begun).toBeLessThan(3000);
});

test('that spans are lost is told once, with the reason', async () => {
  collector = await startCollector();
  const told: (string | null)[] = [];
  const tracing = await startTracing({
    endpoint: `${collector.url}/elsewhere`,
    serviceName: 'tests',
    onLost: (reason) => told.push(reason),
  });
  await inSpan('step', {}, () => Promise.resolve());
  await tracing.stop(5000);
  expect(told).toEqual(['Not Found']);
});

test('so it is of a burst that finds no room, and that spans arrive again after it', async () => {
  collector = await startCollector();
  const told: (string | null)[] = [];
  const tracing = await startTracing({ endpoint: collector.url, serviceName: 'tests', onLost: (reason) => told.push(reason) });
  // Nothing is sent before it is over: the first 512 are given to the exporter, and 2,048 wait.
  for (let made = 0; made < 2570; made += 1) await inSpan('step', {}, () => Promise.resolve());
  expect(told).toEqual(['2,048 spans wait for the collector, and there is no room for more']);
  await tracing.stop(20_000);
  expect([collector.spans.length, told.slice(1)]).toEqual([2560, [null]]);
});

test('without an endpoint nothing of the SDK is loaded', async () => {
  const script = join(import.meta.dirname, 'fixtures', 'reach.ts');
  const env = { NODE_OPTIONS: `--import=${join(import.meta.dirname, 'fixtures', 'say-loaded.ts')}` };
  const without = startProcess(script, { env });
  expect([await without.exited, without.output()]).toEqual([{ code: 0, signal: null }, '']);
  collector = await startCollector();
  const recording = startProcess(script, { env, arguments: [collector.url] });
  await recording.exited;
  expect(recording.output()).toContain('the SDK is loaded');
  expect(collector.spans).toMatchObject([{ name: 'work', service: 'reach' }]);
});
