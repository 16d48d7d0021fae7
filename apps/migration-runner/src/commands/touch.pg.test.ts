import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
let account: string;
beforeAll(async () => {
  all = await migration({ accounts: 12 });
  const [row] = await all.field<{ guid: string }[]>`select guid::text from accounts order by id limit 1`;
  account = row?.guid ?? '';
  await all.runner`insert into migration.accounts (external_id, state) values (${account}, 'live')`;
});
afterAll(() => all.close());

const waiting = () => all.field<{ entity: string; external_id: string }[]>`select distinct entity, external_id from outbound.touches`;

test('an account of Field is touched with all that is in it, once', async () => {
  const { json } = await all.migrate('touch', '--accounts', account);
  const records = await waiting();
  expect(json).toEqual({ touched: records.length });
  expect(records).toContainEqual({ entity: 'account', external_id: account });
  expect(records.length).toBeGreaterThan(1);
});

test('of an account that Field has no more its tombstone is sent, and one that was never known is refused', async () => {
  const gone = '00000000-0000-4000-8000-000000000001';
  expect(await all.migrate('touch', '--accounts', gone)).toMatchObject({ code: 3 });
  await all.runner`insert into migration.accounts (external_id, state) values (${gone}, 'live')`;
  expect(await all.migrate('touch', '--accounts', gone)).toMatchObject({ json: { touched: 1 } });
  expect(await waiting()).toContainEqual({ entity: 'account', external_id: gone });
});
