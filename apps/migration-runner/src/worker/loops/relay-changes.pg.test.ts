import { createHqClient } from '@hq-field/field-adapter';
import { until } from '@hq-field/testkit/until';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Migration, migration } from '../../fixtures/migration.ts';
import { Fibres } from '../../throttle/fibres.ts';
import { HqObservations } from '../../throttle/hq-observations.ts';
import { LiveTurns } from '../../throttle/live-turns.ts';
import { RecordRate } from '../../throttle/record-rate.ts';
import { RightOfWay } from '../../throttle/right-of-way.ts';
import { SendingGate } from '../../throttle/sending-gate.ts';
import type { HostContext } from '../host-context.ts';
import { HostFigures } from '../host-figures.ts';
import { relayChanges } from './relay-changes.ts';

let all: Migration;
beforeEach(async () => {
  all = await migration({ accounts: 2 });
});
afterEach(() => all.close());

test('a host that was silent gives back what it claimed, fails nothing, and sends it when it has its part of the throttle again', async () => {
  await all.enqueueAll();
  await all.runner`update migration.accounts set state = 'live'`;
  const said: { msg: string; reason: string }[] = [];
  const stop = new AbortController();
  const fibres = new Fibres();
  fibres.limit = 1;
  fibres.close('this host was silent');
  const host = {
    field: all.field,
    store: all.store,
    hq: createHqClient({ url: all.hq.url, signingKeyFile: all.signingKeyFile }),
    log: pino({ level: 'info' }, { write: (line: string) => void said.push(JSON.parse(line) as (typeof said)[number]) }),
    gate: new SendingGate(stop.signal),
    fibres,
    rate: new RecordRate(),
    observations: new HqObservations(),
    turns: new LiveTurns(),
    rightOfWay: new RightOfWay(),
    figures: new HostFigures(),
    hands: new Set(),
    signal: stop.signal,
    // The throttle is open already when the refusal is seen, as after a wake: only what was asked before was refused.
    allowance: { workers: 1, fibres: 1, batchSize: 100, recordsPerSecond: null, closedBecause: null, end: null },
    wake: Promise.withResolvers<void>(),
  } as unknown as HostContext;
  await all.field`update users set first_name = 'Ann' where id = (select min(id) from users where deleted_at is null)`;
  const relaying = relayChanges(host, 0);
  try {
    await until(() => said.length > 0, { timeoutMs: 20_000, everyMs: 10, what: 'the throttle refuses' });
    expect(said[0]).toMatchObject({ msg: 'relay:held-back', reason: 'this host was silent' });
    expect(all.batches()).toBe(0);
    fibres.close(null);
    const left = () => all.field`select from outbound.changes union all select from outbound.touches`;
    await until(async () => (await left()).length === 0, { timeoutMs: 20_000, everyMs: 20, what: 'it is sent' });
    expect(all.batches()).toBeGreaterThan(0);
    expect(said.filter(({ msg }) => msg !== 'relay:held-back')).toEqual([]);
  } finally {
    stop.abort(new Error('the test is over'));
    await relaying;
  }
});
