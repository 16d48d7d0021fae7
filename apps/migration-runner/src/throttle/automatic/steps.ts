import type { RunnerDatabase } from '../../database/open-runner.ts';
import { isGone } from '../../hosts/host-session.ts';
import type { ThrottleSettings } from '../throttle-settings.ts';
import { silentSeconds } from '../throttle-store.ts';
import type { Decision, Reading } from './decide.ts';
import type { HostReport } from './readings.ts';

/** What the automatic throttle did at a moment. */
export interface Step {
  at: Date;
  action: Decision['action'];
  workers: number;
  fibres: number;
  reason: string;
}

const keptDays = 14;

/** The last steps, the newest first. */
export async function readSteps(runner: RunnerDatabase, most: number): Promise<Step[]> {
  const rows = await runner<
    Step[]
  >`select at, action, workers, fibres, reason from migration.throttle_steps order by at desc limit ${most}`;
  return [...rows];
}

/** What the living hosts say of themselves, and those that may be living still. */
export async function readHosts(runner: RunnerDatabase): Promise<HostReport[]> {
  const rows = await runner<HostReport[]>`
    select id, name, extract(epoch from clock_timestamp() - seen_at)::float8 * 1000 as "ageMs", state from migration.hosts
    where ended_at is null and state <> '{}' and seen_at > clock_timestamp() - make_interval(secs => ${silentSeconds * 2}) and not ${isGone(runner)}`;
  return [...rows];
}

/** A decision, and what it was made of. */
interface Made {
  decision: Decision;
  from: Pick<ThrottleSettings, 'workers' | 'fibres' | 'ceilingWorkers' | 'ceilingFibres'>;
  readings: readonly Reading[];
  isKept: boolean;
}

/**
 * Carries a decision out, and keeps it with its reason. False, and nothing is done: an operator has taken over, or has set something of what it was
 * made of.
 */
export async function carryOut(runner: RunnerDatabase, host: string, { decision, from, readings, isKept }: Made): Promise<boolean> {
  const { action, workers, fibres, reason } = decision;
  return runner.begin(async (sql) => {
    const changed = await sql`
      update migration.throttle set workers = ${workers}, fibres = ${fibres}, automatic_at = clock_timestamp()
      where automatic and (workers, fibres, ceiling_workers, ceiling_fibres) = (${from.workers}, ${from.fibres}, ${from.ceilingWorkers}, ${from.ceilingFibres})`;
    if (changed.count === 0) return false;
    if (isKept) {
      await sql`
        insert into migration.throttle_steps (host, action, workers, fibres, reason, readings)
        values (${host}, ${action}, ${workers}, ${fibres}, ${reason}, ${sql.json(readings.map((reading) => ({ ...reading })))})`;
      await sql`delete from migration.throttle_steps where at < clock_timestamp() - make_interval(days => ${keptDays})`;
    }
    if (action !== 'hold') await sql`select pg_notify('migration_throttle', '')`;
    return true;
  });
}
