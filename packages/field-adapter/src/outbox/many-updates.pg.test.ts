import { afterAll, expect, test } from 'vitest';
import { capturedField } from '../fixtures/captured-field.ts';
import { type FieldDatabase, openField } from '../index.ts';
import { resolveChanges } from './resolve-changes.ts';

const captured = await capturedField();
afterAll(() => captured.drop());

const people = 30_000;

/** Milliseconds of the slowest transaction of a session that takes all there is. */
async function slowestTake(field: FieldDatabase): Promise<number> {
  let slowest = 0;
  for (let rows = -1; rows !== 0; ) {
    const begun = performance.now();
    rows = await resolveChanges(field, 5000);
    slowest = Math.max(slowest, performance.now() - begun);
  }
  return slowest;
}

test('a large update is taken as quickly by a host that has taken single ones as by one that has just begun', async () => {
  // One connection each: plans are kept for each.
  const [old, fresh] = [openField(captured.url, { max: 1 }), openField(captured.url, { max: 1 })];
  try {
    const signIn = (most: number) => old`update users set last_login_at = now() where id in (select id from users limit ${most})`;
    await old`insert into users (guid, email, status, last_login_at) select gen_random_uuid()::text, 'a@example.com', 'active', now()`;
    await slowestTake(old);
    for (let change = 0; change < 10; change += 1) {
      await signIn(1);
      await slowestTake(old);
    }
    await old`alter table users disable trigger outbound_insert`;
    await old`
      insert into users (guid, email, status, last_login_at)
      select gen_random_uuid()::text, i || '@example.com', 'active', now() from generate_series(1, ${people}) i`;
    await signIn(people);
    const slowest = await slowestTake(old);
    await signIn(people);
    // With the plans of the empty table each take of 5,000 rows compared all that waited with all that it took: it took nine times as long.
    expect(slowest).toBeLessThan((await slowestTake(fresh)) * 4 + 100);
  } finally {
    await Promise.all([old, fresh].map((field) => field.end({ timeout: 1 })));
  }
});
