import { need, type RehearsalContext } from '../rehearsal-context.ts';
import type { Killable } from '../report-model.ts';
import { allLive, delivered, deliveredShare, whileDelivering } from './progress-of-records.ts';
import { startRunner } from './runner-process.ts';
import { spawnHq } from './set-up.ts';

/** Shares of the delivery at which the processes are killed. */
const runnerShare = 0.3;
const hqShare = 0.55;

export function killRunner(context: RehearsalContext): Promise<string> {
  return kill(context, 'runner', runnerShare, async () => {
    await need(context, 'runnerChild').kill();
    startRunner(context);
  });
}

export function killHq(context: RehearsalContext): Promise<string> {
  return kill(context, 'hq', hqShare, async () => {
    await need(context, 'hqChild').kill();
    await spawnHq(context);
  });
}

/** Kills in the middle of the work, starts again at once, and waits until HQ takes records again. */
async function kill(context: RehearsalContext, process: Killable, share: number, restart: () => Promise<void>): Promise<string> {
  let early = false;
  await whileDelivering(context, async () => {
    early = await allLive(context);
    return early || deliveredShare(context) >= share;
  });
  if (early) return 'everything was delivered before it could be killed midstream';
  const [at, records] = [context.elapsed(), delivered(context)];
  const killedAt = performance.now();
  await restart();
  // What HQ had in hand when the runner died is answered by now; what comes on top of it is sent by the new process.
  const sampler = need(context, 'sampler');
  await sampler.next();
  const answered = context.counters.records;
  await whileDelivering(context, () => context.counters.records > answered);
  const movingAgainMs = performance.now() - killedAt;
  context.figures.kills.push({ process, at, records, movingAgainMs });
  return `after ${records} records, moving again after ${(movingAgainMs / 1000).toFixed(1)} s`;
}
