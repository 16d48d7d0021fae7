import { afterEach, beforeEach, expect, test } from 'vitest';
import { smallField, type SmallField } from '../fixtures/small-field.ts';
import { captureStatus, isOutboxEmpty } from './capture-status.ts';
import { installCapture } from './install-capture.ts';

let small: SmallField;
beforeEach(async () => {
  small = await smallField();
});
afterEach(() => small.close());

/** Records that wait since so many seconds ago. The statistics know of them at once: told later, they would be added to what an ANALYZE has counted. */
const touched = (most: number, { secondsAgo, again }: { secondsAgo: number; again: boolean }) =>
  small.field.begin(async (session) => {
    await session`
      insert into outbound.touches (entity, external_id, account, captured_at, again)
      select 'user', gen_random_uuid()::text, 'a', clock_timestamp() - make_interval(secs => ${secondsAgo}), ${again} from generate_series(1, ${most}::int)`;
    await session`select pg_stat_force_next_flush()`;
  });

test('an outbox of few rows is counted, both tables of it', async () => {
  expect(await isOutboxEmpty(small.field)).toBe(true);
  await touched(2, { secondsAgo: 60, again: false });
  await small.field`update outbound.touches set claimed_until = clock_timestamp() + interval '1 minute' where id = (select min(id) from outbound.touches)`;
  await small.field`insert into outbound.changes (table_name, what) values ('users', 'values')`;
  expect(await captureStatus(small.field)).toMatchObject({
    installed: true,
    outboxRows: 3,
    claimedRows: 1,
    oldestSeconds: expect.closeTo(60, -1) as number,
  });
  expect(await isOutboxEmpty(small.field)).toBe(false);
});

test('of many rows the statistics say how many there are, and the oldest is found among those that go first', async () => {
  await touched(3, { secondsAgo: 900, again: true });
  await touched(30_000, { secondsAgo: 60, again: false });
  const before = await captureStatus(small.field);
  expect(before.outboxRows).toBeGreaterThanOrEqual(10_000);
  expect(before.oldestSeconds).toBeGreaterThanOrEqual(900);
  await small.field`analyze outbound.touches`;
  expect((await captureStatus(small.field)).outboxRows).toBe(30_003);
  await small.field`delete from outbound.touches where again`;
  expect((await captureStatus(small.field)).oldestSeconds).toBeLessThan(900);
});

test('what another release has installed is told from what this one installs, also when that one left no sign', async () => {
  const isCurrent = async () => (await captureStatus(small.field)).isCurrent;
  expect(await isCurrent()).toBe(true);
  await small.field`insert into outbound.installed (at, digest) values (clock_timestamp() + interval '1 ms', 'of another release')`;
  expect(await isCurrent()).toBe(false);
  await small.field`alter table outbound.installed drop column digest`;
  expect(await isCurrent()).toBe(false);
  await installCapture(small.field);
  expect(await isCurrent()).toBe(true);
});
