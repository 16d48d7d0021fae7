import type { RunnerDatabase } from '../database/open-runner.ts';
import type { FlowReport } from './run-smoke.ts';

/** Keeps how the smoke tests ended, for who asks whether they have passed. */
export async function keepSmokeRun(runner: RunnerDatabase, reports: readonly FlowReport[], isHqEnabled: boolean): Promise<void> {
  const names = (some: readonly FlowReport[]) => some.map(({ name }) => name);
  await runner`
    insert into migration.smoke_runs (is_hq_enabled, flows, failed)
    values (${isHqEnabled}, ${names(reports)}::text[], ${names(reports.filter(({ passed }) => !passed))}::text[])`;
}

/** The last run of all flows; a run of some proves nothing of the others. */
export async function lastSmokeRun(
  runner: RunnerDatabase,
  flows: readonly string[],
): Promise<{ at: Date; isHqEnabled: boolean; failed: string[] } | null> {
  const [row] = await runner<{ at: Date; isHqEnabled: boolean; failed: string[] }[]>`
    select at, is_hq_enabled as "isHqEnabled", failed from migration.smoke_runs where flows @> ${[...flows]}::text[] order by at desc limit 1`;
  return row === undefined ? null : { ...row };
}
