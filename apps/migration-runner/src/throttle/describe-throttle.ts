import { whoSet } from './overrides.ts';
import type { Override, Setting, ThrottleSettings } from './throttle-settings.ts';

/** The settings in one line: those that change at the end of a time with that end, what comes back then, and who changed something last and why. */
export function describeThrottle(settings: ThrottleSettings): string {
  const { workers, fibres, ceilingWorkers, ceilingFibres } = settings;
  const until = (name: Setting) => {
    const override = settings.overrides[name];
    // What comes back may be the same.
    if (override === undefined || override.value === settings[name]) return '';
    const isNumber = typeof override.value === 'number' || typeof settings[name] === 'number';
    return ` until ${override.until}${isNumber ? `, then ${override.value ?? 'as many as go'}` : ''}`;
  };
  /** Told where it is not as usual, now or again from the end of a time on. */
  const unless = (usual: Override['value'], name: Setting, words: (value: Override['value']) => string, by = '') => {
    if (settings[name] !== usual) return [`${words(settings[name])}${until(name)}${by}`];
    const override = settings.overrides[name];
    return override === undefined || override.value === usual ? [] : [`${words(override.value)} from ${override.until}`];
  };
  const parts = [
    `${workers} workers${until('workers')}`,
    `${fibres} fibres${until('fibres')}`,
    ...unless(1000, 'batchSize', (records) => `batches of ${records}`),
    ...unless(null, 'recordsPerSecond', (records) => `${records} records a second`),
    ...unless(
      false,
      'automatic',
      () => `automatic up to ${ceilingWorkers} workers${until('ceilingWorkers')} and ${ceilingFibres} fibres${until('ceilingFibres')}`,
    ),
    ...unless(false, 'paused', () => 'PAUSED', setBefore(settings, 'paused')),
    ...unless(false, 'killed', () => 'KILLED', setBefore(settings, 'killed')),
  ];
  return `${parts.join(', ')}: ${settings.reason} (${settings.actor}, ${settings.since.toISOString()})`;
}

/** Who set this and why, when something else was changed since. */
function setBefore(settings: ThrottleSettings, name: Setting): string {
  const { reason, actor } = whoSet(settings, name);
  return reason === settings.reason && actor === settings.actor ? '' : ` by ${actor}: "${reason}"`;
}
