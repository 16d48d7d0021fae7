import { testDatabase } from '@hq-field/testkit';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { createContext } from '../context.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { accountMember, account, gone, user } from '../fixtures/records.ts';
import { createSigner } from '../fixtures/signer.ts';
import { createApp } from '../host/app.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const signer = createSigner();
const context = createContext(
  { databaseUrl: hq.url, publicKeys: signer.publicKeys, tolerance: 2, connections: 4, logLevel: 'silent' },
  { database: hq.database },
);
const app = createApp(context);
afterAll(() => hq.close());
beforeEach(() => hq.empty());
afterEach(() => hq.rows('drop function if exists in_the_way() cascade'));

async function apply(records: object) {
  const body = JSON.stringify({ source: 'field', batchId: '0190a000-0000-4000-8000-000000000001', records });
  const response = await app.request('http://hq/trpc/records.applyBatch', { method: 'POST', body, headers: await signer.headers(body) });
  const { error, result } = (await response.json()) as {
    error?: { data: { reason: string } };
    result?: { data: { outcomes: Record<string, { outcome: string; code?: string }[]> } };
  };
  const outcomes = Object.values(result?.data.outcomes ?? {}).flat();
  return {
    answer: [response.status, error?.data.reason ?? null, response.headers.get('retry-after')],
    outcomes: outcomes.map(({ outcome, code }) => (code === undefined ? outcome : `${outcome} ${code}`)),
  };
}

/** From now on, whoever writes ann meets what another transaction may do at any moment. */
const putInTheWay = (body: string) =>
  hq.rows(`
    create function in_the_way() returns trigger language plpgsql as $$ begin ${body} end $$;
    create trigger in_the_way before update or delete on users for each row when (old.external_id = 'ann') execute function in_the_way()`);
const raise = (code: string) => `raise exception 'ann is in the way' using errcode = '${code}';`;

const renewed = {
  account: [account('acme', {}, 2)],
  user: [user('bob', {}, 2), user('ann', {}, 2)],
  accountMember: [accountMember('acme', 'bob', {}, 2)],
};

test.each([
  ['a serialization failure', raise('40001'), renewed],
  ['a deadlock', raise('40P01'), renewed],
  ['a row that is another one when it is written', 'return null;', renewed],
  [
    'a row that is another one when it is deleted',
    'return null;',
    { account: [account('acme', {}, 2)], user: [user('bob', {}, 2), gone('ann', 2)] },
  ],
])('a record that others overtake each time is not refused: the request is to be sent again (%s)', async (_, body, records) => {
  await hq.send({ user: [user('ann')] });
  await putInTheWay(body);
  expect(await apply(records)).toEqual({ answer: [503, 'unavailable', '1'], outcomes: [] });
  // What was halved off has arrived.
  expect(await hq.rows('select source_version::int as version from accounts')).toEqual([{ version: 2 }]);

  await hq.rows('drop function in_the_way() cascade');
  expect((await apply(records)).answer).toEqual([200, null, null]);
  expect(new Set((await apply(records)).outcomes)).toEqual(new Set(['unchanged']));
});

test.each(['23503', '23505', '23514', '22001'])('what the database refuses of a record alone is its own fault (%s)', async (code) => {
  await hq.send({ user: [user('ann')] });
  await putInTheWay(raise(code));
  expect(await apply(renewed)).toEqual({
    answer: [200, null, null],
    outcomes: ['applied', 'applied', 'rejected value_refused', 'applied'],
  });
});
