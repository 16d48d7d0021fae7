import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { plan, schedule } from '../timeline/fixtures/mission.ts';
import { inThreeZones } from '../window/fixtures/three-zones.ts';
import { icsOf } from './ics-of.ts';
import { readIcs } from './read-ics.ts';

const options = { sequence: 2, stamp: '2015-05-01T08:00:00Z' };
const text = icsOf(schedule, plan, options);
const expected = [
  ...schedule.steps.map(({ id, start, end }) => ({ uid: `step.${id}@mission.release-plan`, start, end })),
  { uid: 'message.downtime@mission.release-plan', start: schedule.messages[0]?.at, end: schedule.messages[0]?.at },
];
const iso = (date: Date) => date.toISOString().replace('.000', '');

test('is the golden file, whose lines git keeps with a line feed alone', () => {
  expect(text.replaceAll('\r\n', '\n')).toBe(readFileSync(join(import.meta.dirname, 'fixtures', 'mission.ics'), 'utf8'));
});

test('ical.js reads the same instants, words and alarms', () => {
  const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
  const read = events.map((component) => {
    const { uid, startDate, endDate } = new ICAL.Event(component);
    return { uid, start: iso(startDate.toJSDate()), end: iso(endDate.toJSDate()) };
  });
  expect(read).toEqual(expected);
  expect(events.map((event) => event.getAllSubcomponents('valarm').length)).toEqual([1, 1, 1, 1, 0]);
  expect(events[2]?.getFirstPropertyValue('summary')).toBe('Cut over; move "all" <accounts>');
  expect(events.map((event) => event.getFirstPropertyValue('sequence'))).toEqual([2, 2, 2, 2, 2]);
});

test('node-ical reads the same instants and words', async () => {
  // It leaves a global Temporal behind, which jsdom then expects of its windows in every test file of this worker.
  const hadTemporal = 'Temporal' in globalThis;
  const { default: nodeIcal } = await import('node-ical');
  if (!hadTemporal) Reflect.deleteProperty(globalThis, 'Temporal');
  const events = Object.values(nodeIcal.sync.parseICS(text)).flatMap((one) => (one?.type === 'VEVENT' ? [one] : []));
  expect(events.map(({ uid, start, end }) => ({ uid, start: iso(start), end: iso(end ?? start) }))).toEqual(expected);
  expect(events[2]?.summary).toBe('Cut over; move "all" <accounts>');
});

test('our own reader finds what was written', () => {
  const { busy, days } = readIcs(text, { from: '2015-05-16T00:00:00Z', to: '2015-05-17T00:00:00Z', zone: 'UTC' });
  expect(busy.map(({ from, to }) => [from, to])).toEqual(schedule.steps.slice(1).map(({ start, end }) => [start, end]));
  expect(days).toEqual([]);
});

test('no line is longer than 75 bytes, and every line ends as calendars want it', () => {
  const lines = text.split('\r\n');
  expect(lines.filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u);
});

test('control characters of a plan are left out, its line breaks are not', () => {
  const steps = schedule.steps.map((step) => ({ ...step, title: 'Ring\u0007 the\u001B bell\r\nEND:VEVENT\tnow' }));
  const written = icsOf({ ...schedule, steps }, plan, options);
  expect(written.replaceAll('\r\n', '')).not.toMatch(/[^\P{Cc}\t]/u);
  const [event] = new ICAL.Component(ICAL.parse(written)).getAllSubcomponents('vevent');
  expect(event?.getFirstPropertyValue('summary')).toBe('Ring the bell\nEND:VEVENT\tnow');
});

test('is the same wherever the machine stands', () => {
  const { results } = inThreeZones(() => icsOf(schedule, plan, options));
  expect(results).toEqual([text, text, text]);
});
