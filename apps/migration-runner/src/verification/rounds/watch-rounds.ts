import { setTimeout as sleep } from 'node:timers/promises';
import type { RunnerDatabase } from '../../database/open-runner.ts';
import { CancelledError } from '../pace.ts';
import { summaryPassed, type VerificationSummary } from '../summary.ts';
import { nextRound } from './next-round.ts';
import type { Asked } from './run-store.ts';
import { summarise } from './summarise.ts';
import { type UnitWork, workUnits } from './work-units.ts';

/** A hundredth of the accounts that need no look gets one in each round. */
const sample = { share: 0.01, least: 5 };

/** Round after round, together with every other host that watches, until it is stopped or has done as many as it was told. */
export async function watchRounds(
  runner: RunnerDatabase,
  work: UnitWork,
  asked: Asked,
  { everyMs, rounds }: { everyMs: number; rounds: number },
  onRound: (summary: VerificationSummary) => void,
): Promise<void> {
  for (let round = 1; ; round += 1) {
    const { id } = await work.runs.joinOrBegin(asked, async () => {
      await work.changes.take();
      return nextRound(runner, sample);
    });
    await workUnits(id, asked.by, work);
    const summary = await summarise(id, asked, work);
    await work.runs.end(id, summaryPassed(summary));
    onRound(summary);
    if (round >= rounds) return;
    await sleep(everyMs, undefined, { signal: work.signal }).catch(() => {});
    if (work.signal.aborted) throw new CancelledError();
  }
}
