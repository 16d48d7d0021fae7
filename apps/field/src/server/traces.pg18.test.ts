import { createPush } from '@hq-field/field-adapter';
import { statesALimit, until } from '@hq-field/testkit';
import { startTracing } from '@hq-field/traces';
import { type CollectedSpan, startCollector } from '@hq-field/traces/collector';
import { afterAll, expect, test, vi } from 'vitest';
import type { PagesSettings } from '../pages/field-pages.ts';
import { openHqSite } from '../pages/fixtures/hq-site.ts';
import { Visitor } from '../pages/fixtures/site.ts';
import { createApp } from './app.ts';

// Field is served in this process, HQ in one of its own; both send their spans here.
const collector = await startCollector();
vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
const tracing = await startTracing({ endpoint: collector.url, serviceName: 'field' });
const site = await openHqSite();
afterAll(async () => {
  vi.unstubAllEnvs();
  await site.close();
  await tracing.stop(1000);
  await collector.close();
});

/** The span that holds, once it has come. */
async function arrived(what: string, holds: (span: CollectedSpan) => boolean): Promise<CollectedSpan> {
  await until(async () => collector.spans.some(holds), { timeoutMs: 30_000, everyMs: 50, what });
  return collector.spans.find(holds) as CollectedSpan;
}

test("what somebody creates in Field is one trace, from their request to HQ's commit", statesALimit, async () => {
  const push = createPush({ field: site.field, client: site.migrating });
  const created: PagesSettings['created'] = ({ entity, externalId, creator }) => push.push({ entity, externalId, creator });
  site.gates.values.set('field.administration', 'legacy');
  const eve = new Visitor(createApp({ field: site.field, admit: async () => () => {}, pages: { ...site.pages, created } }));
  await eve.post('/sign-in', { email: 'eve@example.com' });
  const [other] = await site.field<{ guid: string }[]>`select guid::text as guid from accounts where name = 'Other'`;
  eve.added = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
  const { location } = await eve.fill(`/accounts/${other?.guid}/projects/new`, { name: 'Bridge', startDate: '2018-01-01' });
  expect(location).toContain('done=created');

  const ofTheRequest = (name: string) => (span: CollectedSpan) => span.name === name && span.traceId === '0af7651916cd43dd8448eb211c80319c';
  const transaction = await arrived("HQ's transaction", ofTheRequest('hq.transaction'));
  const served = await arrived("HQ's request", ofTheRequest('creations.createProject'));
  const sent = await arrived('the push', ofTheRequest('hq.createProject'));
  const page = await arrived("Field's request", ofTheRequest('POST /accounts/:account/projects/new'));
  expect(transaction.parentSpanId).toBe(served.spanId);
  expect(served).toMatchObject({
    service: 'hq-ingest',
    kind: 2,
    parentSpanId: sent.spanId,
    attributes: { 'http.response.status_code': 200 },
  });
  expect(sent).toMatchObject({ service: 'field', kind: 3, parentSpanId: page.spanId, attributes: { 'migration.account': other?.guid } });
  expect(page).toMatchObject({ kind: 2, parentSpanId: 'b7ad6b7169203331', attributes: { 'http.response.status_code': 303 } });

  const [captured] =
    await site.field`select traceparent from outbound.changes where table_name = 'projects' order by captured_at desc limit 1`;
  expect(captured).toEqual({ traceparent: `00-${page.traceId}-${page.spanId}-01` });
});

test('what HQ has created is put to Field in one trace', statesALimit, async () => {
  const served = await arrived("Field's request", ({ name }) => name === 'provisioning.putProject');
  const sent = await arrived("HQ's put", ({ name, spanId }) => name === 'field.putProject' && spanId === served.parentSpanId);
  expect(served).toMatchObject({
    service: 'field',
    kind: 2,
    traceId: sent.traceId,
    attributes: { 'rpc.method': 'provisioning.putProject' },
  });
  expect(sent).toMatchObject({ service: 'hq-ingest', kind: 3 });
  const [project] = await site.hqSql`select id::text from projects where name = 'Proof'`;
  expect(sent.attributes['migration.hq.id']).toBe(project?.['id']);
});

test('no span holds what people have typed, or what a stranger asks for', statesALimit, async () => {
  await site.app.request('http://field/trpc/Bridge.Proof', { method: 'POST' });
  await arrived('what no procedure is', ({ name }) => name === 'POST /*');
  const telling = /eve@|Bridge|Proof|Bearer|select /u;
  expect(collector.spans.filter((span) => telling.test(JSON.stringify(span)))).toEqual([]);
});
