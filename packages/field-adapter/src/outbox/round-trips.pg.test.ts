import { startFaultProxy } from '@hq-field/testkit/fault-proxy';
import { expect, test } from 'vitest';
import { guid, smallField } from '../fixtures/small-field.ts';
import { createDelivery, createRelay, openField } from '../index.ts';
import { takeChanges } from './changes.ts';
import { resolvingMode } from './resolve-changes.ts';

test('a live change goes four times to Field and back before HQ is asked', async () => {
  const small = await smallField();
  const server = new URL(small.url);
  const proxy = await startFaultProxy({ to: Number(server.port) });
  const field = openField(Object.assign(server, { port: String(proxy.port) }).href);
  try {
    const account = await small.make('accounts', { name: 'Acme', is_trial: false, status: 'active', country: 'US' });
    const ann = await small.make('users', { email: 'ann@example.com', status: 'active' });
    await small.make('account_users', { account_id: account, user_id: ann, role: 'member', status: 'active' });
    await small.backfill(guid('accounts', account));
    await small.drain();
    const ways: number[] = [];
    let before = 0;
    const client = {
      ...small.hq.client,
      applyBatch: (input: Parameters<typeof small.hq.client.applyBatch>[0]) => {
        ways.push(proxy.seen.exchanges - before);
        return small.hq.client.applyBatch(input);
      },
    };
    const relay = createRelay({ field, delivery: createDelivery({ field, client, states: small.states }), states: small.states });
    for (const name of ['Ann', 'Anna', 'Anne', 'Annie', 'Anni']) {
      await small.field`update users set first_name = ${name} where id = ${ann}`;
      before = proxy.seen.exchanges;
      expect(await relay.pass(500)).toMatchObject({ resolved: 1, claimed: 1 });
    }
    // Opening connections and asking for the first time takes more, and so does asking once a second whether tables have grown.
    expect(Math.min(...ways)).toBe(4);
    expect(small.hq.living('user').get(guid('users', ann))).toMatchObject({ firstName: 'Anni' });
  } finally {
    await field.end({ timeout: 1 });
    await proxy.close();
    await small.close();
  }
});

test('nothing is taken where BEGIN, with which it is asked for, has failed', async () => {
  const small = await smallField();
  try {
    await small.make('users', { email: 'ann@example.com', status: 'active' });
    expect(await takeChanges(small.field, 100)).toMatchObject({ rows: 0, changes: [] });
    expect(await small.field.begin(resolvingMode, (sql) => takeChanges(sql, 100))).toMatchObject({ rows: 1 });
  } finally {
    await small.close();
  }
});
