import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import type { RunnerDatabase } from '../../database/open-runner.ts';
import { hasSession, HostSession } from '../../hosts/host-session.ts';
import type { NotVerified } from '../choose-scope.ts';
import type { Finding } from '../finding.ts';
import type { VerifierName } from '../verifiers/index.ts';

/** Seconds that a holder may be silent, and keep its session, before another one takes its units. By the database's clock. */
const leaseSeconds = 20;
/** A run that nobody finished within this time is begun afresh; one that nobody has worked on since is given up. */
const patienceHours = 24;
/** Whoever has read the last unit of a run ends it within this time, or was killed. */
const endingSeconds = 60;
/** Ended runs that are kept, with their units: a watch has a round every minute for days, and the report shows the last twenty. */
const keptRuns = 100;

/** Everything at once, in one unit; and what is left of everything when each account is a unit of its own. */
export const everythingUnit = '*';
export const restUnit = '* rest';

/** What a run looks at. */
export interface Asked {
  by: VerifierName;
  /** null: all. */
  accounts: readonly string[] | null;
  isRound: boolean;
  /** The TRUNCATE of Field that it is to settle, by its time as Field writes it; null or absent: none. What was read before it proves nothing. */
  truncated?: string | null;
}

export interface Unit {
  account: string;
  reason: string;
}

/** Figures of units that were read together. */
export interface UnitResult {
  /** How many were compared, accounts and all people: one that cannot be verified is read to its end, and is none of them. */
  compared: number;
  accounts: number;
  records: number;
  quarantined: number;
  findings: number;
  unread: number;
  /** Records that are pending, and the first thousand of them. */
  pendingInAll: number;
  pending: readonly Finding[];
  notVerified: readonly NotVerified[];
  /** How long they were read, those that were read at once by several hosts added up. */
  seconds: number;
}

/** Runs of verify and their units, in the runner's database: a run that was killed goes on where it stopped, and several hosts share one. */
export class RunStore {
  readonly #runner: RunnerDatabase;

  constructor(runner: RunnerDatabase) {
    this.#runner = runner;
  }

  /**
   * The run of the same question that has something left to read, or a new one with these units. One that was read to its end and never ended proves
   * nothing of now. A run that knows nothing of the TRUNCATE in question is given up.
   */
  async joinOrBegin(asked: Asked, units: () => Promise<readonly Unit[]>): Promise<{ id: string; joined: boolean }> {
    return this.#runner.begin(async (sql) => {
      // Field is asked for the units in the middle, and may take long.
      await sql`set local idle_in_transaction_session_timeout = 0`;
      await sql`select pg_advisory_xact_lock(hashtextextended('migration.verifications', 0))`;
      await endForgotten(sql);
      const truncated = asked.truncated ?? null;
      if (truncated !== null) await giveUp(sql, sql`${sameAs(sql, asked)} and truncated is distinct from ${truncated}`);
      const running = await runningOne(sql, asked);
      if (running !== null) return { id: running, joined: true };
      const wanted = await units();
      const [made] = await sql<{ id: string }[]>`
        insert into migration.verifications (by, asked, is_round, truncated)
        values (${asked.by}, ${namesOf(asked)}, ${asked.isRound}, ${truncated}) returning id`;
      if (made === undefined) throw new Error('a verification without an id');
      await insertUnits(sql, made.id, wanted);
      return { id: made.id, joined: false };
    });
  }

  /** Gives up what is left of a run, so that the next one begins afresh. */
  async forget(asked: Asked): Promise<void> {
    await giveUp(this.#runner, sameAs(this.#runner, asked));
  }

  /** Somebody who can take units. */
  holder(): HostSession {
    return new HostSession(this.#runner, randomUUID());
  }

  /** Takes units that nobody holds, or whose holder has died, under a lease; what is left of everything at last, in any collation. */
  async take(run: string, holder: HostSession, limit: number): Promise<string[]> {
    await holder.keep();
    const rows = await this.#runner<{ account: string }[]>`
      with free as (
        select account from migration.verification_units
        where verification = ${run} and done_at is null
          and (
            lease_until is null or lease_until not between clock_timestamp() and clock_timestamp() + make_interval(secs => ${2 * leaseSeconds})
            or not ${hasSession(this.#runner, this.#runner`holder::text`)}
          )
        order by account = ${restUnit}, account limit ${limit} for update skip locked
      )
      update migration.verification_units u
      set holder = ${holder.id}, lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      from free f where u.verification = ${run} and u.account = f.account
      returning u.account`;
    return rows.map((row) => row.account);
  }

  async prolong(run: string, holder: HostSession): Promise<void> {
    await holder.keep();
    await this.#runner`
      update migration.verification_units set lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      where verification = ${run} and holder = ${holder.id} and done_at is null`;
  }

  async letGo(run: string, holder: HostSession): Promise<void> {
    try {
      await this.#runner`
        update migration.verification_units set holder = null, lease_until = null where verification = ${run} and holder = ${holder.id} and done_at is null`;
    } finally {
      await holder.end();
    }
  }

  /** Units that were read to the end. One that another host finished meanwhile keeps that result, and the first of the others gets this one. */
  async done(run: string, accounts: readonly string[], result: UnitResult): Promise<void> {
    await this.#runner`
      with mine as (
        select account from migration.verification_units
        where verification = ${run} and account = any(${[...accounts]}::text[]) and done_at is null order by account for update
      )
      update migration.verification_units u
      set done_at = clock_timestamp(), result = case when u.account = (select min(account) from mine) then ${this.#runner.json(result as never)}::jsonb end
      from mine where u.verification = ${run} and u.account = mine.account`;
  }

  /** Adds those of the units that the run does not have, and says how many are left to be read, also by other hosts. */
  async add(run: string, units: readonly Unit[]): Promise<number> {
    await insertUnits(this.#runner, run, units);
    return this.left(run);
  }

  async left(run: string): Promise<number> {
    const [row] = await this.#runner<{ left: number }[]>`
      select count(*)::int as left from migration.verification_units where verification = ${run} and done_at is null`;
    return row?.left ?? 0;
  }

  /** What a run has found so far, its units added up, also those that were done before it was resumed. */
  async sum(run: string): Promise<UnitResult> {
    const rows = await this.#runner<{ result: UnitResult | null }[]>`
      select result from migration.verification_units where verification = ${run} and done_at is not null order by account`;
    const results = rows.flatMap((row) => row.result ?? []);
    const total = (of: (result: UnitResult) => number) => results.reduce((sum, result) => sum + of(result), 0);
    return {
      compared: total((result) => result.compared),
      accounts: total((result) => result.accounts),
      records: total((result) => result.records),
      quarantined: total((result) => result.quarantined),
      findings: total((result) => result.findings),
      unread: total((result) => result.unread),
      pendingInAll: total((result) => result.pendingInAll),
      pending: results.flatMap((result) => result.pending).map((one) => ({ ...one, readAt: new Date(one.readAt) })),
      // An account may be named by its own unit and by the rest, which needs all.
      notVerified: [...new Map(results.flatMap((result) => result.notVerified).map((one) => [one.account, one])).values()],
      seconds: total((result) => result.seconds),
    };
  }

  /** Its units stay, and those of the last runs. */
  async end(run: string, passed: boolean): Promise<void> {
    await this.#runner`
      update migration.verifications set state = ${passed ? 'passed' : 'failed'}, ended_at = clock_timestamp() where id = ${run} and state = 'running'`;
    await this.#runner`
      delete from migration.verifications where id in (
        select id from migration.verifications where state <> 'running' order by begun_at desc offset ${keptRuns}
      )`;
  }
}

type Sql = RunnerDatabase | postgres.TransactionSql;

function namesOf({ accounts }: Asked): string[] | null {
  return accounts === null ? null : [...accounts].sort();
}

/** Condition on `migration.verifications`: it looks at the same. */
function sameAs(sql: Sql, asked: Asked): postgres.Fragment {
  return sql`by = ${asked.by} and asked is not distinct from ${namesOf(asked)}::text[] and is_round = ${asked.isRound}`;
}

/** Ends the runs that nobody goes on with. They have ended when the last of their units was done. */
async function endForgotten(sql: Sql): Promise<void> {
  await sql`
    update migration.verifications v set state = 'failed', ended_at = coalesce(u.done_at, v.begun_at)
    from (
      select r.id, max(done_at) as done_at, max(greatest(done_at, lease_until)) as worked_at
      from migration.verifications r left join migration.verification_units on verification = r.id where r.state = 'running' group by r.id
    ) u
    where v.id = u.id and greatest(v.begun_at, u.worked_at) < case
      when ${hasUnitLeft(sql, sql`v.id`)} then ${patienceAgo(sql)} else clock_timestamp() - make_interval(secs => ${endingSeconds})
    end`;
}

/** The id of the run of the same question that is not finished and may be gone on with. */
async function runningOne(sql: Sql, asked: Asked): Promise<string | null> {
  const [found] = await sql<{ id: string }[]>`
    select id from migration.verifications v
    where state = 'running' and ${sameAs(sql, asked)} and begun_at > ${patienceAgo(sql)} and ${hasUnitLeft(sql, sql`v.id`)}
    order by begun_at desc limit 1`;
  return found?.id ?? null;
}

function hasUnitLeft(sql: Sql, run: postgres.Fragment): postgres.Fragment {
  return sql`exists (select from migration.verification_units l where l.verification = ${run} and l.done_at is null)`;
}

function patienceAgo(sql: Sql): postgres.Fragment {
  return sql`clock_timestamp() - make_interval(hours => ${patienceHours})`;
}

async function insertUnits(sql: Sql, run: string, units: readonly Unit[]): Promise<void> {
  await sql`
    insert into migration.verification_units (verification, account, reason)
    select ${run}, u.account, u.reason from unnest(${units.map((one) => one.account)}::text[], ${units.map((one) => one.reason)}::text[]) as u (account, reason)
    on conflict do nothing`;
}

async function giveUp(sql: Sql, which: postgres.Fragment): Promise<void> {
  await sql`update migration.verifications set state = 'failed', ended_at = clock_timestamp() where state = 'running' and ${which}`;
}
