const units = { minute: 1, hour: 60, day: 1440, week: 10_080 } as const;
type Unit = keyof typeof units;

/** No step lasts longer, and no business day is further away. */
export const maxDays = 3660;

/** A duration that cannot be read; the message says what is expected. */
export class DurationError extends Error {
  override readonly name = 'DurationError';
  readonly code = 'not_a_duration';
}

/** Minutes of `20 minutes`, `1 hour 30 minutes` or `2 days`. A day is 24 hours. Throws DurationError. */
export function parseDuration(text: string): number {
  const tokens = text.trim().split(/\s+/);
  let minutes = 0;
  for (let at = 0; at < tokens.length; at += 2) {
    const [count, unit] = [tokens[at] ?? '', unitOf(tokens[at + 1])];
    if (!/^\d{1,5}$/.test(count) || unit === null)
      throw new DurationError(`Expected a duration like \`20 minutes\` or \`1 hour 30 minutes\`, got \`${text}\`.`);
    minutes += Number(count) * units[unit];
  }
  if (minutes > maxDays * units.day) throw new DurationError(`Expected a duration of at most ${maxDays} days, got \`${text}\`.`);
  return minutes;
}

/** `week` of `weeks`; null when it is no unit. */
export function unitOf(word: string | undefined): Unit | null {
  const singular = word?.replace(/s$/, '') ?? '';
  return Object.hasOwn(units, singular) ? (singular as Unit) : null;
}

/** Minutes of so many units. */
export function minutesOf(count: number, unit: Unit): number {
  return count * units[unit];
}

/** `1 hour 30 minutes` of 90. */
export function durationText(minutes: number): string {
  const parts = (['day', 'hour', 'minute'] as const).flatMap((unit) => {
    const rest = unit === 'day' ? minutes : minutes % (unit === 'hour' ? units.day : units.hour);
    const count = Math.floor(rest / units[unit]);
    return count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`];
  });
  return parts.length === 0 ? '0 minutes' : parts.join(' ');
}
