import { randomUUID } from 'node:crypto';
import type { HqClient } from '@hq-field/field-adapter';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Fibres, NotSentError } from './fibres.ts';
import { HqObservations } from './hq-observations.ts';
import { RecordRate } from './record-rate.ts';
import { throttledClient } from './throttled-client.ts';

test('a batch that has its fibre and waits for the rate is not sent once sending is paused', async () => {
  let sent = 0;
  const hq = { applyBatch: async () => ((sent += 1), { load: 0, counts: {} }) } as unknown as HqClient;
  const fibres = new Fibres();
  fibres.limit = 2;
  const waits = Promise.withResolvers<void>();
  const paused = Promise.withResolvers<void>();
  let ms = 0;
  const sleep = async (milliseconds: number) => {
    waits.resolve();
    await paused.promise;
    ms += milliseconds;
  };
  const rate = new RecordRate({ now: () => ms, sleep });
  rate.perSecond = 10;
  const { signal } = new AbortController();
  const client = throttledClient(hq, { fibres, rate, observations: new HqObservations(), log: pino({ enabled: false }) }, 'live', signal);
  const batch = () => ({ batchId: randomUUID(), source: 'field', records: { account: [{}, {}] } }) as never;
  await client.applyBatch(batch());
  const second = client.applyBatch(batch());
  await waits.promise;
  fibres.close('paused by an operator');
  paused.resolve();
  await expect(second).rejects.toThrow(new NotSentError('paused by an operator'));
  expect([sent, fibres.inFlight]).toEqual([1, 0]);
});
