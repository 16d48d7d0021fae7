import { setTimeout as sleep } from 'node:timers/promises';
import type { RunnerDatabase } from '../../database/open-runner.ts';
import { passesByItself } from '../../passes-by-itself.ts';
import { toRunnerError } from '../../runner-error.ts';
import { CancelledError } from '../pace.ts';
import { summaryPassed, type VerificationSummary } from '../summary.ts';
import { nextRound } from './next-round.ts';
import type { Asked } from './run-store.ts';
import { summarise } from './summarise.ts';
import { type UnitWork, workUnits } from './work-units.ts';

/** A hundredth of the accounts that need no look gets one in each round. */
const sample = { share: 0.01, least: 5 };

export interface Watching {
  everyMs: number;
  /** How many, also of those that could not be done. */
  rounds: number;
  onRound(summary: VerificationSummary): void;
  /** A system was away, and the next round is tried. */
  onUndone(error: Error): void;
}

/**
 * Round after round, together with every other host that watches, until it is stopped or has done as many as it was told. Throws CancelledError
 * when it is stopped, what does not pass by itself, and what the last round was not done for.
 */
export async function watchRounds(
  runner: RunnerDatabase,
  work: UnitWork,
  asked: Asked,
  { everyMs, rounds, onRound, onUndone }: Watching,
): Promise<void> {
  for (let round = 1; ; round += 1) {
    try {
      onRound(await oneRound(runner, work, asked));
    } catch (thrown) {
      const error = toRunnerError(thrown);
      if (!passesByItself(error) || round >= rounds) throw error;
      onUndone(error);
    }
    if (round >= rounds) return;
    await sleep(everyMs, undefined, { signal: work.signal }).catch(() => {});
    if (work.signal.aborted) throw new CancelledError();
  }
}

/** What is left of a round that was not done is done by the next one. */
async function oneRound(runner: RunnerDatabase, work: UnitWork, asked: Asked): Promise<VerificationSummary> {
  const { id } = await work.runs.joinOrBegin(asked, async () => {
    await work.changes.take();
    return nextRound(runner, sample);
  });
  await workUnits(id, asked, work);
  const summary = await summarise(id, asked, work);
  await work.runs.end(id, summaryPassed(summary));
  return summary;
}
