import { Temporal } from 'temporal-polyfill';
import type { Office, Plan } from '../plan/plan.ts';
import { maxDays } from './duration.ts';
import { AnchorError, OffsetError } from './offset-error.ts';
import { parseOffset } from './offset.ts';
import { atWallClock } from './wall-clock.ts';
import { parseZonedTime } from './zoned-time.ts';

/** The id of the anchor that an offset names: `T` is the final release. */
export function anchorOf(name: string): string {
  return name === 'T' ? 'final-release' : name;
}

/** The moments of a plan's anchors and offsets. */
export interface Times {
  /** Throws OffsetError when it is unknown, reckoned from itself, or no clock shows it. */
  anchor: (id: string) => Temporal.ZonedDateTime;
  /** Business days without `of` are those of the office given. Throws OffsetError. */
  offset: (text: string, office: string | null) => Temporal.ZonedDateTime;
}

export function timesOf(plan: Pick<Plan, 'anchors' | 'offices' | 'freezes'>): Times {
  const known = new Map<string, Temporal.ZonedDateTime>();
  const failed = new Map<string, OffsetError>();
  const underWay = new Set<string>();

  function anchor(id: string): Temporal.ZonedDateTime {
    const held = known.get(id);
    if (held !== undefined) return held;
    const written = Object.hasOwn(plan.anchors, id) ? plan.anchors[id] : undefined;
    if (written === undefined) throw new OffsetError(`The plan has no anchor \`${id}\`: add it to \`anchors\`.`);
    if (underWay.has(id)) throw new OffsetError(`The anchor \`${id}\` is reckoned from itself: give one of its circle an \`at\`.`);
    const before = failed.get(id);
    if (before !== undefined) throw before;
    underWay.add(id);
    try {
      const time = 'at' in written ? parseZonedTime(written.at) : offset(written.offset, null);
      known.set(id, time);
      return time;
    } catch (error) {
      if (error instanceof OffsetError) failed.set(id, error);
      throw error;
    } finally {
      underWay.delete(id);
    }
  }

  /** An anchor that a time is reckoned from. In a circle of anchors each is at fault; whatever else needs one of them is not. */
  function base(id: string): Temporal.ZonedDateTime {
    try {
      return anchor(id);
    } catch (error) {
      const isOthers = error instanceof OffsetError && Object.hasOwn(plan.anchors, id) && !underWay.has(id);
      throw isOthers ? new AnchorError(error) : error;
    }
  }

  function officeOf(id: string): Office {
    const office = Object.hasOwn(plan.offices, id) ? plan.offices[id] : undefined;
    if (office === undefined) throw new OffsetError(`The plan has no office \`${id}\`: add it to \`offices\`.`);
    return office;
  }

  function offset(text: string, ownOffice: string | null): Temporal.ZonedDateTime {
    const { anchor: name, shift, of, at } = parseOffset(text);
    const from = base(anchorOf(name));
    if (shift.kind === 'minutes') return from.add({ minutes: shift.count });

    let counted = from;
    let date: Temporal.PlainDate;
    if (shift.kind === 'business days') {
      const id = of ?? at?.office ?? ownOffice;
      if (id === null) throw new OffsetError(`\`${text}\` does not say whose business days count: add \`of\` and an office.`);
      const office = officeOf(id);
      counted = from.withTimeZone(office.zone);
      date = businessDaysFrom(counted.toPlainDate(), shift.count, office, plan.freezes, text);
    } else {
      if (at !== null) counted = from.withTimeZone(officeOf(at.office).zone);
      date = counted.toPlainDate().add({ days: shift.count });
    }
    if (at !== null) return atWallClock(date.toPlainDateTime(Temporal.PlainTime.from(at.time)), officeOf(at.office).zone, at.fold);
    if (shift.count === 0) return counted;
    return atWallClock(date.toPlainDateTime(counted.toPlainTime()), counted.timeZoneId, null);
  }

  return { anchor, offset };
}

/** Whether an office works on a day: one of its days of the week, no holiday, no freeze day. */
function isBusinessDay(date: Temporal.PlainDate, office: Office, freezes: Plan['freezes']): boolean {
  return (
    isWeekday(date, office) && !office.holidays.some((holiday) => holiday.date === date.toString()) && freezeOn(date, freezes) === null
  );
}

function isWeekday(date: Temporal.PlainDate, office: Office): boolean {
  const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
  return office.working.days.some((day) => day === names[date.dayOfWeek - 1]);
}

/** The freeze that holds on a day; null when none does. */
export function freezeOn(date: Temporal.PlainDate, freezes: Plan['freezes']): Plan['freezes'][number] | null {
  const day = date.toString();
  return freezes.find(({ from, to }) => from <= day && day <= to) ?? null;
}

function businessDaysFrom(
  date: Temporal.PlainDate,
  count: number,
  office: Office,
  freezes: Plan['freezes'],
  text: string,
): Temporal.PlainDate {
  const step = Math.sign(count);
  let [at, left] = [date, Math.abs(count)];
  for (let days = 0; left > 0; days += 1) {
    // A longer way means that the office has no business days.
    if (days > maxDays)
      throw new OffsetError(`\`${text}\` leads nowhere within ${maxDays} days: look at the working days and the freezes.`);
    at = at.add({ days: step });
    if (isBusinessDay(at, office, freezes)) left -= 1;
  }
  return at;
}
