import { until } from '@hq-field/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
beforeAll(async () => {
  all = await migration({ accounts: 6 });
});
afterAll(() => all.close());

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
