import { readPressure } from '@hq-field/field-adapter';
import type { Check } from '../check.ts';

/** Where Field stands before anything is sent: limits below that would never let the rate grow. */
export const baseline: Check = {
  name: 'tolerance baseline',
  async run(context) {
    const pressure = await readPressure(await context.field());
    const { tolerance } = context.config;
    const beyond = [
      ['fieldProbeMs', pressure.probeMs],
      ['fieldActiveConnections', pressure.activeConnections],
      ['fieldReplicationLagSeconds', pressure.replicationLagSeconds],
      ['fieldLongestTransactionSeconds', pressure.longestTransactionSeconds],
    ] as const;
    const wrong = beyond.filter(([sensor, value]) => value > (tolerance[sensor].hold ?? Number.POSITIVE_INFINITY));
    const words = `probe ${pressure.probeMs.toFixed(1)} ms, ${Math.round(pressure.activeConnections * 100)} % of connections active, replica ${pressure.replicationLagSeconds.toFixed(1)} s behind, longest transaction ${pressure.longestTransactionSeconds.toFixed(0)} s`;
    return {
      ok: wrong.length === 0,
      message:
        wrong.length === 0
          ? words
          : `${words}: ${wrong.map(([sensor]) => sensor).join(', ')} is beyond tolerance at rest, so throttle --auto would not grow; wait, or set other limits in RUNNER_CONFIG_FILE`,
      figures: { ...pressure },
    };
  },
};
