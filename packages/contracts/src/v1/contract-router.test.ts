import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { expect, test } from 'vitest';
import type { ErrorData } from './error.ts';
import type { HqHandlers } from './handlers.ts';
import { hqRouter } from './hq-router.ts';
import { mostIssues } from './limits.ts';

/** What a server of the contract answers to a batch that it refuses; no handler is reached. */
function refusalOf(records: unknown): Promise<Refusal> {
  return refusalOfBody(JSON.stringify({ source: 'field', batchId: '0190a000-0000-4000-8000-000000000001', records }));
}

interface Refusal {
  text: string;
  message: string;
  data: ErrorData;
}

async function refusalOfBody(body: string): Promise<Refusal> {
  const req = new Request('http://hq/trpc/records.applyBatch', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const handlers = {} as HqHandlers;
  const answer = await fetchRequestHandler({ endpoint: '/trpc', req, router: hqRouter, createContext: () => ({ handlers }) });
  const text = await answer.text();
  return { text, ...(JSON.parse(text) as { error: { message: string; data: ErrorData } }).error };
}

test('a refusal names the first places that do not fit, and says that there are more', async () => {
  const { data } = await refusalOf({ user: Array(mostIssues + 1).fill(0) });
  expect(data.issues).toHaveLength(mostIssues + 1);
  expect(data.issues[0]?.path).toEqual(['records', 'user', 0]);
  expect(data.issues.at(-1)).toEqual({ path: [], message: `only the first ${mostIssues} places are named` });
  expect((await refusalOf({ user: Array(mostIssues).fill(0) })).data.issues.at(-1)?.path).toEqual(['records', 'user', mostIssues - 1]);
});

test('a refusal is small, whatever the request held', async () => {
  const strange = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`key${at}`, 0]));
  const { text, data } = await refusalOf(strange);
  expect(data.issues[0]?.message).toMatch(/^Unrecognized keys: "key0", .*…$/u);
  expect(text.length).toBeLessThan(2000);
});

test('a body that is not JSON is told so, in none of its words; a place is promised only where one is named', async () => {
  const broken = await refusalOfBody('{"secret":hush');
  expect(broken).toMatchObject({ message: 'The body is not JSON', data: { reason: 'request_invalid', issues: [] } });
  expect(broken.text).not.toContain('hush');
  const unfit = await refusalOf({ user: [0] });
  expect([unfit.message, unfit.data.issues.length > 0]).toEqual([
    'The request does not fit the contract; data.issues names the places',
    true,
  ]);
});
