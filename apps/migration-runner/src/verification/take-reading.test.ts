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
    outbox: {
      standing: async () => ({ waiting: 0, version: 7, lastPut: null, now: new Date(0) }),
      mark: async () => 0n,
      drained: async () => true,
    },
    sleep: async () => {},
    now: () => 0,
  } as unknown as VerificationPorts;
  const find = async function* () {
    await Promise.resolve();
    if (seen.opened <= times) throw new FieldError(code, 'it made way');
    yield { account: 'a', entity: 'user', key: 'u', kind: 'missing_in_hq' } as never;
  };
  return { seen, ports, read: () => takeReading(ports, { waitMs: 1000, say: () => {} }, find) };
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

test('what nobody sends is waited for once a reading, and said', async () => {
  const { ports } = disturbed(0);
  let at = 0;
  const said: string[] = [];
  const stuck = {
    ...ports,
    outbox: {
      ...ports.outbox,
      standing: async () => ({ waiting: 3, version: 7, lastPut: null, now: new Date(0) }),
      drained: async () => false,
    },
    now: () => at,
    sleep: async (milliseconds: number) => void (at += milliseconds),
  };
  const reading = await takeReading(stuck, { waitMs: 60_000, say: (words) => said.push(words) }, async function* (look) {
    for (let extract = 0; extract < 7; extract += 1) await look.sent();
    yield { account: 'a', entity: 'user', key: 'u', kind: 'missing_in_hq' } as never;
  });
  expect(reading).toMatchObject({ findings: [{ key: 'u' }], drained: false, quiet: false });
  expect(at).toBe(60_000);
  expect(said).toEqual([expect.stringMatching(/^3 changes of Field wait to be sent; .*60 s at most/u)]);
});
