import { setTimeout as sleep } from 'node:timers/promises';
import { need, type RehearsalContext } from '../rehearsal-context.ts';
import { stallGuard } from '../stall.ts';
import { runVerification } from './run-verification.ts';
import { startRunner } from './runner-process.ts';
import { connectRunner } from './set-up.ts';

const smokeAccounts = 5;

/** A few accounts at the lowest setting, compared before anything else is sent. */
export async function fiveAccountsFirst(context: RehearsalContext): Promise<string> {
  await connectRunner(context);
  const control = need(context, 'control');
  await control.setThrottle({ workers: 1, fibres: 1, reason: 'a rehearsal begins low' });
  context.figures.throttle.push({ at: context.elapsed(), workers: 1, fibres: 1, reason: 'begin low' });
  const accounts = await control.enqueueSmoke(smokeAccounts);
  context.cast.smoke = accounts;
  startRunner(context);
  const guard = stallGuard();
  for (;;) {
    context.signal.throwIfAborted();
    const states = [...(await control.look(accounts)).values()];
    const live = states.filter((state) => state === 'live').length;
    context.progress.set(live, accounts.length, `${live} of ${accounts.length} live`);
    if (states.includes('failed')) throw new Error('One of the first five accounts has failed; the log of the runner says why.');
    if (live === accounts.length) break;
    guard(states.join(', '));
    await sleep(100);
  }
  return runVerification(context, 'the first five accounts', accounts);
}
