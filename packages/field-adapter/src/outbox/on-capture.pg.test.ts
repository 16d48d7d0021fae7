import { until } from '@hq-field/testkit/until';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { onCapture } from './on-capture.ts';
import { resolveChanges } from './resolve-changes.ts';

let small: SmallField;

beforeEach(async () => {
  small = await smallField();
});
afterEach(() => small.close());

/** Looks, and counts how often and how long it has asked Field, how often Field was to look by itself, and how often something woke it. */
async function looking(isWanted = () => true) {
  const seen = { asked: 0, askedMs: 0, watches: 0, wakes: 0 };
  const field = new Proxy(small.field, {
    get(target, name, receiver) {
      if (name !== 'unsafe') return Reflect.get(target, name, receiver) as unknown;
      return (text: string) => {
        seen.asked += 1;
        if (text.startsWith('do ')) seen.watches += 1;
        const begun = performance.now();
        return {
          simple: () =>
            target
              .unsafe(text)
              .simple()
              .then((rows) => ((seen.askedMs += performance.now() - begun), rows)),
        };
      };
    },
  });
  const { stop } = await onCapture(field, { wake: () => (seen.wakes += 1), isWanted });
  return {
    seen,
    stop,
    /** How often it has woken when it has looked once more. */
    async wakesSoFar() {
      const { asked } = seen;
      await until(() => seen.asked > asked + 2, { timeoutMs: 10_000, everyMs: 5, what: 'it has looked once more' });
      return seen.wakes;
    },
    wakes: () => until(() => seen.wakes > 0, { timeoutMs: 10_000, everyMs: 5, what: 'it wakes' }),
  };
}

test('a change wakes once it is committed', async () => {
  const session = await small.field.reserve();
  const look = await looking();
  try {
    await session`begin`;
    await session`insert into accounts (guid, name) values (${guid('accounts', 1)}, 'Acme')`;
    expect(await look.wakesSoFar()).toBe(0);
    await session`commit`;
    await look.wakes();
  } finally {
    session.release();
    await look.stop();
  }
});

test('what a sender has claimed does not wake; what it has given back does', async () => {
  await small.make('accounts', { id: 1, name: 'Acme' });
  await resolveChanges(small.field, 100);
  await small.field`update outbound.touches set claimed_until = clock_timestamp() + interval '1 minute'`;
  const look = await looking();
  try {
    expect(await look.wakesSoFar()).toBe(0);
    await small.field`update outbound.touches set claimed_until = null`;
    await look.wakes();
  } finally {
    await look.stop();
  }
});

test('nobody is asked anything while the relay is at work anyway', async () => {
  let isResting = true;
  const [look, other] = [await looking(() => isResting), await looking()];
  try {
    expect(await look.wakesSoFar()).toBe(0);
    isResting = false;
    const { asked } = look.seen;
    await small.make('accounts', { id: 1, name: 'Acme' });
    // Who is wanted looks meanwhile, longer than the look that was under way.
    await until(() => other.seen.wakes > 20, { timeoutMs: 10_000, everyMs: 5, what: 'another has looked' });
    expect(look.seen.asked).toBe(asked);
    look.seen.wakes = 0;
    isResting = true;
    expect(await look.wakes()).toBe(true);
  } finally {
    await Promise.all([look.stop(), other.stop()]);
  }
});

test('while nothing happens it is Field that looks, and it is asked twenty times a second at most', async () => {
  const begun = performance.now();
  const look = await looking();
  await until(() => look.seen.asked > 5, { timeoutMs: 10_000, everyMs: 5, what: 'it has looked' });
  await look.stop();
  expect(look.seen.asked).toBeLessThanOrEqual(Math.ceil((performance.now() - begun) / 50));
});

test('looks become rare in the quiet, also of a relay that looks by itself now and then', async () => {
  let looks = 0;
  const look = await looking(() => (looks += 1) % 3 !== 0);
  await until(() => look.seen.asked > look.seen.watches, {
    timeoutMs: 20_000,
    everyMs: 5,
    what: 'Field is asked once, and not to look by itself',
  });
  await look.stop();
  expect(look.seen.wakes).toBe(0);
});

test('looks rest where each has to pass many rows that were taken and that somebody may still see', async () => {
  const somebody = await small.field.reserve();
  await somebody`begin isolation level repeatable read`;
  await somebody`select from accounts`;
  await small.field`insert into outbound.changes (table_name, what) select 'users', 'values' from generate_series(1, 200000)`;
  await small.field`delete from outbound.changes`;
  const begun = performance.now();
  const look = await looking();
  try {
    await until(() => look.seen.asked > 10, { timeoutMs: 20_000, everyMs: 5, what: 'it has looked' });
    // Without rests Field is asked all the time.
    expect(look.seen.askedMs).toBeLessThan((performance.now() - begun) / 2);
    expect(look.seen.wakes).toBe(0);
    await small.make('accounts', { id: 1, name: 'Acme' });
    await look.wakes();
  } finally {
    somebody.release();
    await look.stop();
  }
});
