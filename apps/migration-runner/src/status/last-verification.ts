import type { RunnerDatabase } from '../database/open-runner.ts';
import { hasSession } from '../hosts/host-session.ts';
import type { RunStatus, VerificationOutcome } from './run-status.ts';

interface LastRun {
  id: string;
  state: 'running' | 'passed' | 'failed';
  /** The accounts that were asked for; null: all. */
  asked: string[] | null;
  at: Date;
}

/**
 * How the last verification ended, of all or of some accounts, and the verdicts that are held of accounts; null when there was none. One that is under
 * way does not count yet, nor does one that was given up for another, or a round of a watch that was stopped: a watch is always ended in a round.
 */
export async function lastVerification(runner: RunnerDatabase): Promise<RunStatus['lastVerification']> {
  const left = runner`exists (select from migration.verification_units u where u.verification = v.id and u.done_at is null)`;
  const isHeld = runner`exists (
    select from (select distinct holder from migration.verification_units u where u.verification = v.id and holder is not null) h
    where ${hasSession(runner, runner`h.holder::text`)}
  )`;
  const [run] = await runner<LastRun[]>`
    select id, state, asked, at from migration.verifications v,
      lateral (select coalesce(ended_at, (select max(done_at) from migration.verification_units u where u.verification = v.id), begun_at) as at) ended
    where case state when 'passed' then true when 'failed' then not ${left} else not is_round and not ${isHeld} end
    order by at desc limit 1`;
  if (run === undefined) return null;
  return { at: run.at.toISOString(), ...(await outcomeOf(runner, run)), accounts: await verdicts(runner) };
}

/** A run keeps only whether it passed: what it lacked is told by the findings that are open, and by the figures of its units. */
async function outcomeOf(
  runner: RunnerDatabase,
  { id, state, asked }: LastRun,
): Promise<{ outcome: VerificationOutcome; notCompared: number }> {
  if (state !== 'failed') return { outcome: state === 'passed' ? 'passed' : 'stopped', notCompared: 0 };
  const isAsked = runner`(${asked === null} or account = any(${asked ?? []}::text[]))`;
  const [row] = await runner<{ differs: boolean; pending: number; notVerified: number; nothing: boolean }[]>`
    select
      coalesce(bool_or((result->>'unread')::int > 0), false)
        or exists (select from migration.findings where cleared_at is null and ${isAsked})
        or exists (select from migration.verdicts where verdict = 'failed' and ${isAsked}) as differs,
      coalesce(sum(coalesce((result->>'pendingInAll')::int, jsonb_array_length(result->'pending'))), 0)::int as pending,
      (select count(distinct one->>'account') from migration.verification_units u,
        jsonb_path_query(u.result, '$.notVerified[*] ? (@.state != "administered_by_hq")') as one where u.verification = ${id})::int as "notVerified",
      coalesce(bool_and(result->>'compared' = '0'), count(*) = 0) as nothing
    from migration.verification_units where verification = ${id}`;
  if (row === undefined) throw new Error('a query without rows');
  if (row.differs) return { outcome: 'differences', notCompared: 0 };
  if (row.pending > 0) return { outcome: 'pending', notCompared: row.pending };
  return { outcome: row.notVerified > 0 || row.nothing ? 'incomplete' : 'passed', notCompared: row.notVerified };
}

/** What no verification has seen gone since it was found, of all accounts. */
export async function openDifferences(runner: RunnerDatabase): Promise<RunStatus['differences']> {
  const [row] = await runner<RunStatus['differences'][]>`
    select (select count(*)::int from migration.findings where cleared_at is null) as findings,
      (select count(*)::int from migration.verdicts where verdict = 'failed' and account <> '') as accounts`;
  if (row === undefined) throw new Error('a query without rows');
  return row;
}

/** Verdicts by kind; null where none are kept. */
async function verdicts(runner: RunnerDatabase): Promise<{ clean: number; failed: number; open: number } | null> {
  const [there] = await runner<{ kept: boolean }[]>`select to_regclass('migration.verdicts') is not null as kept`;
  if (!there?.kept) return null;
  const [row] = await runner<{ clean: number; failed: number; open: number }[]>`
    select count(*) filter (where verdict = 'clean')::int as clean, count(*) filter (where verdict = 'failed')::int as failed, count(*) filter (where verdict = 'open')::int as open
    from migration.verdicts where account <> ''`;
  return row ?? null;
}
