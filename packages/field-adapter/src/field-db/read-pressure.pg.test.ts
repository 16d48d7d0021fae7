import { until } from '@hq-field/testkit/until';
import { expect, test } from 'vitest';
import { smallField } from '../fixtures/small-field.ts';
import { openField } from './open-field.ts';
import { readPressure } from './read-pressure.ts';

/** Far more connections than other tests have at work on this server meanwhile. */
const many = 16;

test('connections that sleep are not at work, those that wait for a lock are', async () => {
  const small = await smallField();
  const others = openField(small.url, { max: many });
  const holder = await small.field.reserve();
  const [allowed] = await small.field<{ connections: number }[]>`select current_setting('max_connections')::int as connections`;
  const atWork = async () => (await readPressure(small.field)).activeConnections * (allowed?.connections ?? 0);
  const areAll = (event: string) =>
    until(
      async () =>
        (await small.field`select from pg_stat_activity where datname = current_database() and wait_event = ${event}`).length === many,
      { timeoutMs: 20_000, everyMs: 10, what: `all are in ${event}` },
    );
  try {
    const before = await atWork();
    const sleeping = Array.from({ length: many }, () => others`select pg_sleep(600)`.execute());
    await areAll('PgSleep');
    expect((await atWork()) - before).toBeLessThan(many / 2);
    const ended = Promise.allSettled(sleeping);
    for (const one of sleeping) one.cancel();
    await ended;

    await holder`begin`;
    await holder`select pg_advisory_xact_lock(1)`;
    const waiting = Array.from({ length: many }, () => others`select pg_advisory_xact_lock(1)`.execute());
    await areAll('advisory');
    expect((await atWork()) - before).toBeGreaterThan(many / 2);
    await holder`rollback`;
    await Promise.all(waiting);
  } finally {
    holder.release();
    await others.end();
    await small.close();
  }
});
