import { join } from 'node:path';
import type { Drill } from './drill.ts';
import { mustHold } from './must-hold.ts';
import { type Sample, type TimelineEvent, type Timings, timingsOf } from './timeline.ts';
import { Stage, type StageOptions } from './stage.ts';

/** What became of one drill with one seed. */
export interface DrillReport {
  name: string;
  pulls: string;
  must: string;
  seed: number;
  passed: boolean;
  /** Why it did not pass; null when it did. */
  failure: string | null;
  /** The command that repeats it. */
  again: string;
  seconds: number;
  timings: Timings;
  /** Records that HQ was sent in a version that it held already: work repeated, and people of several walks. */
  repeated: number;
  /** Records that HQ held newer: walks that a live change was ahead of, and senders that slept. */
  overtaken: number;
  records: number;
  verification: { findings: number; pending: number; quarantined: number; records: number } | null;
  events: TimelineEvent[];
  samples: Sample[];
}

export interface DrillRun extends Omit<StageOptions, 'size' | 'logFolder'> {
  drill: Drill;
  folder: string;
  /** Programs of PostgreSQL that were asked for; the embedded ones when not given. */
  binaries?: string | undefined;
}

/** Runs one drill: start all, load, pull, observe, heal, wait for quiet, verify. Whatever happens, everything that it started is ended. */
export async function runDrill({ drill, seed, folder, binaries, ...rest }: DrillRun): Promise<DrillReport> {
  const begun = performance.now();
  let stage: Stage | null = null;
  let failure: string | null = null;
  let verification: DrillReport['verification'] = null;
  try {
    stage = await Stage.open({ size: drill, seed, logFolder: join(folder, 'logs', `${drill.name}-${seed}`), ...rest });
    verification = await Promise.race([play(drill, stage), stage.children.crashed]);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  stage?.event('verdict', failure ?? 'everything held');
  const report: DrillReport = {
    name: drill.name,
    pulls: drill.pulls,
    must: drill.must,
    seed,
    passed: failure === null,
    failure,
    again: `pnpm drill ${drill.name} --seed ${seed}${binaries === undefined ? '' : ` --postgres ${binaries}`}`,
    seconds: (performance.now() - begun) / 1000,
    timings: timingsOf(stage?.events ?? []),
    repeated: stage?.outcomes.of('unchanged') ?? 0,
    overtaken: stage?.outcomes.of('stale') ?? 0,
    records: stage?.outcomes.records ?? 0,
    verification,
    events: stage?.events ?? [],
    samples: stage?.samples ?? [],
  };
  await stage?.close();
  return report;
}

async function play(drill: Drill, stage: Stage): Promise<DrillReport['verification']> {
  await drill.run(stage);
  if (drill.endsItself) return null;
  stage.event('stage', "Field's users stop");
  await stage.quiet();
  stage.event('stage', 'every account is live and the outbox is empty');
  const [repeated, most] = [await stage.repeated(), await stage.mayRepeat()];
  stage.event('stage', `${repeated} records were sent again, of ${most} that may be`);
  mustHold(repeated <= most, `at most ${most} records are sent again, not ${repeated}`);
  const { passed, findings, pending, quarantined, records, list } = await stage.verify();
  if (!passed)
    throw new Error(
      `Verification found ${findings} differences and ${pending} pending of ${records} records: ${JSON.stringify(list.slice(0, 5))}`,
    );
  return { findings, pending, quarantined, records };
}
