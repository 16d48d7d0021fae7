import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { converges, guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { oldestWaiting, outboxDrained, outboxMark } from '../outbox/capture-status.ts';
import { acknowledge, claim } from '../outbox/claims.ts';
import { resolveChanges } from '../outbox/resolve-changes.ts';

let small: SmallField;
beforeEach(async () => {
  small = await smallField();
});
afterEach(() => small.close());

test("Field's clock jumps back by an hour: what a sender claimed that died then is sent by the next one", async () => {
  const account = guid('accounts', await small.make('accounts', { name: 'Acme', status: 'active' }));
  await small.backfill(account);
  await small.drain();
  await small.field`update accounts set name = 'Acme Inc'`;
  // Resolved, claimed and never sent; then the clock jumps, so that the lease ends an hour from now.
  small.hq.beforeApply = () => Promise.reject(new Error('the sender dies'));
  await expect(small.relay.pass(500)).rejects.toThrow('the sender dies');
  small.hq.beforeApply = null;
  const dead = randomUUID();
  const ids = (await claim(small.field, dead, 500, 10)).map(({ id }) => id);
  expect(ids).toHaveLength(1);
  await small.field`update outbound.touches set claimed_until = claimed_until + interval '1 hour'`;
  const { claimed } = await small.relay.pass(500);
  expect(claimed).toBe(1);
  expect(small.hq.living('account').get(account)).toMatchObject({ name: 'Acme Inc' });
  expect(await acknowledge(small.field, dead, ids)).toEqual([]);
  await converges(small);
});

test.each(['changes', 'touches'])('the same: what was captured before is drained when it was sent, not before: %s', async (table) => {
  const account = guid('accounts', await small.make('accounts', { name: 'Acme', status: 'active' }));
  await small.backfill(account);
  await small.drain();
  await small.field`update accounts set name = 'Acme Inc'`;
  if (table === 'touches') await resolveChanges(small.field, 100);
  await small.field`update ${small.field(`outbound.${table}`)} set captured_at = captured_at + interval '1 hour'`;
  const mark = await outboxMark(small.field);
  expect(await outboxDrained(small.field, mark)).toBe(false);
  expect(await oldestWaiting(small.field)).toBeLessThan(mark);
  await small.drain();
  expect(await outboxDrained(small.field, mark)).toBe(true);
  expect(await oldestWaiting(small.field)).toBeGreaterThan(mark);
});
