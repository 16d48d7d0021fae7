import { entityNames } from '@hq-field/contracts';
import { readForecast } from '../../forecast/progress-store.ts';
import { duration } from '../../status/describe-status.ts';
import type { Check } from '../check.ts';

/** Records a second of one fibre before anything was measured: between what a busy laptop and a quiet server do. */
const guess = { low: 300, high: 6000 };

export const forecastOfAll: Check = {
  name: 'forecast',
  async run(context, data) {
    const said = await readForecast(await context.runner());
    if (said !== null && said.seconds > 0) {
      const { seconds, low, high } = said;
      return {
        ok: true,
        message: `${duration(seconds)} (${duration(low)} to ${duration(high)}) at the rate measured so far`,
        figures: { seconds, low, high },
      };
    }
    const records = entityNames.reduce((sum, entity) => sum + data.records[entity], 0);
    if (records === 0) return { ok: true, message: 'Field has nothing to send', figures: { low: 0, high: 0 } };
    const [low, high] = [records / guess.high, records / guess.low];
    return {
      ok: true,
      message: `${duration(low)} to ${duration(high)} with one fibre; nothing was measured yet: enqueue --smoke 5 and work tell more`,
      figures: { low, high },
    };
  },
};
