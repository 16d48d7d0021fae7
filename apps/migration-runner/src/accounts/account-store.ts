import { type AccountState, type AccountStates, type Checkpoint, type FieldAccount, versionsOnTheirWay } from '@hq-field/field-adapter';
import type postgres from 'postgres';
import type { RunnerDatabase } from '../database/open-runner.ts';
import { isGone } from '../hosts/host-session.ts';
import { statesBefore } from './transitions.ts';

/** Seconds that a host may be silent before another one takes its accounts. By the database's clock. */
const leaseSeconds = 8;

export interface StartedAccount {
  account: string;
  checkpoint: Checkpoint | null;
  /** Everything of it is sent once more, with a version. */
  again: boolean;
  /** About how many records it has. */
  size: number;
}

/** The accounts and their states: the truth about the run. Every transition is one statement that names the states it may start from. */
export class AccountStore implements AccountStates {
  readonly #runner: RunnerDatabase;
  readonly #onDiscovered: (accounts: readonly string[]) => Promise<void>;

  constructor(runner: RunnerDatabase, onDiscovered: (accounts: readonly string[]) => Promise<void> = async () => {}) {
    this.#runner = runner;
    this.#onDiscovered = onDiscovered;
  }

  async look(accounts: readonly string[]): Promise<ReadonlyMap<string, AccountState>> {
    if (accounts.length === 0) return new Map();
    const rows = await this.#runner<{ external_id: string; state: AccountState }[]>`
      select external_id, state from migration.accounts where external_id = any(${[...accounts]}::text[])`;
    return new Map(rows.map((row) => [row.external_id, row.state]));
  }

  async begun(): Promise<boolean> {
    const [row] = await this.#runner<
      { begun: boolean }[]
    >`select exists (select from migration.accounts where state <> 'planned' or again) as begun`;
    return row?.begun === true;
  }

  /** Nobody holds it, or a host that is gone. No lease lasts longer than one does: an end that is further away was written before the clock jumped back. */
  #isLapsed() {
    return this.#runner`
      (lease_until is null or lease_until < clock_timestamp() or lease_until > clock_timestamp() + make_interval(secs => ${2 * leaseSeconds})
        or lease_holder in (select id from migration.hosts where ${isGone(this.#runner)}))`;
  }

  /** A host may walk it: from its states, one that is wanted again also after its walk. */
  #mayStart() {
    return this.#runner`(state = any(${statesBefore('start')}::text[]) or (again and state = any(${statesBefore('start again')}::text[])))`;
  }

  /** Accounts that were created in Field while the migration runs. */
  async discovered(accounts: readonly string[]): Promise<void> {
    await this.register(accounts.map((externalId) => ({ externalId, deleted: false, rows: 0 })));
    const [settings] = await this.#runner<{ takes: boolean }[]>`select takes_new_accounts as takes from migration.settings`;
    if (settings?.takes) await this.#onDiscovered(await this.markEnqueued(accounts));
  }

  /**
   * `locked`, a query of accounts for an update of them. Whoever changes several locks them in the order of their names first: two that did it each in
   * an order of its own would end in a deadlock.
   */
  #locked(condition: postgres.Fragment) {
    return this.#runner`locked as (select external_id from migration.accounts where ${condition} order by external_id for update)`;
  }

  #named(accounts: Iterable<string>) {
    return this.#runner`external_id = any(${[...accounts]}::text[])`;
  }

  /** Adds accounts as planned; known ones keep their state. */
  async register(accounts: readonly FieldAccount[]): Promise<void> {
    await this.#runner`
      insert into migration.accounts (external_id, deleted, size)
      select external_id, deleted::boolean, size
      from unnest(${accounts.map((one) => one.externalId)}::text[], ${accounts.map((one) => String(one.deleted))}::text[], ${accounts.map((one) => one.rows)}::int[]) as a (external_id, deleted, size)
      order by external_id
      on conflict (external_id) do update set deleted = excluded.deleted, size = greatest(accounts.size, excluded.size)`;
  }

  /**
   * Marks new accounts that nobody has: one that Field made while all were being enqueued, or whose host died as it was discovered. None
   * while new accounts are not taken.
   */
  async markOverlooked(): Promise<void> {
    const overlooked = this.#runner`state = 'planned' and enqueued_at is null and (select takes_new_accounts from migration.settings)`;
    await this.#runner`
      with ${this.#locked(overlooked)}
      update migration.accounts a set enqueued_at = now() from locked l where a.external_id = l.external_id`;
  }

  async takeNewAccounts(): Promise<void> {
    await this.#runner`update migration.settings set takes_new_accounts = true`;
  }

  /**
   * Marks accounts that are to be worked, and returns them, also those that are wanted again already. One that has failed waits for a worker again.
   * Those that are catching up or live are left alone unless they are wanted again; then one that is being walked is taken from its host, and begins
   * anew.
   */
  async markEnqueued(accounts: readonly string[], { again }: { again: boolean } = { again: false }): Promise<string[]> {
    const named = this.#named(accounts);
    await this.#takeUpFailed(named);
    const wanted = again ? named : this.#runner`${named} and ${this.#mayStart()}`;
    const once = again ? this.#runner`, again = true, ${this.#afresh()}` : this.#runner``;
    const rows = await this.#runner<{ external_id: string }[]>`
      with ${this.#locked(wanted)}
      update migration.accounts a set enqueued_at = coalesce(enqueued_at, now()) ${once}
      from locked l where a.external_id = l.external_id
      returning a.external_id`;
    return rows.map((row) => row.external_id);
  }

  /** failed to backfilling: they wait for a worker again, and go on from their checkpoints. */
  async #takeUpFailed(some: postgres.Fragment): Promise<void> {
    const failed = this.#runner`${some} and state = any(${statesBefore('enqueue again')}::text[])`;
    await this.#runner`
      with ${this.#locked(failed)}
      update migration.accounts a set state = 'backfilling', reason = null from locked l where a.external_id = l.external_id`;
  }

  /**
   * Where the versions of a restored Field begin: so far beyond `highest`, and beyond where they began after every restore before, that nothing
   * which was drawn and is still on its way to HQ wins over what is drawn from then on.
   */
  async drawVersionBase(highest: number): Promise<number> {
    const [row] = await this.#runner<{ base: string }[]>`
      update migration.settings set version_base = greatest(version_base, ${highest}) + ${versionsOnTheirWay} returning version_base as base`;
    if (row === undefined) throw new Error('the settings have no row');
    return Number(row.base);
  }

  /** Where versions were to begin when they had to last; 0 when they never had to. */
  async versionBase(): Promise<number> {
    const [row] = await this.#runner<{ base: string }[]>`select version_base as base from migration.settings`;
    return Number(row?.base ?? 0);
  }

  async anyEnqueued(): Promise<boolean> {
    const rows = await this.#runner`select from migration.accounts where enqueued_at is not null limit 1`;
    return rows.length > 0;
  }

  /** About how many records the accounts have. */
  async sizes(accounts: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#runner<{ external_id: string; size: number }[]>`
      select external_id, size from migration.accounts where external_id = any(${[...accounts]}::text[])`;
    return new Map(rows.map((row) => [row.external_id, row.size]));
  }

  /** Moves accounts to backfilling, with a lease; those that another host has, or that have nothing to be done, are absent. */
  async start(accounts: readonly string[], holder: string): Promise<StartedAccount[]> {
    const free = this.#runner`${this.#named(accounts)} and ${this.#mayStart()} and (${this.#isLapsed()} or lease_holder = ${holder})`;
    const rows = await this.#runner<StartedAccount[]>`
      with ${this.#locked(free)}
      update migration.accounts a
      set state = 'backfilling', lease_holder = ${holder}, lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}),
        started_at = coalesce(started_at, now()), reason = null
      from locked l where a.external_id = l.external_id
      returning a.external_id as account, a.checkpoint, a.again, a.size`;
    return [...rows];
  }

  /** Prolongs the leases of a host; returns the accounts that another host has taken over. */
  async prolong(holder: string, accounts: readonly string[]): Promise<string[]> {
    const own = this.#runner`${this.#named(accounts)} and lease_holder = ${holder} and state = 'backfilling'`;
    await this.#runner`
      with ${this.#locked(own)}
      update migration.accounts a set lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      from locked l where a.external_id = l.external_id`;
    const rows = await this.#runner<{ external_id: string }[]>`
      select external_id from migration.accounts
      where external_id = any(${[...accounts]}::text[]) and lease_holder <> ${holder} and lease_until > clock_timestamp()`;
    return rows.map((row) => row.external_id);
  }

  /** Keeps where the backfill of accounts would resume, with the records sent of each since the last time. Returns those whose lease was lost. */
  async checkpoint(records: ReadonlyMap<string, number>, holder: string, checkpoint: Checkpoint): Promise<string[]> {
    const own = this.#runner`${this.#named(records.keys())} and lease_holder = ${holder} and state = 'backfilling'`;
    const kept = await this.#runner<{ account: string }[]>`
      with ${this.#locked(own)}
      update migration.accounts a set checkpoint = ${this.#runner.json({ ...checkpoint })}, records = a.records + w.records
      from locked l join unnest(${[...records.keys()]}::text[], ${[...records.values()]}::int[]) as w (external_id, records) using (external_id)
      where a.external_id = l.external_id
      returning a.external_id as account`;
    const names = new Set(kept.map(({ account }) => account));
    return [...records.keys()].filter((account) => !names.has(account));
  }

  /** backfilling to catching-up, with the records that were sent of each since its last checkpoint; one whose lease was lost stays. */
  async walked(records: ReadonlyMap<string, number>, holder: string, mark: bigint): Promise<void> {
    const own = this
      .#runner`${this.#named(records.keys())} and lease_holder = ${holder} and state = any(${statesBefore('walked')}::text[])`;
    await this.#runner`
      with ${this.#locked(own)}
      update migration.accounts a
      set state = 'catching-up', outbox_mark = ${String(mark)}, walked_at = now(), records = a.records + w.records, again = false, lease_holder = null, lease_until = null
      from locked l join unnest(${[...records.keys()]}::text[], ${[...records.values()]}::int[]) as w (external_id, records) using (external_id)
      where a.external_id = l.external_id`;
  }

  /** Whether an account has been walked and waits for what was captured before. */
  async isCatchingUp(): Promise<boolean> {
    const [row] = await this.#runner<{ is: boolean }[]>`
      select exists (select from migration.accounts where state = any(${statesBefore('drained')}::text[])) as is`;
    return row?.is === true;
  }

  /** catching-up to live, of every account whose mark is drained. Returns how many. */
  async drained(upTo: bigint): Promise<number> {
    const caughtUp = this.#runner`state = any(${statesBefore('drained')}::text[]) and outbox_mark < ${String(upTo)}::numeric`;
    const done = await this.#runner`
      with ${this.#locked(caughtUp)}
      update migration.accounts a set state = 'live', live_at = now(), checkpoint = null from locked l where a.external_id = l.external_id`;
    return done.count;
  }

  async fail(account: string, holder: string, reason: string): Promise<void> {
    await this.#runner`
      update migration.accounts set state = 'failed', reason = ${reason}, lease_holder = null, lease_until = null
      where external_id = ${account} and lease_holder = ${holder} and state = any(${statesBefore('fail')}::text[])`;
  }

  /** Lets an account go without a verdict: it goes on from its checkpoint, on any host. */
  async letGo(holder: string, accounts: readonly string[]): Promise<void> {
    const own = this.#runner`${this.#named(accounts)} and lease_holder = ${holder}`;
    await this.#runner`
      with ${this.#locked(own)}
      update migration.accounts a set lease_holder = null, lease_until = null from locked l where a.external_id = l.external_id`;
  }

  /** Enqueued accounts that nobody works on; of some, or of all. */
  async waiting(among: readonly string[] | null = null): Promise<string[]> {
    const rows = await this.#runner<{ external_id: string }[]>`
      select external_id from migration.accounts
      where ${among === null ? this.#runner`true` : this.#named(among)}
        and enqueued_at is not null and ${this.#mayStart()} and ${this.#isLapsed()}
      order by size desc, external_id`;
    return rows.map((row) => row.external_id);
  }

  /**
   * Capture was gone for a while, or Field is not what it was: whatever was copied may have changed unseen, so everything of it is wanted once
   * more, with versions, also of accounts that have failed or not begun. Before capture is installed again, and before anything is sent. Returns how
   * many had begun.
   */
  async wantAgain(): Promise<number> {
    await this.#takeUpFailed(this.#runner`true`);
    const rows = await this.#runner<{ isBegun: boolean }[]>`
      with ${this.#locked(this.#runner`true`)}
      update migration.accounts a
      set again = true, ${this.#afresh()}, enqueued_at = case when state = 'planned' then enqueued_at else coalesce(enqueued_at, now()) end
      from locked l where a.external_id = l.external_id
      returning state <> 'planned' as "isBegun"`;
    return rows.filter(({ isBegun }) => isBegun).length;
  }

  /** From its beginning, whoever had it in hand. */
  #afresh() {
    return this.#runner`checkpoint = null, records_before = records, lease_holder = null, lease_until = null`;
  }

  /** Accounts in their backfill whose host is gone, or has been silent for longer than its lease. */
  async abandoned(): Promise<string[]> {
    const rows = await this.#runner<{ external_id: string }[]>`
      select external_id from migration.accounts where state = 'backfilling' and lease_holder is not null and ${this.#isLapsed()}`;
    return rows.map((row) => row.external_id);
  }

  async byState(): Promise<Record<AccountState, number>> {
    const rows = await this.#runner<
      { state: AccountState; accounts: number }[]
    >`select state, count(*)::int as accounts from migration.accounts group by state`;
    const none = { planned: 0, backfilling: 0, 'catching-up': 0, live: 0, failed: 0 };
    return { ...none, ...Object.fromEntries(rows.map((row) => [row.state, row.accounts])) };
  }

  /** All accounts, also those that Field has deleted for good since. */
  async registered(): Promise<string[]> {
    const rows = await this.#runner<{ account: string }[]>`select external_id as account from migration.accounts order by external_id`;
    return rows.map((row) => row.account);
  }

  /** Accounts that are live, also those that Field has deleted for good since. */
  async live(): Promise<string[]> {
    const rows = await this.#runner<{ account: string }[]>`
      select external_id as account from migration.accounts where state = 'live' order by external_id`;
    return rows.map((row) => row.account);
  }

  /** Enqueued accounts that are neither live nor failed. */
  async unfinished(): Promise<number> {
    const [row] = await this.#runner<{ open: number }[]>`
      select count(*)::int as open from migration.accounts where (enqueued_at is not null and (state = 'planned' or (again and state = 'live'))) or state in ('backfilling', 'catching-up')`;
    return row?.open ?? 0;
  }

  async failures(): Promise<{ account: string; reason: string }[]> {
    return this.#runner<{ account: string; reason: string }[]>`
      select external_id as account, coalesce(reason, '') as reason from migration.accounts where state = 'failed' order by external_id limit 20`;
  }

  async records(): Promise<number> {
    const [row] = await this.#runner<{ records: string }[]>`select coalesce(sum(records), 0) as records from migration.accounts`;
    return Number(row?.records ?? 0);
  }
}
