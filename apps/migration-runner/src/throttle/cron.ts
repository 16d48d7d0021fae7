/** When something begins, as five fields; each is the set of its values. */
export interface Cron {
  minutes: readonly number[];
  hours: readonly number[];
  /** Whether a date fits: as in cron, one of day of month and day of week is enough when both are restricted. */
  fits(date: { month: number; day: number; dayOfWeek: number }): boolean;
}

/** A cron line that is none. The message names the field. */
export class CronError extends Error {
  readonly code = 'cron_invalid';

  constructor(message: string) {
    super(message);
    this.name = 'CronError';
  }
}

const fields = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12 },
  { name: 'day of week', least: 0, most: 7 },
] as const;

/** Reads `minute hour day month weekday`; numbers, `*`, lists, ranges and steps; 0 and 7 are Sunday. Throws CronError. */
export function parseCron(line: string): Cron {
  const parts = line.trim().split(/\s+/u);
  if (parts.length !== fields.length)
    throw new CronError(`Expected five fields (minute hour day month weekday), got \`${line}\`. For example 0 8 * * 1-5.`);
  const [minutes, hours, days, months, weekdays] = fields.map((field, index) => valuesOf(parts[index] as string, field)) as [
    number[],
    number[],
    number[],
    number[],
    number[],
  ];
  const anyDay = parts[2] === '*';
  const anyWeekday = parts[4] === '*';
  return {
    minutes,
    hours,
    fits({ month, day, dayOfWeek }) {
      if (!months.includes(month)) return false;
      const isDay = days.includes(day);
      const isWeekday = weekdays.includes(dayOfWeek % 7) || weekdays.includes(dayOfWeek % 7 === 0 ? 7 : dayOfWeek);
      if (anyDay || anyWeekday) return (anyDay || isDay) && (anyWeekday || isWeekday);
      return isDay || isWeekday;
    },
  };
}

function valuesOf(text: string, { name, least, most }: (typeof fields)[number]): number[] {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [, from, to, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/u.exec(part) ?? [];
    const first = from === '*' ? least : Number(from);
    const last = to !== undefined ? Number(to) : from === '*' || step !== undefined ? most : first;
    const by = step === undefined ? 1 : Number(step);
    const isRight = from !== undefined && !(from === '*' && to !== undefined) && first >= least && last <= most && first <= last && by >= 1;
    if (!isRight) throw new CronError(`Expected the ${name} to be within ${least} and ${most}, got \`${part}\`.`);
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}
