import { setTimeout as sleep } from 'node:timers/promises';
import { need, type RehearsalContext } from '../rehearsal-context.ts';
import { stallGuard } from '../stall.ts';

/** Ends when the condition holds or the rehearsal is over; shows how many records HQ has taken meanwhile. */
export async function whileDelivering(context: RehearsalContext, isEnough: () => boolean | Promise<boolean>): Promise<void> {
  const expected = Math.max(1, need(context, 'expectedRecords'));
  const control = need(context, 'control');
  const guard = stallGuard();
  for (let turn = 0; !(await isEnough()); turn += 1) {
    context.signal.throwIfAborted();
    context.progress.set(delivered(context), expected, `${delivered(context)} records at HQ, ${Math.round(recentRate(context))} a second`);
    // Live changes always move; what the backfills have walked and the states of the accounts say whether the migration does.
    if (turn % 10 === 0)
      guard(`${await control.walkedRecords()} records walked, accounts ${JSON.stringify(await control.accountsByState())}`);
    await sleep(100);
  }
}

/** Records that HQ has answered since the bulk delivery began. */
export function delivered(context: RehearsalContext): number {
  return context.counters.records - (context.cast.deliveryBegan?.records ?? 0);
}

/** Share of the records that preflight expects. Live changes count too, so it may end above 1. */
export function deliveredShare(context: RehearsalContext): number {
  return delivered(context) / Math.max(1, need(context, 'expectedRecords'));
}

function recentRate(context: RehearsalContext): number {
  const samples = context.figures.samples.slice(-16);
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at <= first.at) return 0;
  return (last.records - first.records) / (last.at - first.at);
}

/** Whether every account is live. */
export async function allLive(context: RehearsalContext): Promise<boolean> {
  const states = await need(context, 'control').accountsByState();
  if ((states.failed ?? 0) > 0) throw new Error(`${states.failed} accounts have failed; \`status\` and the log of the runner say why.`);
  const entries = Object.entries(states).filter(([, accounts]) => accounts > 0);
  return entries.length > 0 && entries.every(([state]) => state === 'live');
}
