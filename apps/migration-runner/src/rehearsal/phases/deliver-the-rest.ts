import { need, type RehearsalContext } from '../rehearsal-context.ts';
import { allLive, delivered } from './progress-of-records.ts';
import { raiseWhileDelivering } from './raise-throttle.ts';

/** Until every account is live; the throttle goes on rising where it may. */
export async function deliverTheRest(context: RehearsalContext): Promise<string> {
  await raiseWhileDelivering(context, () => allLive(context));
  const control = need(context, 'control');
  context.figures.walkingLagMs = await control.lagNow();
  const began = context.cast.deliveryBegan ?? { at: 0, records: 0 };
  const seconds = context.elapsed() - began.at;
  context.figures.foretold = await control.foretold();
  context.figures.delivery = { records: delivered(context), seconds };
  return `${delivered(context)} records in ${seconds.toFixed(1)} s, ${Math.round(delivered(context) / seconds)} a second, kills included`;
}
