import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installCapture, openField, traceIdOf } from '@hq-field/field-adapter';
import { type ChildProcess, startProcess, statesALimit, testDatabase, until } from '@hq-field/testkit';
import { type CollectedSpan, type Collector, startCollector } from '@hq-field/traces/collector';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { legacyField } from '../fixtures/legacy-field.ts';

const runnerScript = join(import.meta.dirname, '..', 'main.ts');
const hqScript = join(import.meta.dirname, '..', '..', '..', 'hq-ingest', 'src', 'main.ts');
const changeTrace = '0af7651916cd43dd8448eb211c80319c';
const changeSpan = 'b7ad6b7169203331';

const [fieldDatabase, hqDatabase, runnerDatabase] = await Promise.all([
  legacyField(),
  testDatabase('empty_hq', async () => {}),
  testDatabase('empty_runner', async () => {}),
]);
const field = openField(fieldDatabase.url, { max: 2 });
const children: ChildProcess[] = [];
let collector: Collector;

beforeAll(async () => {
  collector = await startCollector();
  await installCapture(field);
  await field`insert into accounts (guid, name, status, country) values ('a0000000-0000-4000-8000-000000000001', 'Acme', 'active', 'US')`;
  await field`insert into users (guid, email, status) values ('b0000000-0000-4000-8000-000000000001', 'ann@example.com', 'active')`;
  await field`insert into account_users (account_id, user_id, role, status) select a.id, u.id, 'admin', 'active' from accounts a, users u`;
});
afterAll(async () => {
  await Promise.all(children.map((child) => child.kill()));
  await Promise.all([collector.close(), field.end({ timeout: 1 })]);
  await Promise.all([fieldDatabase.drop(), hqDatabase.drop(), runnerDatabase.drop()]);
});

function start(script: string, words: string[], env: Record<string, string>): ChildProcess {
  const urls = { FIELD_DATABASE_URL: fieldDatabase.url, HQ_DATABASE_URL: hqDatabase.url, RUNNER_DATABASE_URL: runnerDatabase.url };
  const sayLoaded = `--import=${fileURLToPath(import.meta.resolve('@hq-field/traces/say-loaded'))}`;
  const child = startProcess(script, {
    arguments: words,
    env: { ...urls, HQ_PORT: '0', LOG_LEVEL: 'warn', NODE_OPTIONS: sayLoaded, ...env },
  });
  children.push(child);
  return child;
}

/** HQ as a process, and how to run the runner beside it. */
async function startHq(env: Record<string, string>) {
  const hq = start(hqScript, ['serve'], env);
  const [, url = ''] = await hq.line(/HQ listens on (http\S+)/u);
  return { hq, migrate: (...words: string[]) => start(runnerScript, words, { ...env, HQ_URL: url }) };
}

const inGoodOrder = { code: 0, signal: null };

test('without an endpoint neither process loads the SDK', statesALimit, async () => {
  const { hq, migrate } = await startHq({});
  expect(await migrate('enqueue', '--all').exited).toEqual(inGoodOrder);
  const work = migrate('work', '--until-idle');
  expect(await work.exited).toEqual(inGoodOrder);
  expect(await hq.stop()).toEqual(inGoodOrder);
  expect(work.output()).toContain('2 accounts live');
  expect(`${work.output()}${hq.output()}`).not.toContain('the SDK is loaded');
  expect(collector.requests()).toBe(0);
});

test("a change in Field is followed into its batch, and the batch to HQ's commit", statesALimit, async () => {
  const { hq, migrate } = await startHq({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const work = migrate('work');
  await field.begin(async (sql) => {
    await sql`select set_config('outbound.traceparent', ${`00-${changeTrace}-${changeSpan}-01`}, true)`;
    await sql`update users set first_name = 'Ann'`;
  });
  const left = () => field`select from outbound.changes union all select from outbound.touches`;
  await until(async () => (await left()).length === 0, { timeoutMs: 50_000, everyMs: 50, what: 'the change is delivered' });
  expect(await work.stop()).toEqual(inGoodOrder);
  expect(await hq.stop()).toEqual(inGoodOrder);

  const one = (name: string, holds: (span: CollectedSpan) => boolean) => {
    const found = collector.spans.filter((span) => span.name === name && holds(span));
    expect(found).toHaveLength(1);
    return found[0] as CollectedSpan;
  };
  const batch = one('hq.applyBatch', ({ links }) => links.length > 0);
  expect(batch).toMatchObject({ service: 'migration-runner', kind: 3, links: [{ traceId: changeTrace, spanId: changeSpan }] });
  expect(batch.attributes).toMatchObject({ 'migration.lane': 'live', 'migration.records': 1, 'migration.outcome.applied': 1 });
  expect(batch.traceId).toBe(traceIdOf(String(batch.attributes['migration.batch.id'])));
  const request = one('records.applyBatch', ({ traceId }) => traceId === batch.traceId);
  expect(request).toMatchObject({
    service: 'hq-ingest',
    kind: 2,
    parentSpanId: batch.spanId,
    attributes: { 'http.response.status_code': 200 },
  });
  const transaction = one('hq.transaction', ({ traceId }) => traceId === batch.traceId);
  expect(transaction).toMatchObject({ service: 'hq-ingest', parentSpanId: request.spanId, attributes: { 'migration.records': 1 } });
  expect(JSON.stringify(collector.spans)).not.toMatch(/ann|Bearer|select /iu);
});

test('a wrong endpoint is a mistake of the settings', async () => {
  const wrong = { OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' };
  for (const child of [start(hqScript, ['serve'], wrong), start(runnerScript, ['work'], wrong)]) {
    expect((await child.exited).code).toBe(2);
    expect(child.output()).toContain('OTEL_EXPORTER_OTLP_ENDPOINT');
  }
});

test('a collector that is down disturbs nothing', statesALimit, async () => {
  const gone = await startCollector();
  await gone.close();
  const { hq, migrate } = await startHq({ OTEL_EXPORTER_OTLP_ENDPOINT: gone.url });
  await field`update users set first_name = 'Anna'`;
  expect(await migrate('work', '--until-idle').exited).toEqual(inGoodOrder);
  expect(await hq.stop()).toEqual(inGoodOrder);
});
