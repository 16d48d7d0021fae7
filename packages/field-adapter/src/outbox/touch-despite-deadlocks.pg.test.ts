import { afterEach, beforeEach, expect, test } from 'vitest';
import { until, waitsForLock } from '@hq-field/testkit';
import { guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { touchAccounts } from './touch-accounts.ts';
import { touchKeys } from './touches.ts';

let small: SmallField;

beforeEach(async () => {
  small = await smallField();
});
afterEach(() => small.close());

test('accounts that are touched while others put their records into the outbox in another order are touched all the same', async () => {
  // Found by drill update-all, seed 4: `touch` ended with the error of a deadlock beside a pass of the relay.
  const account = guid('accounts', await small.make('accounts', { name: 'Acme', country: 'US' }));
  await small.make('projects', { account_id: 1, name: 'Tower', is_active: true });
  await small.field`truncate outbound.changes`;
  const key = (entity: string, externalId: string) => ({ entity, externalId, account });
  const touched = await small.field.begin(async (pass) => {
    // The other one is broken off: PostgreSQL looks for a deadlock when a wait has lasted this long, and the second to wait closes the circle.
    await pass`set local deadlock_timeout = '30s'`;
    await touchKeys(pass, null, [key('project', guid('projects', 1))]);
    const touching = touchAccounts(small.field, [account]);
    touching.catch(() => {});
    await until(() => waitsForLock(small.field), { timeoutMs: 10_000, everyMs: 5, what: 'the project is waited for' });
    await touchKeys(pass, null, [key('account', account)]);
    return { touching };
  });
  expect(await touched.touching).toBe(0);
  expect(await small.field`select entity from outbound.touches order by entity`.values()).toEqual([['account'], ['project']]);
});
