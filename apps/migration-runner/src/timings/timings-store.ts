import type { RunnerDatabase } from '../database/open-runner.ts';

/** How long a phase of a run took. */
export interface Timing {
  /** The run: a day of commands, or a rehearsal. */
  run: string;
  phase: string;
  begunAt: string;
  seconds: number;
  exitCode: number;
}

/** A timing, and which share of the records of all accounts has been walked meanwhile, by whichever host: 0 to 1. */
export interface WalkTiming extends Timing {
  walkedShare: number;
}

export async function keepTiming(runner: RunnerDatabase, timing: Timing): Promise<void> {
  await runner`
    insert into migration.timings (run, phase, begun_at, seconds, exit_code)
    values (${timing.run}, ${timing.phase}, ${timing.begunAt}, ${timing.seconds}, ${timing.exitCode})`;
}

/** The oldest first. */
export async function readTimings(runner: RunnerDatabase): Promise<Timing[]> {
  const rows = await runner<(Omit<Timing, 'begunAt'> & { begunAt: Date })[]>`
    select run, phase, begun_at as "begunAt", seconds, exit_code as "exitCode" from migration.timings order by begun_at`;
  return rows.map((row) => ({ ...row, begunAt: row.begunAt.toISOString() }));
}

/** The same, each with what was walked meanwhile. An account that is walked once more counts for its last walk alone. */
export async function readWalkTimings(runner: RunnerDatabase): Promise<WalkTiming[]> {
  const rows = await runner<(Omit<WalkTiming, 'begunAt'> & { begunAt: Date })[]>`
    select run, phase, begun_at as "begunAt", seconds, exit_code as "exitCode", coalesce((
      select sum(a.size) filter (where a.walked_at between t.begun_at and t.begun_at + make_interval(secs => t.seconds))::float8 / nullif(sum(a.size), 0)
      from migration.accounts a where not a.deleted), 0)::float8 as "walkedShare"
    from migration.timings t order by begun_at`;
  return rows.map((row) => ({ ...row, begunAt: row.begunAt.toISOString() }));
}
