import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import type { Span } from '../schedule/schedule.ts';
import { CalendarError } from './calendar-error.ts';
import { type Block, blocksOf } from './content-lines.ts';
import { dateOf, instantOf, type Zones } from './event-time.ts';
import { occurrencesOf } from './occurrences.ts';
import { type CalendarEvent, readEvent } from './read-event.ts';

/** ISO instants between which to look. */
export interface IcsRange extends Span {
  /** IANA zone of times that name none. */
  zone: string;
}

/** Days of an entry that has no time: holidays, freeze times. Dates like 2015-05-15, `to` included. */
export interface WholeDays {
  from: string;
  to: string;
  title: string;
  /** It leaves its owner free. A holiday is one all the same. */
  isFree: boolean;
}

export interface CalendarContent {
  /** Instants in ISO UTC, by beginning. Entries that leave their owner free are left out. */
  busy: (Span & { title: string })[];
  days: WholeDays[];
}

/** What stands in an iCalendar text between two instants, recurring entries expanded. Throws CalendarError, which names the line. */
export function readIcs(text: string, range: IcsRange): CalendarContent {
  const calendars = blocksOf(text).blocks.filter(({ name }) => name === 'VCALENDAR');
  const [from, to] = [range.from, range.to].map((at) => Temporal.Instant.from(at).epochMilliseconds) as [number, number];
  const content: CalendarContent = { busy: [], days: [] };
  for (const { blocks } of calendars) {
    const zones = { defined: definedZones(blocks), floating: range.zone };
    const events = blocks.filter(({ name }) => name === 'VEVENT').map(readEvent);
    for (const event of events) {
      if (event.isCancelled) continue;
      const replaced = new Set(
        event.replaces === null
          ? events.filter(({ uid, replaces }) => uid !== null && uid === event.uid && replaces !== null).map((one) => keyOf(one, zones))
          : [],
      );
      if (event.start.time.isDate) content.days.push(...wholeDays(event, zones, replaced, from, to));
      else if (!event.isFree) content.busy.push(...spans(event, zones, replaced, from, to));
    }
  }
  content.busy.sort((one, other) => order(one.from, other.from) || order(one.title, other.title));
  content.days.sort((one, other) => order(one.from, other.from) || order(one.title, other.title));
  return content;
}

/** One holiday for each day, as offices of a plan keep them. */
export function holidaysOf(days: readonly WholeDays[]): { date: string; name: string }[] {
  return days.flatMap(({ from, to, title }) => {
    const first = Temporal.PlainDate.from(from);
    return Array.from({ length: first.until(to).days + 1 }, (_, at) => ({ date: first.add({ days: at }).toString(), name: title }));
  });
}

function spans(event: CalendarEvent, zones: Zones, replaced: ReadonlySet<number>, from: number, to: number): CalendarContent['busy'] {
  const first = instantOf(event.start.time, event.start.tzid, zones, event.start.line);
  const lengthMs =
    event.end === null
      ? (event.duration?.toSeconds() ?? 0) * 1000
      : instantOf(event.end.time, event.end.tzid, zones, event.end.line) - first;
  if (lengthMs < 0) throw new CalendarError(event.end?.line ?? event.start.line, 'it ends before it begins. Mend DTSTART or DTEND.');
  const toInstant = (time: ICAL.Time): number => instantOf(time, event.start.tzid, zones, event.start.line);
  const own = endsOfPeriods(event, zones);
  return occurrencesOf(event, zones, toInstant, to)
    .map((start) => ({ start, end: own.get(start) ?? start + lengthMs }))
    .filter(({ start, end }) => !replaced.has(start) && start < to && (end > from || start >= from))
    .map(({ start, end }) => ({ from: iso(start), to: iso(end), title: event.title }));
}

/** When occurrences end that were added as periods, by their beginning: they are not as long as the entry. */
function endsOfPeriods({ added }: CalendarEvent, zones: Zones): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  for (const { time, end, tzid, line } of added) {
    if (end === null) continue;
    const startMs = instantOf(time, tzid, zones, line);
    const endMs = end instanceof ICAL.Duration ? startMs + end.toSeconds() * 1000 : instantOf(end, tzid, zones, line);
    if (endMs < startMs) throw new CalendarError(line, 'a period of this RDATE ends before it begins. Mend the line.');
    ends.set(startMs, endMs);
  }
  return ends;
}

function wholeDays(event: CalendarEvent, zones: Zones, replaced: ReadonlySet<number>, from: number, to: number): WholeDays[] {
  const first = dateOf(event.start.time, event.start.line);
  const given =
    event.end === null ? (event.duration?.toSeconds() ?? 86_400) / 86_400 : first.until(dateOf(event.end.time, event.end.line)).days;
  if (given < 0) throw new CalendarError(event.end?.line ?? event.start.line, 'it ends before it begins. Mend DTSTART or DTEND.');
  // Some programs write the day itself as the end of one day.
  const length = Math.max(1, Math.floor(given));
  const toInstant = (time: ICAL.Time): number => dayMs(dateOf(time, event.start.line));
  // A day lasts from its beginning in the east to its end in the west.
  return occurrencesOf(event, zones, toInstant, to + 86_400_000)
    .filter((start) => !replaced.has(start) && start - 14 * 3_600_000 < to && start + length * 86_400_000 + 12 * 3_600_000 > from)
    .map((start) => {
      const day = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO('UTC').toPlainDate();
      return { from: day.toString(), to: day.add({ days: length - 1 }).toString(), title: event.title, isFree: event.isFree };
    });
}

function keyOf({ replaces, start }: CalendarEvent, zones: Zones): number {
  const { time, tzid, line } = replaces ?? start;
  return time.isDate ? dayMs(dateOf(time, line)) : instantOf(time, tzid, zones, line);
}

function definedZones(blocks: readonly Block[]): Map<string, ICAL.Timezone> {
  const zones = new Map<string, ICAL.Timezone>();
  for (const { name, lines, line } of blocks) {
    if (name !== 'VTIMEZONE') continue;
    try {
      const zone = new ICAL.Timezone(ICAL.Component.fromString(lines.join('\r\n')));
      zones.set(zone.tzid, zone);
    } catch (cause) {
      throw new CalendarError(line, 'this VTIMEZONE cannot be read. Export the calendar again.', { cause });
    }
  }
  return zones;
}

function dayMs(day: Temporal.PlainDate): number {
  return day.toZonedDateTime('UTC').epochMilliseconds;
}

function iso(ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toString();
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
