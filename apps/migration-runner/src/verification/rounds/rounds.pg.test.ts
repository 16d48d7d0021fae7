import { installCapture, uninstallCapture } from '@hq-field/field-adapter';
import { until } from '@hq-field/testkit';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { lastVerification } from '../../status/last-verification.ts';
import { SmallWorld } from '../fixtures/small-world.ts';
import { guid, twoSystems } from '../fixtures/two-systems.ts';
import { unitWorkOf } from '../fixtures/unit-work.ts';
import { CancelledError, paced } from '../pace.ts';
import { type VerificationSummary, summaryInFigures, summaryPassed } from '../summary.ts';
import { nextRound } from './next-round.ts';
import { type VerifierName, verifierNames } from '../verifiers/index.ts';
import { type Asked, everythingUnit, restUnit, RunStore } from './run-store.ts';
import { summarise } from './summarise.ts';
import { verifyOnce } from './verify-once.ts';
import { workUnits } from './work-units.ts';

const systems = await twoSystems();
const beside = await unitWorkOf(systems);
beforeEach(() => beside.forget());
afterAll(() => beside.close());

const everything: Asked = { by: 'digests', accounts: null, isRound: false };
const deeply: Asked = { ...everything, by: 'deep' };
const [first, second] = [guid('a', 1), guid('a', 2)];

function asAsked(...accounts: string[]) {
  return async () => accounts.map((account) => ({ account, reason: 'asked' }));
}

async function verifyAll(asked: Asked = everything, units?: readonly string[]): Promise<VerificationSummary> {
  if (units === undefined) return verifyOnce(beside.work, asked);
  const { id } = await beside.work.runs.joinOrBegin(asked, asAsked(...units));
  await workUnits(id, asked, beside.work);
  const summary = await summarise(id, asked, beside.work);
  await beside.work.runs.end(id, summaryPassed(summary));
  return summary;
}

/** Changes HQ, looks, and takes it back. */
async function withChangeAtHq<T>(change: string, back: string, look: () => Promise<T>): Promise<T> {
  await systems.hqSql.unsafe(change);
  try {
    return await look();
  } finally {
    await systems.hqSql.unsafe(back);
  }
}

/** Changes that HQ shows to some verifiers alone, and how they are taken back. */
const shownTo = [
  {
    what: 'a first name',
    seenBy: 'digests',
    unseenBy: 'extracts',
    change: `update users set first_name = 'Zoé' where email_key = 'person1@example.com'`,
    back: `update users set first_name = 'Émile' where email_key = 'person1@example.com'`,
  },
  {
    what: 'the binding of a person',
    seenBy: 'deep',
    unseenBy: 'digests',
    change: `update users set external_id = '${guid('b', 7001)}' where external_id = '${guid('b', 1)}'`,
    back: `update users set external_id = '${guid('b', 1)}' where external_id = '${guid('b', 7001)}'`,
  },
] as const;

const renamed = [
  `update projects set name = 'Renamed by hand' where external_id = '${guid('d', 1)}'`,
  `update projects set name = 'Project 1' where external_id = '${guid('d', 1)}'`,
] as const;

describe('what somebody changed in HQ', () => {
  it('is reported as a foreign write, and is for a person, once the sides had been equal', async () => {
    expect(summaryPassed(await verifyAll())).toBe(true);
    const { list } = await withChangeAtHq(...renamed, () => verifyAll());
    expect(list).toMatchObject([
      {
        kind: 'differs',
        explanation: 'foreign_write',
        remedy: 'person',
        fields: [{ name: 'name', inField: 'Project 1', inHq: 'Renamed by hand' }],
      },
    ]);
    expect(summaryPassed(await verifyAll())).toBe(true);
  });

  it('is told from a change of Field while capture was away', async () => {
    expect(summaryPassed(await verifyAll())).toBe(true);
    const [drawn] = await systems.field<{ version: string }[]>`select last_value as version from outbound.versions`;
    await uninstallCapture(systems.field);
    await systems.field`update projects set identifier = 'J-8' where id = 1`;
    await installCapture(systems.field);
    await systems.field`select setval('outbound.versions', ${drawn?.version ?? 1}::bigint)`;
    const { list } = await verifyAll();
    expect(list).toMatchObject([{ kind: 'differs', explanation: 'real', remedy: 'send_again', fields: [{ name: 'job_number' }] }]);
    await systems.field`update projects set identifier = null where id = 1`;
    await systems.drain();
    expect(summaryPassed(await verifyAll())).toBe(true);
    // What stands at HQ alone is known again.
    expect(await withChangeAtHq(...renamed, () => verifyAll())).toMatchObject({ list: [{ explanation: 'foreign_write' }] });
  });

  it('makes no round believe that what was equal before capture was away is equal still', async () => {
    await verifyAll();
    await beside.work.changes.take();
    await systems.field`drop trigger log_touches on outbound.touches`;
    await beside.work.changes.take();
    const units = await nextRound(beside.runner, { share: 0, least: 0 });
    expect(units).toContainEqual({ account: first, reason: 'open' });
    expect(summaryPassed(await verifyAll())).toBe(true);
    expect(await nextRound(beside.runner, { share: 0, least: 0 })).toEqual([]);
  });

  it('is told from a change of Field that HQ does not show', async () => {
    await verifyAll();
    await systems.field`update projects set identifier = 'J-7' where id = 1`;
    await systems.drain();
    const lost = [
      `update projects set job_number = null where external_id = '${guid('d', 1)}'`,
      `update projects set job_number = 'J-7' where external_id = '${guid('d', 1)}'`,
    ] as const;
    const { list } = await withChangeAtHq(...lost, () => verifyAll());
    expect(list).toMatchObject([{ kind: 'stale', explanation: 'real', remedy: 'send_again', fields: [{ name: 'job_number' }] }]);
  });
});

it('rows that were deleted in Field while nothing was captured are found by set difference', async () => {
  await systems.field`alter table project_companies disable trigger user`;
  const [gone] = await systems.field`delete from project_companies where id = 1 returning *`;
  const { list } = await verifyAll();
  await systems.field`insert into project_companies ${systems.field(gone as never)}`;
  await systems.field`alter table project_companies enable trigger user`;
  expect(list).toMatchObject([
    { kind: 'extra_in_hq', entity: 'projectCompany', remedy: 'remove', externalId: `${guid('d', 1)}:${guid('c', 1)}` },
  ]);
});

describe.each(shownTo)('$what, which $unseenBy do not show', ({ seenBy, unseenBy, change, back }) => {
  it(`stays found when they have passed, until ${seenBy} do not see it`, async () => {
    const by = (name: VerifierName) => verifyAll({ by: name, accounts: null, isRound: false });
    await withChangeAtHq(change, back, async () => {
      const { list } = await by(seenBy);
      expect(list).toContainEqual(expect.objectContaining({ entity: 'user', kind: 'differs' }));
      const passed = await by(unseenBy);
      expect(passed.list).toEqual(list);
      expect([summaryPassed(passed), passed.failed.length > 0]).toEqual([false, true]);
    });
    expect(summaryPassed(await by(unseenBy))).toBe(false);
    expect(summaryPassed(await by(seenBy))).toBe(true);
  });
});

it('what the balance had named and counts find after that is cleared by digests', async () => {
  const line = {
    account: first,
    entity: 'projectMember',
    key: '',
    externalId: null,
    fields: [],
    explanation: 'real',
    remedy: 'person',
  } as const;
  await beside.work.findings.keepBalance([{ ...line, kind: 'unbalanced', version: 1, readAt: new Date() }], []);
  const members = `project_members where project_id in (select id from projects where external_id = '${guid('d', 1)}')`;
  const lost = `create table lost as select * from ${members}; delete from ${members}`;
  await withChangeAtHq(lost, 'insert into project_members select * from lost; drop table lost', async () => {
    const { list } = await verifyAll({ by: 'counts', accounts: null, isRound: false });
    expect(list).toMatchObject([{ entity: 'projectMember', kind: 'missing_in_hq', by: 'counts' }]);
  });
  expect(summaryPassed(await verifyAll())).toBe(true);
});

it('a pass of extracts vouches for no change of people that it cannot see', async () => {
  expect(summaryPassed(await verifyAll())).toBe(true);
  await systems.field`update users set first_name = 'Zoé' where id = 1`;
  await systems.drain();
  await beside.work.changes.take();
  expect(summaryPassed(await verifyAll({ by: 'extracts', accounts: null, isRound: false }))).toBe(true);
  expect(await nextRound(beside.runner, { share: 0, least: 0 })).toContainEqual({ account: first, reason: 'changed' });
  await systems.field`update users set first_name = 'Émile' where id = 1`;
  await systems.drain();
});

describe('every record of all accounts', () => {
  const stranger = [
    `insert into accounts (id, external_id, name, kind, status) values (gen_random_uuid(), 'elsewhere', 'Another', 'paid', 'active')`,
    `delete from accounts where external_id = 'elsewhere'`,
  ] as const;

  it('is read account by account, and then what is in none of them', async () => {
    const summary = await verifyAll(deeply);
    expect(summaryPassed(summary)).toBe(true);
    const units = await beside.runner<{ account: string }[]>`select account from migration.verification_units order by account`;
    expect(units.map(({ account }) => account)).toEqual([...systems.known.keys(), restUnit].sort());
    expect(summary).toMatchObject({ accounts: 2, compared: units.length, notVerified: [] });
    expect(summary.records).toBe((await verifyAll()).records);
  });

  it('finds accounts that HQ alone has, and clears them when they are gone', async () => {
    const summary = await withChangeAtHq(...stranger, () => verifyAll(deeply));
    expect(summary.list).toMatchObject([{ kind: 'extra_in_hq', entity: 'account', account: 'elsewhere' }]);
    expect(summaryPassed(await verifyAll(deeply))).toBe(true);
  });

  it('keeps what an account has shown when the rest shows nothing', async () => {
    const { list } = await withChangeAtHq(...renamed, () => verifyAll(deeply));
    expect(list).toMatchObject([{ kind: 'differs', account: first }]);
  });

  it('takes no account for one that HQ alone has because it is not live', async () => {
    systems.known.set(second, 'catching-up');
    try {
      expect(await verifyAll(deeply)).toMatchObject({ list: [], accounts: 1, notVerified: [{ account: second, state: 'catching-up' }] });
    } finally {
      systems.known.set(second, 'live');
    }
  });
});

it.each([
  ['company', 'companies', 'Company 2'],
  ['project', 'projects', 'Project 2'],
])('a %s that goes into quarantine after HQ has taken it makes no difference of what hangs on it', async (entity, table, name) => {
  // The person on the project names no company: the membership does.
  await systems.field`update contacts set company_id = null where id = 2`;
  await systems.drain();
  await systems.field.unsafe(`update ${table} set name = null where id = 2`);
  await systems.drain();
  try {
    expect(await beside.work.ports.quarantinedKeys()).toContainEqual(expect.objectContaining({ entity }));
    const quarantined = (await beside.work.ports.quarantinedKeys()).length;
    for (const by of verifierNames)
      expect(await verifyAll({ ...everything, by })).toMatchObject({ by, list: [], pending: [], quarantined });
    expect(await verifyAll({ ...everything, accounts: [first] })).toMatchObject({ list: [], quarantined: 0 });
  } finally {
    await systems.field.unsafe(`update ${table} set name = '${name}' where id = 2`);
    await systems.field`update contacts set company_id = 2 where id = 2`;
    await systems.drain();
  }
});

describe('a verification that was killed', () => {
  it('reads accounts too that have come since it began, and passes over no people that could not be read then', async () => {
    const { id } = await beside.work.runs.joinOrBegin(deeply, asAsked(second, restUnit));
    systems.known.set(first, 'catching-up');
    await workUnits(id, deeply, { ...beside.work, runs: new RunOfOne(restUnit) });
    systems.known.set(first, 'live');
    const resumed = await withChangeAtHq(...renamed, () => verifyAll(deeply));
    expect(resumed).toMatchObject({ accounts: 2, list: [{ account: first }], notVerified: [{ account: first, state: 'catching-up' }] });
    expect(summaryPassed(await verifyAll(deeply))).toBe(true);
  });

  it('goes on where it stopped, and reports what it had found before', async () => {
    const asked: Asked = { by: 'digests', accounts: [first, second], isRound: false };
    const { id } = await beside.work.runs.joinOrBegin(asked, asAsked(first, second));
    // The first account was read to the end, the second was in hand when the host died.
    const [taken] = await beside.work.runs.take(id, beside.work.runs.holder(), 1);
    expect(taken).toBe(first);
    await withChangeAtHq(...renamed, async () => {
      await workUnits(id, asked, { ...beside.work, runs: new RunOfOne(first) });
    });
    await beside.runner`update migration.verification_units set lease_until = clock_timestamp() - interval '1 s', holder = ${crypto.randomUUID()} where done_at is null`;
    const resumed = await verifyAll(asked, ['never used']);
    expect(resumed).toMatchObject({ compared: 2, accounts: 2, list: [{ account: first, kind: 'differs' }] });
    expect(summaryPassed(resumed)).toBe(false);
    // Only a new pass over the account clears it.
    expect(summaryPassed(await verifyAll(asked, [first, second]))).toBe(true);
  });

  it('waits for no lease of one that has died', async () => {
    const { id } = await beside.work.runs.joinOrBegin(everything, asAsked(everythingUnit));
    const [dies, other] = [beside.work.runs.holder(), beside.work.runs.holder()];
    expect(await beside.work.runs.take(id, dies, 1)).toEqual([everythingUnit]);
    expect(await beside.work.runs.take(id, other, 1)).toEqual([]);
    const [{ pid } = { pid: 0 }] = await dies.ask((sql) => sql<{ pid: number }[]>`select pg_backend_pid() as pid`);
    await beside.runner`select pg_terminate_backend(${pid}, 5000)`;
    expect(await beside.work.runs.take(id, other, 1)).toEqual([everythingUnit]);
    // It was only cut off, and keeps what it holds as long as it is heard of.
    await dies.keep();
    await beside.work.runs.letGo(id, other);
    expect(await beside.work.runs.take(id, dies, 1)).toEqual([everythingUnit]);
    expect(await beside.work.runs.take(id, other, 1)).toEqual([]);
    await Promise.all([dies, other].map((one) => beside.work.runs.letGo(id, one)));
    expect(await verifyAll()).toMatchObject({ accounts: 2, findings: 0 });
  });

  it('reads a unit once more whose findings were kept and whose end was not', async () => {
    const { id } = await beside.work.runs.joinOrBegin(everything, asAsked(everythingUnit));
    const dying = { ...beside.work, runs: new RunThatEndsNothing(beside.runner) };
    await withChangeAtHq(...renamed, async () => {
      await expect(workUnits(id, everything, dying)).rejects.toThrow('killed');
      expect(await verifyAll()).toMatchObject({ accounts: 2, findings: 1 });
    });
  });
});

/** A host that gets one account of a run and dies then. */
class RunOfOne extends RunStore {
  readonly #accounts: string[];
  constructor(account: string) {
    super(beside.runner);
    this.#accounts = [account];
  }
  override async take(): Promise<string[]> {
    return this.#accounts.splice(0);
  }
  override async left(): Promise<number> {
    return 0;
  }
}

class RunThatEndsNothing extends RunStore {
  override done(): Promise<void> {
    return Promise.reject(new Error('killed'));
  }
}

describe('a verification that did not come to its end', () => {
  it('never reports success when it was cancelled, and leaves a failed verdict', async () => {
    await withChangeAtHq(...renamed, () => verifyAll());
    const stop = new AbortController();
    const ports = paced(beside.work.ports, { signal: stop.signal, pausedBecause: async () => null, onWait: () => {} });
    stop.abort();
    const { id } = await beside.work.runs.joinOrBegin(everything, asAsked(everythingUnit));
    await expect(workUnits(id, everything, { ...beside.work, ports })).rejects.toThrow(CancelledError);
    const summary = await summarise(id, everything, beside.work);
    expect([summary.compared, summaryPassed(summary), summary.failed]).toEqual([0, false, [first]]);
  });

  it('waits while the throttle is paused, with the reason and without a transaction in Field, and goes on after', async () => {
    const reasons: string[] = [];
    let [at, asked, isOver] = [0, 0, false];
    const hasTransactions = async () =>
      (await systems.field`select from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`).length > 0;
    // It begins when the snapshot has been opened.
    const pausedBecause = async () => {
      if (reasons.length > 0)
        isOver ||= await until(async () => !(await hasTransactions()), { timeoutMs: 20_000, everyMs: 20, what: 'the snapshot ends' });
      return (asked += 1) === 1 || isOver ? null : 'an operator wants quiet';
    };
    const eachSecond = { ...beside.work.ports, now: () => (at += 1000) };
    const ports = paced(eachSecond, { signal: beside.work.signal, pausedBecause, onWait: (reason) => reasons.push(reason) });
    const { id } = await beside.work.runs.joinOrBegin(everything, asAsked(everythingUnit));
    await workUnits(id, everything, { ...beside.work, ports });
    expect(reasons).toEqual(['an operator wants quiet']);
    expect(summaryPassed(await summarise(id, everything, beside.work))).toBe(true);
  });

  it('does not pass by numbers alone what had failed before', async () => {
    await withChangeAtHq(...renamed, () => verifyAll());
    const counted = await verifyAll({ ...everything, by: 'counts' });
    expect([counted.failed, summaryPassed(counted)]).toEqual([[first], false]);
    expect(summaryPassed(await verifyAll({ ...everything, by: 'deep' }))).toBe(true);
  });

  it('does not pass by accounts of HQ alone, which it does not compare', async () => {
    const ports = { ...beside.work.ports, administeredByHq: async (accounts: readonly string[]) => new Set(accounts) };
    for (const accounts of [null, [first]]) {
      const summary = await verifyOnce({ ...beside.work, ports }, { ...everything, accounts });
      expect(summary).toMatchObject({ compared: 0, failed: [], list: [] });
      expect(summaryPassed(summary)).toBe(false);
    }
  });

  it('says how many records are pending, also when they are more than it keeps', async () => {
    const world = new SmallWorld();
    for (let at = 0; at < 1500; at += 1) world.change(`p${at}`, 'on its way');
    const summary = await verifyOnce({ ...beside.work, ports: world.ports(), settleMs: 0 }, { ...everything, accounts: ['a'] });
    expect(summaryInFigures(summary, { limit: 0, values: false })).toMatchObject({ pending: 1500, passed: false });
    expect(await lastVerification(beside.runner)).toMatchObject({ outcome: 'pending', notCompared: 1500 });
  });

  it('does not pass an account that is unknown', async () => {
    const summary = await verifyAll({ ...everything, accounts: ['nobody'] }, ['nobody']);
    expect(summary.notVerified).toEqual([{ account: 'nobody', state: 'nowhere' }]);
    expect(summaryPassed(summary)).toBe(false);
  });
});

describe('runs that have ended', () => {
  it('are kept, the last hundred, whatever still runs', async () => {
    const { runs } = beside.work;
    const { id: open } = await runs.joinOrBegin(deeply, asAsked(everythingUnit));
    // Killed two days ago, and nobody has asked the same since. The other one began then, and somebody works on it.
    await runs.joinOrBegin({ ...everything, by: 'extracts' }, asAsked(everythingUnit));
    await beside.runner`update migration.verifications set begun_at = begun_at - interval '2 days'`;
    const holder = runs.holder();
    await runs.take(open, holder, 1);
    const ended: string[] = [];
    for (let run = 0; run < 103; run += 1) {
      const { id } = await runs.joinOrBegin({ ...everything, isRound: true }, asAsked(first));
      await runs.end(id, true);
      ended.push(id);
    }
    const kept = await beside.runner<{ id: string }[]>`select distinct verification as id from migration.verification_units`;
    expect(new Set(kept.map(({ id }) => id))).toEqual(new Set([open, ...ended.slice(3)]));
    await runs.letGo(open, holder);
    await runs.end(open, false);
  });
});
