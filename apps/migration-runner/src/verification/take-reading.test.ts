import { FieldError } from '@hq-field/field-adapter';
import { expect, test } from 'vitest';
import type { VerificationPorts } from './sides.ts';
import { takeReading } from './take-reading.ts';

/** Snapshots that make way so many times, and are read to the end after that; how many were opened and closed. */
function disturbed(times: number, code: 'busy' | 'unreachable' = 'busy') {
  const seen = { opened: 0, closed: 0 };
  const ports = {
    openField: async () => {
      seen.opened += 1;
      return { close: async () => void (seen.closed += 1) };
    },
    quarantinedKeys: async () => [],
    outbox: { standing: async () => ({ waiting: 0, version: 7, now: new Date(0) }), mark: async () => 0n, drained: async () => true },
    sleep: async () => {},
    now: () => 0,
  } as unknown as VerificationPorts;
  const find = async function* () {
    await Promise.resolve();
    if (seen.opened <= times) throw new FieldError(code, 'it made way');
    yield { account: 'a', entity: 'user', key: 'u', kind: 'missing_in_hq' } as never;
  };
  return { seen, read: () => takeReading(ports, 1000, find) };
}

test('a reading whose snapshot made way is taken again, from its beginning', async () => {
  const { seen, read } = disturbed(2);
  expect(await read()).toMatchObject({ findings: [{ key: 'u' }], quiet: true, version: 7 });
  expect(seen).toEqual({ opened: 3, closed: 3 });
});

test('not for ever, and not when Field is away', async () => {
  const always = disturbed(Number.POSITIVE_INFINITY);
  await expect(always.read()).rejects.toThrow('it made way');
  expect(always.seen).toEqual({ opened: 10, closed: 10 });
  const away = disturbed(1, 'unreachable');
  await expect(away.read()).rejects.toThrow('it made way');
  expect(away.seen.opened).toBe(1);
});
