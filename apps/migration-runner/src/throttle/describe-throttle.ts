import type { ThrottleSettings } from './throttle-settings.ts';

/** The settings in one line, with who set them and why. */
export function describeThrottle(settings: ThrottleSettings): string {
  const { workers, fibres, batchSize, recordsPerSecond, ceilingWorkers, ceilingFibres, expiresAt } = settings;
  const parts = [
    `${workers} workers`,
    `${fibres} fibres`,
    ...(batchSize === 1000 ? [] : [`batches of ${batchSize}`]),
    ...(recordsPerSecond === null ? [] : [`${recordsPerSecond} records a second`]),
    ...(settings.automatic ? [`automatic up to ${ceilingWorkers} workers and ${ceilingFibres} fibres`] : []),
    ...(settings.paused ? ['PAUSED'] : []),
    ...(settings.killed ? ['KILLED'] : []),
    ...(expiresAt === null ? [] : [`until ${expiresAt.toISOString()}`]),
  ];
  return `${parts.join(', ')}: ${settings.reason} (${settings.actor}, ${settings.since.toISOString()})`;
}
