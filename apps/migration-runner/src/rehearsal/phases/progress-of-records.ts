import { setTimeout as sleep } from 'node:timers/promises';
import { need, type RehearsalContext } from '../rehearsal-context.ts';

/** Ends when the condition holds or the rehearsal is over; shows how many records HQ has taken meanwhile. */
export async function whileDelivering(context: RehearsalContext, isEnough: () => boolean | Promise<boolean>): Promise<void> {
  const expected = Math.max(1, need(context, 'expectedRecords'));
  while (!(await isEnough())) {
    context.signal.throwIfAborted();
    context.progress.set(delivered(context), expected, `${delivered(context)} records at HQ, ${Math.round(recentRate(context))} a second`);
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
  const states = Object.entries(await need(context, 'control').accountsByState());
  return states.length > 0 && states.every(([state, accounts]) => state === 'live' || accounts === 0);
}
