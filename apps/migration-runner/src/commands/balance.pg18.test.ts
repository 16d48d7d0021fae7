import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
beforeAll(async () => {
  all = await migration({ accounts: 12 });
});
afterAll(() => all.close());

test('an account that neither system has does not close', async () => {
  const unknown = '00000000-0000-4000-8000-000000000001';
  const [row] = await all.field<{ guid: string }[]>`select guid::text from accounts where deleted_at is null order by id limit 1`;
  const account = row?.guid ?? '';
  const { code, json } = await all.migrate('balance', '--accounts', `${account},${unknown}`, '--settle', '0');
  expect(code).toBe(1);
  expect(json).toMatchObject({
    closes: false,
    findings: 0,
    pending: 0,
    unknown: [unknown],
    lines: expect.arrayContaining([expect.objectContaining({ account, entity: 'account' })]),
  });
});
