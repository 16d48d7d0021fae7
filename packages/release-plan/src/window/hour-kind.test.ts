import { expect, test } from 'vitest';
import { offices } from './fixtures/offices.ts';
import { hourKindOf } from './hour-kind.ts';
import { localClock } from './local-clock.ts';

const { boston } = offices;
const kindAt = (utc: string, office = boston) => hourKindOf(office, localClock(Date.parse(utc), office.zone));

test.each([
  ['2015-05-15T09:59:00Z', 'night'],
  ['2015-05-15T10:00:00Z', 'early'],
  ['2015-05-15T12:59:00Z', 'early'],
  ['2015-05-15T13:00:00Z', 'working'],
  ['2015-05-15T21:59:00Z', 'working'],
  ['2015-05-15T22:00:00Z', 'evening'],
  ['2015-05-16T02:00:00Z', 'late'],
  ['2015-05-16T04:00:00Z', 'night'],
  ['2015-05-16T11:00:00Z', 'early'],
  ['2015-05-16T15:00:00Z', 'off'],
])('Boston at %s: %s', (utc, kind) => {
  expect(kindAt(utc)).toBe(kind);
});

test('a shift that crosses midnight belongs to the day on which it began', () => {
  const shift = { ...boston, working: { from: '22:00', to: '06:00', days: ['fri' as const] } };
  expect(kindAt('2015-05-16T03:00:00Z', shift)).toBe('working');
  expect(kindAt('2015-05-16T09:00:00Z', shift)).toBe('working');
  expect(kindAt('2015-05-17T03:00:00Z', shift)).toBe('late');
});
