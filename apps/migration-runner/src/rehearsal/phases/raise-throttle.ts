import { need, type RehearsalContext } from '../rehearsal-context.ts';
import { decide, steps } from '../raise-throttle.ts';
import { allLive, deliveredShare, whileDelivering } from './progress-of-records.ts';

/** How long HQ is looked at after each step, in milliseconds. */
const lookMs = 300;
/** The kills must find work: beyond this share they come first, and the throttle is raised on after them. */
const enoughShare = 0.2;

/** Raises the throttle step by step while HQ's load and latency stay in tolerance, and goes back where they do not. */
export async function raiseThrottle(context: RehearsalContext): Promise<string> {
  context.cast.deliveryBegan = { at: context.elapsed(), records: context.counters.records };
  context.cast.throttle = { step: 0, top: steps.length - 1 };
  await raiseWhileDelivering(context, async () => {
    const { step, top } = need(context, 'throttle');
    return step === top || deliveredShare(context) >= enoughShare || (await allLive(context));
  });
  const { workers, fibres } = steps[need(context, 'throttle').step] ?? steps[0];
  return `${workers} workers and ${fibres} fibres after ${context.figures.throttle.length - 1} changes`;
}

/** Delivers until it is enough, and judges by HQ's load and latency every now and then whether to change the throttle. */
export async function raiseWhileDelivering(context: RehearsalContext, isEnough: () => Promise<boolean>): Promise<void> {
  for (let enough = await isEnough(); !enough; ) {
    const before = context.counters.batches;
    const until = performance.now() + lookMs;
    let load = 0;
    await whileDelivering(context, async () => {
      load = Math.max(load, context.counters.load);
      enough = await isEnough();
      return enough || performance.now() >= until;
    });
    if (enough) return;
    const after = context.counters.batches;
    const count = after.count - before.count;
    await judge(context, load, count > 0 ? ((after.seconds - before.seconds) / count) * 1000 : null);
  }
}

async function judge(context: RehearsalContext, load: number, latencyMs: number | null): Promise<void> {
  const throttle = need(context, 'throttle');
  const decision = decide(throttle.step, { load, latencyMs });
  if (decision === null || decision.step > throttle.top) return;
  // A step that was too high is not taken again.
  if (decision.step < throttle.step) throttle.top = decision.step;
  throttle.step = decision.step;
  const settings = steps[decision.step] ?? steps[0];
  await need(context, 'control').setThrottle({ ...settings, reason: decision.reason });
  context.figures.throttle.push({ at: context.elapsed(), ...settings, reason: decision.reason });
  context.terminal.say(
    `${settings.workers} ${settings.workers === 1 ? 'worker' : 'workers'}, ${settings.fibres} ${settings.fibres === 1 ? 'fibre' : 'fibres'}: ${decision.reason}`,
  );
}
