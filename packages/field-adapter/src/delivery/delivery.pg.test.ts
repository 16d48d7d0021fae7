import { startFaultProxy } from '@hq-field/testkit/fault-proxy';
import { expect, test } from 'vitest';
import { converges, guid, smallField } from '../fixtures/small-field.ts';
import { createDelivery, createRelay, listQuarantine, openField, walkAccounts } from '../index.ts';

test('a page that HQ took while Field went away is sent once more when Field is back, and not at each try before', async () => {
  const small = await smallField();
  const url = new URL(small.url);
  const proxy = await startFaultProxy({ to: Number(url.port) });
  url.port = String(proxy.port);
  const field = openField(url.href, { max: 2 });
  try {
    const account = await small.make('accounts', { name: 'Acme', status: 'active' });
    // HQ takes the account, and Field has to put its project into quarantine.
    await small.make('projects', { account_id: account, name: 'x'.repeat(300), start_date: '2020-01-01' });
    small.states.states.set(guid('accounts', account), 'backfilling');
    const [page] = await Array.fromAsync(walkAccounts(small.field, { accounts: [guid('accounts', account)], after: null, pageSize: 100 }));
    const delivery = createDelivery({ field, client: small.hq.client, states: small.states });
    const deliver = () => delivery.deliver(page?.records ?? [], 0);
    small.hq.afterApply = () => {
      proxy.set({ refuse: true });
      proxy.cutAll();
    };
    for (let time = 0; time < 4; time += 1) await expect(deliver()).rejects.toMatchObject({ retryable: true });
    expect(small.hq.batches).toHaveLength(1);

    small.hq.afterApply = null;
    proxy.heal();
    expect(await deliver()).toMatchObject({ unchanged: 1, quarantined: 1 });
    expect(small.hq.batches).toHaveLength(2);
  } finally {
    await field.end({ timeout: 1 });
    await proxy.close();
    await small.close();
  }
});

test('a refusal that is heard when the record was mended and taken already does not stay in quarantine', async () => {
  const small = await smallField();
  try {
    const account = await small.make('accounts', { name: 'Acme', status: 'active' });
    await small.backfill(guid('accounts', account));
    await small.field`update accounts set name = 'Refused'`;
    // A sender that sleeps between HQ's answer and quarantine: meanwhile another one sends what Field has now.
    const sleepy = {
      ...small.hq.client,
      applyBatch: async (...[input]: Parameters<typeof small.hq.client.applyBatch>) => {
        await small.field`update accounts set name = 'Mended'`;
        await small.relay.pass(10);
        const refused = {
          outcome: 'rejected',
          externalId: guid('accounts', account),
          code: 'value_refused',
          field: 'name',
          message: 'no',
          existingId: null,
        } as const;
        const counts = { applied: 0, unchanged: 0, stale: 0, deferred: 0, rejected: 1 };
        return { batchId: input.batchId, outcomes: { account: [refused] }, counts, hqIds: [], load: 0 };
      },
    };
    const delivery = createDelivery({ field: small.field, client: sleepy, states: small.states });
    await createRelay({ field: small.field, delivery, states: small.states }).pass(10);
    expect(await listQuarantine(small.field, {})).toMatchObject([{ externalId: guid('accounts', account), code: 'value_refused' }]);
    await converges(small);
    expect(await listQuarantine(small.field, {})).toEqual([]);
  } finally {
    await small.close();
  }
});
