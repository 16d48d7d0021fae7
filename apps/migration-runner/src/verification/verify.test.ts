import { limits, type RowsInput } from '@hq-field/contracts';
import { FieldError } from '@hq-field/field-adapter';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { SmallWorld } from './fixtures/small-world.ts';
import { paced } from './pace.ts';
import { hasPassed, verify } from './verify.ts';
import { verifierNames } from './verifiers/index.ts';

const options = { accounts: null, settleMs: 60_000 };
let world = new SmallWorld();

beforeEach(() => {
  world = new SmallWorld();
  for (const key of ['p1', 'p2', 'p3']) world.change(key, 'as it is');
  world.relay();
});

it('what changed once during a first reading that took longer than the time to settle is read again', async () => {
  const ports = world.ports();
  let tookMs = 0;
  const slow = {
    ...ports,
    now: () => ports.now() + tookMs,
    openField: async () => {
      const snapshot = await ports.openField();
      if (tookMs === 0) {
        tookMs = options.settleMs + 1000;
        world.change('p1', 'changed once');
        world.relay();
      }
      return snapshot;
    },
  };
  expect(await verify(slow, options)).toMatchObject({ findings: [], pending: [] });
});

it.each(['counts', 'digests', 'deep'] as const)(
  'by %s everything is read anew after a pause, in which no snapshot of Field is open',
  async (by) => {
    const ports = world.ports();
    let [isPaused, at] = [false, 0];
    const asking = {
      ...ports,
      // A second goes by with each look at the clock.
      now: () => (at += 1000),
      openField: async () => {
        const snapshot = await ports.openField();
        if (open.length === 0) {
          world.change('p1', 'changed meanwhile');
          world.relay();
          isPaused = true;
        }
        return snapshot;
      },
    };
    const open: number[] = [];
    const onWait = () => {
      open.push(world.snapshotsOpen);
      isPaused = false;
    };
    const { signal } = new AbortController();
    const result = await verify(paced(asking, { signal, pausedBecause: async () => (isPaused ? 'a look' : null), onWait }), {
      ...options,
      by,
    });
    expect([open, world.snapshotsOpen]).toEqual([[0], 0]);
    expect(result).toMatchObject({ findings: [], pending: [], records: 3 });
  },
);

it('a pause takes nothing of the time in which differences settle', async () => {
  const ports = world.ports();
  let pausedMs = 0;
  const pausedBecause = async () => (pausedMs === 0 ? 'a look' : null);
  const onWait = () => queueMicrotask(() => (pausedMs = 10 * options.settleMs));
  const { signal } = new AbortController();
  const { now, sleep } = paced({ ...ports, now: () => ports.now() + pausedMs }, { signal, pausedBecause, onWait });
  const begun = now();
  await sleep(200);
  expect([pausedMs > 0, now() - begun]).toEqual([true, 200]);
});

it('a reading that made way counts nothing twice', async () => {
  const ports = world.ports();
  let opened = 0;
  const disturbed = {
    ...ports,
    openField: async () => {
      const snapshot = await ports.openField();
      opened += 1;
      const makesWay = opened === 1;
      return {
        ...snapshot,
        rows: async (input: RowsInput) => {
          if (makesWay && input.entity === 'projectMember') throw new FieldError('busy', 'made way');
          return snapshot.rows(input);
        },
      };
    },
  };
  expect(await verify(disturbed, { ...options, by: 'deep' })).toMatchObject({ records: 3, findings: [] });
  expect(opened).toBe(2);
});

describe.each(verifierNames)('by %s', (by) => {
  it('passes equal sides', async () => {
    const result = await verify(world.ports(), { ...options, by });
    expect(result).toMatchObject({ by, findings: [], pending: [], records: 3 });
    expect(hasPassed(result)).toBe(true);
  });

  it('finds a record that HQ lacks, also while others change, and says what to do', async () => {
    world.hq.delete('p2');
    world.change('q', 'on its way');
    world.onSleep = () => world.relay();
    const { findings, pending } = await verify(world.ports(), { ...options, by });
    expect({ findings, pending }).toMatchObject({
      findings: [{ kind: 'missing_in_hq', entity: 'project', account: 'a', explanation: 'real' }],
      pending: [],
    });
    expect(findings[0]).toMatchObject(by === 'counts' ? { key: '', remedy: 'person' } : { key: 'p2', remedy: 'send_again' });
  });

  it('does not pass when it was asked for no account at all', async () => {
    expect(hasPassed(await verify(world.ports(), { ...options, by, accounts: [] }))).toBe(false);
  });

  it('passes when what HQ has created comes to Field while it is read again', async () => {
    world.hq.set('p9', 'created');
    world.onSleep = () => world.field.set('p9', 'created');
    expect(hasPassed(await verify(world.ports(), { ...options, by }))).toBe(true);
  });

  it('does not pass while changes wait that nobody sends', async () => {
    world.change('new', 'created');
    const result = await verify(world.ports(), { ...options, settleMs: 1000, by });
    expect(result).toMatchObject({ findings: [], pending: [{ explanation: 'in_flight', remedy: 'wait' }] });
    expect(hasPassed(result)).toBe(false);
  });
});

describe('verify', () => {
  // A call takes about 120,000 arguments: `push(...)` of more breaks.
  it.each(['counts', 'digests'] as const)('compares more accounts by %s than a call takes arguments', async (by) => {
    const accounts = Array.from({ length: 200_000 }, (_, at) => `account ${at}`);
    const sums = (of: readonly (string | null)[] | null, digest: string) =>
      (of ?? []).map((account) => ({ account, entity: 'project' as const, records: Number(digest), digest }));
    const ports = world.ports();
    const known = accounts.map((externalId) => ({ externalId, deleted: false, isInField: true, state: 'live' as const }));
    const result = await verify(
      {
        ...ports,
        knownAccounts: async () => known,
        openField: async () => ({
          ...(await ports.openField()),
          addUp: async () => async (of) => ({
            digests: sums(
              of.filter((one) => one !== null),
              '2',
            ),
          }),
        }),
        hq: {
          ...ports.hq,
          counts: async (scope) => ({ counts: sums(scope.accounts, '1') }),
          digests: async (scope) => ({ digests: sums(scope.accounts, '1') }),
        },
      },
      { ...options, by, settleMs: 0 },
    );
    // By digests the rows are read, and there are none that differ.
    expect(result).toMatchObject({ accounts: accounts.length, records: 400_000, unread: 0 });
    expect(result.findings).toHaveLength(by === 'counts' ? accounts.length : 0);
  });

  it('passes equal sides and counts what it compared', async () => {
    const result = await verify(world.ports(), options);
    expect(result).toMatchObject({ findings: [], pending: [], accounts: 1, records: 3 });
    expect(hasPassed(result)).toBe(true);
  });

  it.each(['counts', 'digests', 'deep'] as const)('finds nothing by %s in what is in quarantine beyond what a query takes', async (by) => {
    const others = Array.from({ length: limits.excludedPerQuery }, (_, at) => ({ entity: 'project' as const, externalId: `other ${at}` }));
    world.quarantine.push(...others, { entity: 'project', externalId: 'p2' });
    world.field.delete('p2');
    expect(await verify(world.ports(), { ...options, by })).toMatchObject({ findings: [], pending: [] });
    world.field.delete('p3');
    expect((await verify(world.ports(), { ...options, by })).findings).toMatchObject([
      { kind: 'extra_in_hq', key: by === 'counts' ? '' : 'p3' },
    ]);
  });

  it('finds a difference of a quiet Field in one reading', async () => {
    world.hq.set('p2', 'changed by hand');
    const result = await verify(world.ports(), { ...options, settleMs: 0 });
    expect(result.findings).toMatchObject([
      { kind: 'differs', key: 'p2', fields: [{ name: 'job_number', inField: 'as it is', inHq: 'changed by hand' }] },
    ]);
    expect(hasPassed(result)).toBe(false);
  });

  it('finds nothing in what is merely on its way', async () => {
    world.change('p1', 'new');
    world.change('p4', 'created');
    world.change('p3', null);
    world.onSleep = () => world.relay();
    const result = await verify(world.ports(), options);
    expect(result).toMatchObject({ findings: [], pending: [] });
  });

  it('finds a planted difference while other records change all the time', async () => {
    world.hq.delete('p2');
    let turn = 0;
    world.onSleep = () => {
      world.relay();
      turn += 1;
      world.change(`q${turn}`, 'another');
    };
    world.change('q0', 'another');
    const result = await verify(world.ports(), options);
    expect(result).toMatchObject({ findings: [{ kind: 'missing_in_hq', key: 'p2' }], pending: [] });
  });

  it('calls a record pending that HQ holds in a newer state at each reading, and does not pass it', async () => {
    const ports = world.ports();
    let turn = 0;
    const changing = {
      ...ports,
      openField: async () => {
        const snapshot = await ports.openField();
        turn += 1;
        world.change('p1', `turn ${turn}`);
        world.relay();
        return snapshot;
      },
    };
    const result = await verify(changing, options);
    expect(result).toMatchObject({ findings: [], pending: [{ key: 'p1' }] });
    expect(hasPassed(result)).toBe(false);
  });

  it('calls captured changes pending that nobody sends', async () => {
    world.change('p1', 'new');
    expect(await verify(world.ports(), options)).toMatchObject({ findings: [], pending: [{ key: 'p1' }] });
  });

  it('finds nothing in an older copy of a record that is in quarantine now', async () => {
    world.field.delete('p1');
    world.quarantine.push({ entity: 'project', externalId: 'p1' });
    expect(await verify(world.ports(), options)).toMatchObject({ findings: [], quarantined: 1, records: 2 });
  });

  it('never takes a failed read for success, and closes its snapshot', async () => {
    const ports = world.ports();
    world.hq.delete('p1');
    ports.hq.rows = () => Promise.reject(new Error('cut'));
    await expect(verify(ports, options)).rejects.toThrow('cut');
    expect(world.snapshotsOpen).toBe(0);
  });

  it('does not pass when an account was asked for that is not live', async () => {
    const ports = {
      ...world.ports(),
      knownAccounts: async () => [{ externalId: 'a', deleted: false, isInField: true, state: 'failed' as const }],
    };
    const result = await verify(ports, options);
    expect(result).toMatchObject({ notVerified: [{ account: 'a', state: 'failed' }], accounts: 0, records: 0 });
    expect(hasPassed(result)).toBe(false);
  });

  it('finds exactly the planted differences, whatever changes meanwhile', async () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const story = fc.array(fc.tuple(key, fc.option(fc.constantFrom('1', '2'), { nil: null })), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(story, fc.uniqueArray(fc.constantFrom('p1', 'p2', 'p3')), async (changes, planted) => {
        const flowing = new SmallWorld();
        for (const name of ['p1', 'p2', 'p3']) flowing.change(name, 'as it is');
        flowing.relay();
        for (const name of planted) flowing.hq.set(name, 'planted');
        const left = [...changes];
        flowing.onSleep = () => {
          flowing.relay();
          const next = left.shift();
          if (next !== undefined) flowing.change(...next);
        };
        flowing.onSleep();
        const result = await verify(flowing.ports(), { ...options, settleMs: 600_000 });
        expect(result.findings.map((finding) => finding.key).sort()).toEqual([...planted].sort());
        expect(result.pending).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
