import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { account } from '../fixtures/records.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq, { default_transaction_read_only: 'on' }));
afterAll(() => hq.close());

test('a database that somebody has made read only by default takes no batch', async () => {
  await expect(hq.send({ account: [account('acme')] })).rejects.toMatchObject({ code: '25006' });
  expect(await hq.rows('select count(*)::int as accounts from accounts')).toEqual([{ accounts: 0 }]);
});
