import { randomUUID } from 'node:crypto';
import { createDelivery, createHqClient, createRelay } from '@hq-field/field-adapter';
import { until } from '@hq-field/testkit/until';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../../fixtures/migration.ts';
import { claimsGiver } from './give-back-claims.ts';

let all: Migration;
beforeAll(async () => {
  all = await migration({ accounts: 4 });
});
/** Answered when the test is over. */
const asleep = Promise.withResolvers<never>();
const passes: Promise<unknown>[] = [];
afterAll(async () => {
  asleep.reject(new Error('the test is over'));
  await Promise.allSettled(passes);
  await all.close();
});

/** A relay that has claimed a change and never comes to send it, as one that was killed. */
async function claimAndStop(host: string): Promise<void> {
  const { field, store: states, hq, signingKeyFile } = all;
  const delivery = createDelivery({ field, client: createHqClient({ url: hq.url, signingKeyFile }), states });
  const asked = Promise.withResolvers<void>();
  const sleeps = {
    ...states,
    look: () => (asked.resolve(), asleep.promise),
    begun: async () => true,
    discovered: async () => {},
  };
  const pass = createRelay({ field, delivery, states: sleeps, host, leaseSeconds: 100 }).pass(1);
  pass.catch(() => {});
  passes.push(pass);
  await asked.promise;
}

const isOpen = async () =>
  (await all.field<{ open: boolean }[]>`select claimed_until < clock_timestamp() as open from outbound.touches order by id`).map(
    ({ open }) => open,
  );

test('changes that a host had claimed when it died wait for no lease, those of a living one stay its own', async () => {
  await all.field`update projects set name = name || ' 2' where id in (select id from projects where deleted_at is null order by id limit 2)`;
  const [dead, living] = [randomUUID(), randomUUID()];
  await claimAndStop(dead);
  await claimAndStop(living);
  const add = (id: string, keepsSession: boolean) => all.runner`
    insert into migration.hosts (id, name, seen_at, keeps_session, figures)
    values (${id}, ${id}, clock_timestamp() - interval '3 seconds', ${keepsSession}, '{}')`;
  // One without a lock has died; one of an older release keeps none.
  await add(dead, true);
  await add(living, false);
  const giveBack = claimsGiver({ ...all, log: pino({ enabled: false }) });
  await until(async () => (await giveBack(), (await isOpen()).some(Boolean)), {
    timeoutMs: 10_000,
    everyMs: 50,
    what: 'a claim is given back',
  });
  expect(await isOpen()).toEqual([true, false]);
  const [{ seconds } = { seconds: 0 }] = await all.field<{ seconds: number }[]>`
    select extract(epoch from max(claimed_until) - clock_timestamp())::float8 as seconds from outbound.touches`;
  expect(seconds).toBeGreaterThan(50);
});
