import { need, type RehearsalContext } from '../rehearsal-context.ts';
import { decide, steps } from '../raise-throttle.ts';
import { allLive, deliveredShare, whileDelivering } from './progress-of-records.ts';

/** How long HQ is looked at after each step, in milliseconds. */
const lookMs = 700;
/** The kills must find work: from this share on the setting stays. */
const enoughShare = 0.2;

/** Raises the throttle step by step while HQ's load and latency stay in tolerance, and goes back where they do not. */
export async function raiseThrottle(context: RehearsalContext): Promise<string> {
  context.cast.deliveryBegan = { at: context.elapsed(), records: context.counters.records };
  const sampler = need(context, 'sampler');
  let step = 0;
  while (step < steps.length - 1 && deliveredShare(context) < enoughShare && !(await allLive(context))) {
    const before = context.counters.batches;
    const until = performance.now() + lookMs;
    let load = 0;
    await whileDelivering(context, () => {
      load = Math.max(load, context.counters.load);
      return performance.now() >= until;
    });
    await sampler.next();
    const after = context.counters.batches;
    const count = after.count - before.count;
    const decision = decide(step, { load, latencyMs: count > 0 ? ((after.seconds - before.seconds) / count) * 1000 : null });
    if (decision === null) continue;
    await setStep(context, decision.step, decision.reason);
    if (decision.step < step) return done(context, decision.step);
    step = decision.step;
  }
  return done(context, step);
}

async function setStep(context: RehearsalContext, step: number, reason: string): Promise<void> {
  const settings = steps[step] ?? steps[0];
  await need(context, 'control').setThrottle({ ...settings, reason });
  context.figures.throttle.push({ at: context.elapsed(), ...settings, reason });
  context.terminal.say(`${settings.workers} workers, ${settings.fibres} fibres: ${reason}`);
}

function done(context: RehearsalContext, step: number): string {
  const { workers, fibres } = steps[step] ?? steps[0];
  return `${workers} workers and ${fibres} fibres after ${context.figures.throttle.length - 1} steps`;
}
