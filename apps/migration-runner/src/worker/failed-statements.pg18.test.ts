import { until } from '@hq-field/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
beforeEach(async () => {
  all = await migration({ accounts: 6 });
});
afterEach(() => all.close());

test("no account fails for a full disk, a deadlock or a cancelled statement of the runner's database", { timeout: 90_000 }, async () => {
  await all.runner.unsafe(`
    create sequence public.times;
    create function public.refuse() returns trigger language plpgsql as $$
    declare codes text[] := '{53100,40P01,57014}';
    begin
      if nextval('public.times') <= 3 then raise exception 'not now' using errcode = codes[currval('public.times')]; end if;
      return new;
    end $$;
    create trigger refuse before update of checkpoint on migration.accounts for each row execute function public.refuse()`);
  await all.throttle.set({ workers: 3, fibres: 3, batchSize: 10, reason: 'a test', actor: 'ann' });
  await all.enqueueAll();
  const host = await all.host();
  await until(async () => (await all.store.unfinished()) === 0, { timeoutMs: 60_000, everyMs: 100, what: 'every account is done' });
  expect(await all.store.failures()).toEqual([]);
  expect(await all.runner`select from public.times where last_value > 3`).toHaveLength(1);
  expect(await host.stop()).toBeNull();
});

test('no account fails when HQ does not know the key any more in the middle of a run: the host stops with the reason, and the next one goes on', {
  timeout: 90_000,
}, async () => {
  await all.throttle.set({ workers: 2, fibres: 2, batchSize: 10, reason: 'a test', actor: 'ann' });
  await all.enqueueAll();
  const host = await all.host();
  await until(() => all.batches() > 3, { timeoutMs: 60_000, everyMs: 5, what: 'accounts are walked' });
  const data = { code: 'UNAUTHORIZED', httpStatus: 401, path: 'records.applyBatch', reason: 'token_invalid', issues: [] };
  const body = JSON.stringify({ error: { message: 'HQ does not know this key.', code: -32_001, data } });
  all.pace.instead = () => ({ status: 401, headers: { 'content-type': 'application/json' }, body });
  expect(String(await host.ended)).toContain('HQ does not know this key.');
  const left = await all.runner`select state, lease_holder from migration.accounts where state = 'failed' or lease_holder is not null`;
  expect([...left]).toEqual([]);
  all.pace.instead = null;
  expect(await (await all.host({ untilIdle: true })).ended).toBeNull();
  expect(await all.store.failures()).toEqual([]);
});
