import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { CalendarError } from './calendar-error.ts';
import type { Block } from './content-lines.ts';

export interface TimeValue {
  time: ICAL.Time;
  /** Of a period: when it ends, or how long it lasts. */
  end: ICAL.Time | ICAL.Duration | null;
  tzid: string | null;
  line: number;
}

/** An entry as it stands in the file: nothing expanded, no zone looked up. */
export interface CalendarEvent {
  uid: string | null;
  title: string;
  start: TimeValue;
  end: TimeValue | null;
  duration: ICAL.Duration | null;
  rules: { rule: ICAL.Recur; line: number }[];
  added: TimeValue[];
  excepted: TimeValue[];
  /** The occurrence of the entry of the same uid that this one replaces. */
  replaces: TimeValue | null;
  isFree: boolean;
  isCancelled: boolean;
}

/** Reads a VEVENT. Throws CalendarError with the line of the property that is wrong. */
export function readEvent(block: Block): CalendarEvent {
  const times = (name: string): TimeValue[] => all(block, name).flatMap(({ property, line }) => timesOf(property, line));
  const text = (name: string): string | null => {
    const value = all(block, name)[0]?.property.getFirstValue();
    return typeof value === 'string' ? value : null;
  };
  const [start] = times('DTSTART');
  if (start === undefined) throw new CalendarError(block.line, 'this VEVENT has no DTSTART. Add when it begins, or take it out.');
  const duration = all(block, 'DURATION')[0]?.property.getFirstValue();
  return {
    uid: text('UID'),
    title: text('SUMMARY') ?? 'busy',
    start,
    end: times('DTEND')[0] ?? null,
    duration: duration instanceof ICAL.Duration ? duration : null,
    rules: all(block, 'RRULE').flatMap(({ property, line }) => {
      const rule = property.getFirstValue();
      return rule instanceof ICAL.Recur ? [{ rule, line }] : [];
    }),
    added: times('RDATE'),
    excepted: times('EXDATE'),
    replaces: replacedBy(block),
    isFree: text('TRANSP')?.toUpperCase() === 'TRANSPARENT',
    isCancelled: text('STATUS')?.toUpperCase() === 'CANCELLED',
  };
}

/** One occurrence, never a range of them: the later ones would silently stay where they were. */
function replacedBy(block: Block): TimeValue | null {
  const [given] = all(block, 'RECURRENCE-ID');
  if (given === undefined) return null;
  const { property, line } = given;
  if (property.getParameter('range') !== undefined)
    throw new CalendarError(
      line,
      'this change is of a range of occurrences (RANGE), which is not read. End the RRULE before it with UNTIL, and add the others as an entry of their own.',
    );
  return timesOf(property, line)[0] ?? null;
}

function all(block: Block, name: string): { property: ICAL.Property; line: number }[] {
  return block.properties
    .filter((content) => content.name === name)
    .map(({ text, line }) => ({ property: parsed(name, text, line), line }));
}

const timeNames = new Set(['DTSTART', 'DTEND', 'RDATE', 'EXDATE', 'RECURRENCE-ID']);

function parsed(name: string, text: string, line: number): ICAL.Property {
  try {
    const property = ICAL.Property.fromString(text);
    // ical.js takes the 13th month for January of the next year.
    if (timeNames.has(name)) for (const [day] of text.slice(text.indexOf(':')).matchAll(/\d{8}/gu)) Temporal.PlainDate.from(day);
    // Values are read when they are first asked for.
    property.getValues();
    return property;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CalendarError(line, `${name} cannot be read: ${why.replaceAll(/\s+/gu, ' ')}. Mend the line, or export the calendar again.`, {
      cause,
    });
  }
}

function timesOf(property: ICAL.Property, line: number): TimeValue[] {
  const given = property.getParameter('tzid');
  const tzid = typeof given === 'string' ? given : null;
  return property.getValues().flatMap((value: unknown) => {
    const [time, end] = value instanceof ICAL.Period ? [value.start, value.duration ?? value.getEnd()] : [value, null];
    if (!(time instanceof ICAL.Time))
      throw new CalendarError(line, 'expected a date like 20150516 or a time like 20150516T010000Z. Mend the line.');
    return [{ time, end, tzid, line }];
  });
}
