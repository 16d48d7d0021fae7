import type { RunnerDatabase } from '../database/open-runner.ts';
import type { RunStatus } from './run-status.ts';

/** The last verify that was run, and the verdicts that are held of accounts; null when none was. */
export async function lastVerification(runner: RunnerDatabase): Promise<RunStatus['lastVerification']> {
  const [run] = await runner<{ at: Date; passed: boolean }[]>`
    select begun_at + make_interval(secs => seconds) as at, exit_code = 0 as passed from migration.timings
    where (phase = 'verify' or phase like 'verify --%') and exit_code in (0, 1) order by begun_at desc limit 1`;
  if (run === undefined) return null;
  return { at: run.at.toISOString(), passed: run.passed, accounts: await verdicts(runner) };
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
