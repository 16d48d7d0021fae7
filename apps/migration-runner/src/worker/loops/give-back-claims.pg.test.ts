import { randomUUID } from 'node:crypto';
import { createDelivery, createHqClient, createRelay } from '@hq-field/field-adapter';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../../fixtures/migration.ts';
import { HostSession } from '../../hosts/host-session.ts';
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
  // One without its session has died, as far as the one that keeps its own can tell.
  await new HostSession(all.runner, living).keep();
  for (const id of [dead, living]) {
    await all.runner`
      insert into migration.hosts (id, name, seen_at, session_since, figures)
      values (${id}, ${id}, clock_timestamp() - interval '3 seconds', clock_timestamp() - interval '10 seconds', '{}')`;
  }
  const giveBack = claimsGiver({ ...all, log: pino({ enabled: false }) });
  await giveBack();
  expect(await isOpen()).toEqual([true, false]);
  const [{ seconds } = { seconds: 0 }] = await all.field<{ seconds: number }[]>`
    select extract(epoch from max(claimed_until) - clock_timestamp())::float8 as seconds from outbound.touches`;
  expect(seconds).toBeGreaterThan(50);
});
