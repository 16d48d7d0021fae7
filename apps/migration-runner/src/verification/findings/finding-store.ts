import type { RunnerDatabase } from '../../database/open-runner.ts';
import type { Finding } from '../finding.ts';
import { type VerifierName, verifiers } from '../verifiers/index.ts';
import type { VerificationResult } from '../verify.ts';
import { nextVerdict, type Pass, type Verdict } from './verdict.ts';

/** A finding that is kept, with what was done about it. */
export interface KeptFinding extends Finding {
  id: string;
  firstSeenAt: Date;
  timesSentAgain: number;
  /** Who has seen it; of several the one that sees most. */
  by: Seer;
  /** The difference as it was when it was last sent again. */
  sentAgainFor: string | null;
}

export interface KeptVerdict {
  account: string;
  verdict: Verdict;
  by: string;
  version: number;
  readAt: Date;
  /** Field has changed something of it since, or it was walked again. */
  isStale: boolean;
}

/** Who sees findings. */
type Seer = VerifierName | 'balance';

type Session = Pick<RunnerDatabase, 'unsafe'> & RunnerDatabase;

/** Findings and verdicts, in the runner's database. '' stands for no account there. */
export class FindingStore {
  readonly #runner: RunnerDatabase;

  constructor(runner: RunnerDatabase) {
    this.#runner = runner;
  }

  /** Keeps what a verification found: its findings, the verdicts of what it compared, and which changes are accounted for. One transaction. */
  async keep(result: VerificationResult, options: { followsChanges: boolean; takenBefore: string }): Promise<void> {
    await this.#runner.begin(async (transaction) => {
      const sql = transaction as unknown as Session;
      const units = result.units.map((unit) => unit ?? '').sort();
      const ofHq = result.notVerified.flatMap(({ account, state }) => (state === 'administered_by_hq' ? [account] : []));
      const before = await lockVerdicts(sql, [...units, ...ofHq]);
      await closeFindings(sql, result, units);
      await closeAllOfHq(sql, ofHq);
      await openFindings(sql, result.by, result.findings);
      const open = await unitsWithFindings(sql, units);
      const judged = units.flatMap((account) => {
        const verdict = nextVerdict(before.get(account) ?? null, { ...passOf(account, result), unseen: open.has(account) });
        // Numbers alone may spoil a verdict; they are no newer reading of one that stands.
        const isNews = verifiers[result.by].whole || verdict !== before.get(account);
        return verdict === null || !isNews ? [] : [{ account, verdict }];
      });
      await keepVerdicts(sql, judged, result, options.followsChanges);
      const clean = verifiers[result.by].whole ? judged.filter(({ verdict }) => verdict === 'clean').map(({ account }) => account) : [];
      await forgetTouches(sql, { clean, ofHq }, options.takenBefore);
    });
  }

  /** Keeps lines of the balance that do not close; those that close now are cleared, unless they are still open. */
  async keepBalance(findings: readonly Finding[], pending: readonly Finding[]): Promise<void> {
    await this.#runner.begin(async (transaction) => {
      const sql = transaction as unknown as Session;
      const seen = [...findings, ...pending].map((one) => `${one.account ?? ''}\n${one.entity}`);
      await sql`
        update migration.findings set cleared_at = clock_timestamp()
        where cleared_at is null and kind = 'unbalanced' and account || E'\\n' || entity <> all(${seen}::text[])`;
      await openFindings(sql, 'balance', findings);
    });
  }

  /** Open findings, of these accounts or all. */
  async open(accounts: readonly string[] | null = null, limit = 100_000): Promise<KeptFinding[]> {
    const rows = await this.#runner<(Omit<KeptFinding, 'account'> & { account: string })[]>`
      select id, account, entity, key, external_id as "externalId", kind, fields, explanation, remedy, version::float8 as version, read_at as "readAt",
        first_seen_at as "firstSeenAt", times_sent_again as "timesSentAgain", sent_again_for as "sentAgainFor", by
      from migration.findings
      where cleared_at is null and (${accounts === null} or account = any(${[...(accounts ?? [])]}::text[]))
      order by account, entity, key limit ${limit}`;
    return rows.map((row) => ({ ...row, account: row.account === '' ? null : row.account }));
  }

  /** Remembers that a difference was sent again as it is, so that one which does not heal is not sent for ever. */
  async sentAgain(findings: readonly { id: string; sentFor: string }[]): Promise<void> {
    await this.#runner`
      update migration.findings f
      set sent_again_at = clock_timestamp(), sent_again_for = s.sent_for, times_sent_again = f.times_sent_again + 1
      from unnest(${findings.map((one) => one.id)}::bigint[], ${findings.map((one) => one.sentFor)}::text[]) as s (id, sent_for)
      where f.id = s.id`;
  }

  /** Accounts, of these or all, whose verdict is failed. */
  async failed(accounts: readonly string[] | null): Promise<string[]> {
    const rows = await this.#runner<{ account: string }[]>`
      select account from migration.verdicts
      where verdict = 'failed' and (${accounts === null} or account = any(${[...(accounts ?? [])]}::text[])) order by account`;
    return rows.map((row) => row.account);
  }

  async verdicts(): Promise<KeptVerdict[]> {
    return this.#runner<KeptVerdict[]>`
      select account, verdict, by, version::float8 as version, read_at as "readAt",
        exists (select from migration.touched_records t where t.account = v.account)
          or exists (select from migration.accounts a where a.external_id = v.account and a.live_at > v.read_at) as "isStale"
      from migration.verdicts v order by account`;
  }
}

function passOf(account: string, { by, unread, failedUnits, openUnits }: VerificationResult): Omit<Pass, 'unseen'> {
  const unit = account === '' ? null : account;
  return { by, whole: verifiers[by].whole, findings: Number(failedUnits.has(unit)), pending: Number(openUnits.has(unit)), unread };
}

async function keepVerdicts(
  sql: Session,
  judged: readonly { account: string; verdict: Verdict }[],
  { by, version, readAt }: VerificationResult,
  followsChanges: boolean,
): Promise<void> {
  await sql`
    insert into migration.verdicts as v (account, verdict, by, version, read_at, clean_at, follows_changes)
    select j.account, j.verdict, ${by}, ${version}, ${readAt}, case when j.verdict = 'clean' and ${verifiers[by].whole} then ${readAt}::timestamptz end, ${followsChanges}
    from unnest(${judged.map((one) => one.account)}::text[], ${judged.map((one) => one.verdict)}::text[]) as j (account, verdict)
    on conflict (account) do update set verdict = excluded.verdict, by = excluded.by, version = excluded.version, read_at = greatest(v.read_at, excluded.read_at),
      since = case when v.verdict = excluded.verdict then v.since else clock_timestamp() end,
      clean_at = coalesce(excluded.clean_at, v.clean_at),
      follows_changes = case when excluded.clean_at is null then v.follows_changes else excluded.follows_changes end
    -- A reading that took long may end after a later one: it says nothing better of what that one has seen.
    where v.read_at <= excluded.read_at or excluded.verdict = 'failed'`;
}

/**
 * What was touched in accounts that were found equal is accounted for, and what was in those that HQ administers is not asked for any more. People who
 * were equal in an account are so in no account too, which a round never reads.
 */
async function forgetTouches(
  sql: Session,
  { clean, ofHq }: { clean: readonly string[]; ofHq: readonly string[] },
  takenBefore: string,
): Promise<void> {
  const isBefore = sql`t.taken_at <= ${takenBefore}::text::timestamptz`;
  await sql`
    with forgotten as (
      delete from migration.touched_records t where t.account = any(${[...clean, ...ofHq]}::text[]) and ${isBefore}
      returning t.account, t.entity, t.external_id
    )
    delete from migration.touched_records t using forgotten f
    where t.account = '' and t.entity = 'user' and f.entity = 'user' and t.external_id = f.external_id and f.account = any(${[...clean]}::text[])
      and ${isBefore}`;
}

async function lockVerdicts(sql: Session, accounts: readonly string[]): Promise<Map<string, Verdict>> {
  const rows = await sql<{ account: string; verdict: Verdict }[]>`
    select account, verdict from migration.verdicts where account = any(${[...accounts]}::text[]) order by account for update`;
  return new Map(rows.map((row) => [row.account, row.verdict]));
}

/** Those with open findings: what this verification has seen, or could not see. */
async function unitsWithFindings(sql: Session, units: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ account: string }[]>`
    select distinct account from migration.findings
    where cleared_at is null and kind <> 'unbalanced' and account = any(${[...units]}::text[])`;
  return new Set(rows.map((row) => row.account));
}

/**
 * What a finished reading of an account did not see any more, and would have seen, is cleared; a reading that left something open clears nothing of
 * it. One of everything clears also what is of accounts that Field does not have. How a file is written is seen in files alone. What was read after
 * the reading began is left: a verification that took long may end after one that was quick.
 */
async function closeFindings(sql: Session, result: VerificationResult, units: readonly string[]): Promise<void> {
  if (result.unread > 0) return;
  const { by, readAt, everything, known, notVerified } = result;
  const isUnknown = sql`account <> '' and account <> all(${[...known]}::text[])`;
  const wasRead = sql`(account = any(${[...units]}::text[]) or (${everything} and ${isUnknown}))`;
  const isLeftOut = sql`account = any(${notVerified.map((one) => one.account)}::text[])`;
  const wouldBeSeen = sql`by = any(${[...verifiers[by].disproves]}::text[]) and (${by === 'extracts'} or not fields @> '[{"name": "(spelling)"}]')`;
  const seen = [...result.findings, ...result.pending].map((one) => `${one.account ?? ''}\n${one.entity}\n${one.key}`);
  const isSeen = sql`account || E'\\n' || entity || E'\\n' || key = any(${seen}::text[])`;
  await sql`
    update migration.findings set cleared_at = clock_timestamp()
    where cleared_at is null and kind <> 'unbalanced' and read_at <= ${readAt} and ${wasRead} and not ${isLeftOut} and ${wouldBeSeen} and not ${isSeen}`;
}

/**
 * Accounts that HQ administers by now were equal when they moved, or they would not have: what was found of them before is no more, and what they hold
 * since is HQ's to say.
 */
async function closeAllOfHq(sql: Session, ofHq: readonly string[]): Promise<void> {
  await sql`update migration.findings set cleared_at = clock_timestamp() where cleared_at is null and account = any(${[...ofHq]}::text[])`;
  await sql`update migration.verdicts set verdict = 'clean', since = clock_timestamp() where verdict <> 'clean' and account = any(${[...ofHq]}::text[])`;
}

/** Verifiers that see all that this one sees, and more. */
function seeingMore(by: Seer): string[] {
  return Object.values(verifiers).flatMap(({ name, disproves }) => (name !== by && disproves.includes(by) ? [name] : []));
}

async function openFindings(sql: Session, by: Seer, findings: readonly Finding[]): Promise<void> {
  // The same record may be named twice in one reading, by its row and by a rule.
  const distinct = [...new Map(findings.map((one) => [`${one.account ?? ''}\n${one.entity}\n${one.key}`, one])).values()];
  for (let at = 0; at < distinct.length; at += 1000) {
    const rows = distinct.slice(at, at + 1000).map(({ account, readAt, ...rest }) => ({ ...rest, account: account ?? '', readAt, by }));
    await sql`
      insert into migration.findings as f (account, entity, key, external_id, kind, fields, explanation, remedy, by, version, read_at)
      select r->>'account', r->>'entity', r->>'key', r->>'externalId', r->>'kind', r->'fields', r->>'explanation', r->>'remedy', r->>'by',
        (r->>'version')::bigint, (r->>'readAt')::timestamptz
      from jsonb_array_elements(${sql.json(rows as never)}::jsonb) as r
      on conflict (account, entity, key) where cleared_at is null do update set external_id = coalesce(excluded.external_id, f.external_id),
        kind = excluded.kind, fields = excluded.fields, explanation = excluded.explanation, remedy = excluded.remedy,
        by = case when f.by = any(${seeingMore(by)}::text[]) then f.by else excluded.by end,
        version = excluded.version, read_at = excluded.read_at`;
  }
}
