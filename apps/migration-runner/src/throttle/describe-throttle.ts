import { whoSet } from './overrides.ts';
import type { Setting, ThrottleSettings } from './throttle-settings.ts';

/** The settings in one line: those that change at the end of a time with that end, and who changed something last and why. */
export function describeThrottle(settings: ThrottleSettings): string {
  const { workers, fibres, batchSize, recordsPerSecond, ceilingWorkers, ceilingFibres } = settings;
  // What comes back may be the same.
  const until = (name: Setting) => {
    const override = settings.overrides[name];
    return override === undefined || override.value === settings[name] ? '' : ` until ${override.until}`;
  };
  const parts = [
    `${workers} workers${until('workers')}`,
    `${fibres} fibres${until('fibres')}`,
    ...(batchSize === 1000 ? [] : [`batches of ${batchSize}${until('batchSize')}`]),
    ...(recordsPerSecond === null ? [] : [`${recordsPerSecond} records a second${until('recordsPerSecond')}`]),
    ...(settings.automatic ? [`automatic up to ${ceilingWorkers} workers and ${ceilingFibres} fibres${until('automatic')}`] : []),
    ...(settings.paused ? [`PAUSED${until('paused')}${setBefore(settings, 'paused')}`] : []),
    ...(settings.killed ? [`KILLED${until('killed')}${setBefore(settings, 'killed')}`] : []),
  ];
  return `${parts.join(', ')}: ${settings.reason} (${settings.actor}, ${settings.since.toISOString()})`;
}

/** Who set this and why, when something else was changed since. */
function setBefore(settings: ThrottleSettings, name: Setting): string {
  const { reason, actor } = whoSet(settings, name);
  return reason === settings.reason && actor === settings.actor ? '' : ` by ${actor}: "${reason}"`;
}
