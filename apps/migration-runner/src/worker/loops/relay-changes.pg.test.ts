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
  all = await migration({ accounts: 12 });
});
afterEach(() => all.close());

/** A host that relays into `all`, with the parts that a test replaces. */
function relayingHost(signal: AbortSignal, parts: Partial<HostContext> = {}): HostContext {
  const fibres = new Fibres();
  fibres.limit = 1;
  return {
    field: all.field,
    store: all.store,
    hq: createHqClient({ url: all.hq.url, signingKeyFile: all.signingKeyFile }),
    log: pino({ enabled: false }),
    gate: new SendingGate(signal),
    fibres,
    rate: new RecordRate(),
    observations: new HqObservations(),
    turns: new LiveTurns(),
    rightOfWay: new RightOfWay(),
    figures: new HostFigures(),
    hands: new Set(),
    signal,
    allowance: { workers: 1, fibres: 1, batchSize: 100, recordsPerSecond: null, closedBecause: null, end: null },
    wake: Promise.withResolvers<void>(),
    ...parts,
  } as unknown as HostContext;
}

async function everyAccountIsLive(): Promise<void> {
  await all.enqueueAll();
  await all.runner`update migration.accounts set state = 'live'`;
}

const left = () => all.field`select from outbound.changes union all select from outbound.touches`;

test('a host that was silent gives back what it claimed, fails nothing, and sends it when it has its part of the throttle again', async () => {
  await everyAccountIsLive();
  const said: { msg: string; reason: string }[] = [];
  const stop = new AbortController();
  const fibres = new Fibres();
  fibres.limit = 1;
  fibres.close('this host was silent');
  const log = pino({ level: 'info' }, { write: (line: string) => void said.push(JSON.parse(line) as (typeof said)[number]) });
  // The throttle is open already when the refusal is seen, as after a wake: only what was asked before was refused.
  const host = relayingHost(stop.signal, { fibres, log });
  await all.field`update users set first_name = 'Ann' where id = (select min(id) from users where deleted_at is null)`;
  const relaying = relayChanges(host, 0);
  try {
    await until(() => said.length > 0, { timeoutMs: 20_000, everyMs: 10, what: 'the throttle refuses' });
    expect(said[0]).toMatchObject({ msg: 'relay:held-back', reason: 'this host was silent' });
    expect(all.batches()).toBe(0);
    fibres.close(null);
    await until(async () => (await left()).length === 0, { timeoutMs: 20_000, everyMs: 20, what: 'it is sent' });
    expect(all.batches()).toBeGreaterThan(0);
    expect(said.filter(({ msg }) => msg !== 'relay:held-back')).toEqual([]);
  } finally {
    stop.abort(new Error('the test is over'));
    await relaying;
  }
});

test('a change that meets a fault of a whole system stops the host, and waits for the next one', async () => {
  await everyAccountIsLive();
  const stop = new AbortController();
  const failures: Error[] = [];
  const host = relayingHost(stop.signal, { fail: (error) => void failures.push(error) });
  await all.field`update addresses set city = 'Linz' where id = (select min(id) from addresses)`;
  await all.field`alter table addresses rename column city to city_was`;
  const relaying = relayChanges(host, 0);
  try {
    await until(() => failures.length > 0, { timeoutMs: 20_000, everyMs: 10, what: 'the host fails' });
    expect(failures).toMatchObject([{ code: 'schema_missing' }]);
    await relaying;
    expect(await left()).not.toEqual([]);
  } finally {
    stop.abort(new Error('the test is over'));
    await relaying;
  }
});

test('after a pass of many changes comes the next one at once, after one of few the host rests until a look finds more', async () => {
  await everyAccountIsLive();
  const stop = new AbortController();
  const done: string[] = [];
  const gate = new SendingGate(stop.signal);
  const turns = new LiveTurns();
  const host = relayingHost(stop.signal, {
    gate: { through: (work: () => Promise<unknown>) => (done.push('pass'), gate.through(work)) } as unknown as SendingGate,
    turns: Object.assign(turns, { rest: (_until: Promise<unknown>) => (done.push('rest'), host.wake.promise) }),
  });
  const changeUsers = (count: number) =>
    all.field`update users set first_name = first_name || 'n' where id in (select id from users where deleted_at is null order by id limit ${count})`;
  await changeUsers(80);
  const relaying = relayChanges(host, 0);
  const untilItRests = (times: number) =>
    until(() => done.filter((one) => one === 'rest').length === times, { timeoutMs: 20_000, everyMs: 5, what: `rest ${times}` });
  try {
    await untilItRests(1);
    expect(done.slice(-3)).toEqual(['pass', 'pass', 'rest']);
    expect(await left()).toEqual([]);
    const before = done.length;
    await changeUsers(3);
    host.wake.resolve();
    await untilItRests(2);
    expect(done.slice(before)).toEqual(['pass', 'rest']);
    expect(await left()).toEqual([]);
  } finally {
    stop.abort(new Error('the test is over'));
    host.wake.resolve();
    await relaying;
  }
});
