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
