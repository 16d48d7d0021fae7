import { afterEach, beforeEach, expect, test } from 'vitest';
import { guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { captureStatus } from '../outbox/capture-status.ts';
import { retireCapture, uninstallCapture } from '../outbox/install-capture.ts';
import { createFieldHandlers } from '../provisioning/field-handlers.ts';
import { anAccount, applied } from '../provisioning/fixtures/puts.ts';
import { lockOf } from './administered-by-hq.ts';
import { lowerFence, raiseFence } from './fence.ts';
import { countByKeeper, unsettledAccounts } from './who-keeps.ts';

let field: SmallField;
let put: ReturnType<typeof createFieldHandlers>['provisioning'];
beforeEach(async () => {
  field = await smallField();
  put = createFieldHandlers(field.field).provisioning;
});
afterEach(() => field.close());

test('capture is not uninstalled while HQ keeps an account: it names what to do instead', async () => {
  const acme = guid('accounts', await field.make('accounts', { name: 'Acme' }));
  await raiseFence(field.field, acme, 1);
  const refused = { code: 'administered_by_hq', message: expect.stringContaining('--retire') };
  await expect(uninstallCapture(field.field)).rejects.toMatchObject(refused);
  expect((await captureStatus(field.field)).installed).toBe(true);
  await lowerFence(field.field, acme, 1);
  // One that HQ has made has no fence at first, and Field does not know whose it is until it is told.
  const { externalId: made } = await applied(put.putAccount(anAccount()));
  expect(await unsettledAccounts(field.field)).toEqual([made]);
  await expect(uninstallCapture(field.field)).rejects.toMatchObject(refused);
  expect(await lowerFence(field.field, made, 0)).toBe(false);
  expect([await unsettledAccounts(field.field), await countByKeeper(field.field)]).toEqual([[], { hq: 0, field: 2 }]);
  await uninstallCapture(field.field);
  await expect(retireCapture(field.field)).rejects.toMatchObject({ code: 'capture_missing' });
});

test('what Field is told of an account that HQ has made does not hold against a fence, nor against a move to HQ that waits', async () => {
  const { externalId: made } = await applied(put.putAccount(anAccount()));
  await field.field.begin(async (other) => {
    await other`select pg_advisory_xact_lock(${lockOf(other, made)})`;
    await lowerFence(field.field, made, 0);
  });
  expect(await unsettledAccounts(field.field)).toEqual([made]);
  await raiseFence(field.field, made, 1);
  await lowerFence(field.field, made, 0);
  expect(await countByKeeper(field.field)).toEqual({ hq: 1, field: 0 });
});

test('capture is not retired while Field keeps an account, and what was retired before is brought up to date also then', async () => {
  const acme = guid('accounts', await field.make('accounts', { name: 'Acme' }));
  await expect(retireCapture(field.field)).rejects.toMatchObject({
    code: 'administered_by_field',
    message: expect.stringContaining('of 1 accounts'),
  });
  expect((await captureStatus(field.field)).installed).toBe(true);
  await raiseFence(field.field, acme, 1);
  await retireCapture(field.field);
  await lowerFence(field.field, acme, 1);
  await retireCapture(field.field);
  expect((await captureStatus(field.field)).isRetired).toBe(true);
});
