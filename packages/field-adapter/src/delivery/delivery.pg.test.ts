import { startFaultProxy } from '@hq-field/testkit/fault-proxy';
import { expect, test } from 'vitest';
import { guid, smallField } from '../fixtures/small-field.ts';
import { createDelivery, openField, walkAccounts } from '../index.ts';

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
