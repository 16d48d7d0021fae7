import { testDatabase } from '@hq-field/testkit';
import { startFaultProxy } from '@hq-field/testkit/fault-proxy';
import { expect, test } from 'vitest';
import { prepareHq } from '../fixtures/hq.ts';
import { account, accountMember, user } from '../fixtures/records.ts';
import { openDatabase } from '../hq-db/connections.ts';
import { applyBatch } from './apply-batch.ts';

test('a batch goes to the database and back as seldom as its steps permit', async () => {
  const database = await testDatabase('hq_trips', prepareHq);
  const server = new URL(database.url);
  const proxy = await startFaultProxy({ to: Number(server.port) });
  const hq = openDatabase(Object.assign(server, { port: String(proxy.port) }).href, 1);
  const ways = async (records: Parameters<typeof applyBatch>[1]) => {
    const before = proxy.seen.exchanges;
    const { counts } = await applyBatch(hq.apply, records);
    return [counts, proxy.seen.exchanges - before];
  };
  try {
    await ways({ account: [account('acme', {}, 1)], user: [user('ann', {}, 1)], accountMember: [accountMember('acme', 'ann', {}, 1)] });
    await ways({ user: [user('ann', { firstName: 'Ann' }, 2)] });
    // BEGIN, the gate and the first reading; the writing and the commit; the look at deletions after it.
    expect(await ways({ user: [user('ann', { firstName: 'Anna' }, 3)] })).toEqual([expect.objectContaining({ applied: 1 }), 3]);
    expect(await ways({ user: [user('ann', { firstName: 'Anna' }, 3)] })).toEqual([expect.objectContaining({ unchanged: 1 }), 2]);
    await hq.read`insert into users (id, email, email_key, status) values (gen_random_uuid(), 'ben@example.com', 'ben@example.com', 'active')`;
    // HQ's own row becomes ben's: one statement takes its name, the next gives it the new one, each with a question of its types before it.
    expect(await ways({ user: [user('ben', {}, 4)] })).toEqual([expect.objectContaining({ applied: 1 }), 7]);
  } finally {
    await hq.close();
    await proxy.close();
    await database.drop();
  }
});
