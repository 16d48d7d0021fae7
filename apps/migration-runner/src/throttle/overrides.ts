import type { Override, Setting, ThrottleChange, ThrottleSettings } from './throttle-settings.ts';

export type Overrides = ThrottleSettings['overrides'];

/** The overrides once something was set: until a time, or for good. Each gives back what stood before the first of them. Pure. */
export function overridesAfter(before: ThrottleSettings, given: ThrottleChange, until: Date | null): Overrides {
  return until === null ? afterForGood(before, given) : afterForATime(before, given, until);
}

/** What is set, or moves with it, has no end any more. */
function afterForGood({ overrides }: ThrottleSettings, given: ThrottleChange): Overrides {
  return without(overrides, movedBy(given));
}

/**
 * What is set, or moves with it, comes back as it stood before its first override. Where it was automatic already, workers and fibres moved by
 * themselves before: they come back only when they are set.
 */
function afterForATime(before: ThrottleSettings, given: ThrottleChange, until: Date): Overrides {
  const overridden = before.automatic ? settingsOf(given) : movedBy(given);
  const ends = overridden.map((name): [Setting, Override] => {
    const stands = before.overrides[name] ?? { value: before[name], by: before.setBy[name] ?? null };
    return [name, { ...stands, until: until.toISOString() }];
  });
  return { ...before.overrides, ...Object.fromEntries(ends) };
}

/** Settings whose override has run out. Pure. */
export function dueOf(overrides: Overrides, now: Date): Setting[] {
  return settingsOf(overrides).filter((name) => Date.parse(overrides[name]?.until ?? '') <= now.getTime());
}

/** The settings without overrides of these names, which have come to their end. Pure. */
export function takenBack(
  settings: ThrottleSettings,
  names: readonly Setting[],
): Pick<ThrottleSettings, 'overrides' | 'setBy'> & { values: ThrottleChange } {
  const ended = names.flatMap((name) => (settings.overrides[name] === undefined ? [] : [[name, settings.overrides[name]] as const]));
  return {
    values: Object.fromEntries(ended.map(([name, { value }]) => [name, value])),
    setBy: {
      ...without(settings.setBy, names),
      ...Object.fromEntries(ended.flatMap(([name, { by }]) => (by === null ? [] : [[name, by]]))),
    },
    overrides: without(settings.overrides, names),
  };
}

/** Who set this, when and why: the last change, where nothing else is known. Pure. */
export function whoSet(settings: ThrottleSettings, name: Setting): { reason: string; actor: string; since: Date } {
  const by = settings.setBy[name];
  return by === undefined ? settings : { ...by, since: new Date(by.since) };
}

/** The automatic throttle moves workers and fibres: where it is switched on, they change with it. */
function movedBy(given: ThrottleChange): Setting[] {
  return [...settingsOf(given), ...(given.automatic === true ? (['workers', 'fibres'] as const) : [])];
}

function settingsOf(some: Partial<Record<Setting, unknown>>): Setting[] {
  return Object.keys(some) as Setting[];
}

function without<Value>(some: Partial<Record<Setting, Value>>, names: readonly Setting[]): Partial<Record<Setting, Value>> {
  return Object.fromEntries(Object.entries(some).filter(([name]) => !names.includes(name as Setting)));
}
