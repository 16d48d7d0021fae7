import { minutesOf, unitOf } from './duration.ts';
import { OffsetError } from './offset-error.ts';
import type { Fold } from './wall-clock.ts';

/** A time relative to an anchor, as a plan writes it. */
export interface Offset {
  anchor: string;
  /** Minutes on the clock of the world; days on the calendar of a zone, which may have 23 or 25 hours; business days of an office. Negative: before. */
  shift: { kind: 'minutes' | 'days' | 'business days'; count: number };
  /** The office whose business days count; null: the owner's. */
  of: string | null;
  /** The time that the clocks of an office show on that day; null: that of the anchor. */
  at: { time: string; office: string; fold: Fold | null } | null;
}

const expected =
  'Expected a time like `final-release - 5 days at 10:00 in boston`, `T + 15 minutes` or `final-release - 3 business days of boston`';

/** Reads `ANCHOR [+|- COUNT UNIT [of OFFICE]] [at HH:MM in OFFICE [earlier|later]]`. Throws OffsetError. */
export function parseOffset(text: string): Offset {
  const tokens = text.trim().split(/\s+/);
  const refuse = (why: string): never => {
    throw new OffsetError(`${expected}, got \`${text}\`: ${why}.`);
  };
  const name = (what: string): string => {
    const token = tokens.shift() ?? '';
    return /^[A-Za-z][A-Za-z0-9-]*$/.test(token) ? token : refuse(`${token === '' ? 'the end' : `\`${token}\``} is not ${what}`);
  };

  const anchor = name('an anchor');
  const shift = tokens[0] === '+' || tokens[0] === '-' ? readShift(tokens, refuse) : { kind: 'days' as const, count: 0 };
  let of: string | null = null;
  if (tokens[0] === 'of') {
    if (shift.kind !== 'business days') refuse('`of` names the office of business days only');
    tokens.shift();
    of = name('an office');
  }
  let at: Offset['at'] = null;
  if (tokens[0] === 'at') {
    if (shift.kind === 'minutes') refuse('minutes and hours count from the anchor, so leave out `at`');
    tokens.shift();
    const time = tokens.shift() ?? '';
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) refuse(`\`${time}\` is not a time of the day like 09:30`);
    if (tokens.shift() !== 'in') refuse('say whose clock shows it, like `in boston`');
    const office = name('an office');
    const fold = foldOf(tokens.at(0));
    if (fold !== null) tokens.shift();
    at = { time, office, fold };
  }
  if (tokens.length > 0) refuse(`\`${tokens.join(' ')}\` is too much`);
  return { anchor, shift, of, at };
}

function readShift(tokens: string[], refuse: (why: string) => never): Offset['shift'] {
  const sign = tokens.shift() === '-' ? -1 : 1;
  const count = tokens.shift() ?? '';
  if (!/^\d{1,5}$/.test(count)) refuse(`\`${count}\` is not a count`);
  const isBusiness = tokens[0] === 'business';
  if (isBusiness) tokens.shift();
  const unit = unitOf(tokens.shift()) ?? refuse('the unit is minutes, hours, days, weeks or business days');
  const signed = sign * Number(count) + 0;
  if (isBusiness) return unit === 'day' ? { kind: 'business days', count: signed } : refuse('only days can be business days');
  if (unit === 'day' || unit === 'week') return { kind: 'days', count: unit === 'week' ? signed * 7 : signed };
  return { kind: 'minutes', count: minutesOf(signed, unit) };
}

function foldOf(word: string | undefined): Fold | null {
  return word === 'earlier' || word === 'later' ? word : null;
}
