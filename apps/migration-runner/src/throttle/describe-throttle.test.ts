import { expect, test } from 'vitest';
import { calmStatus } from '../status/fixtures/calm-status.ts';
import { describeThrottle } from './describe-throttle.ts';
import type { ThrottleSettings } from './throttle-settings.ts';

const until = '2026-03-02T12:30:00.000Z';

test('a pause ends when it is for a time, and does not when one for good comes back then', () => {
  const paused = (value: boolean) =>
    describeThrottle({ ...calmStatus().throttle, paused: true, overrides: { paused: { until, value, by: null } } });
  expect(paused(false)).toContain(`PAUSED until ${until}`);
  expect(paused(true)).toMatch(/PAUSED: /u);
});

test('a number that is set for a time is told with what it is from then on', () => {
  const override = (value: number | null) => ({ until, value, by: null });
  const words = describeThrottle({
    ...calmStatus().throttle,
    workers: 3,
    fibres: 4,
    batchSize: 100,
    recordsPerSecond: 500,
    automatic: true,
    ceilingWorkers: 8,
    ceilingFibres: 32,
    overrides: {
      workers: override(0),
      fibres: override(8),
      batchSize: override(1000),
      recordsPerSecond: override(null),
      ceilingWorkers: override(2),
      ceilingFibres: override(32),
    },
  });
  expect(words).toMatch(
    new RegExp(
      [
        '^3 workers until X, then 0, 4 fibres until X, then 8, batches of 100 until X, then 1000, ',
        '500 records a second until X, then as many as go, automatic up to 8 workers until X, then 2 and 32 fibres: ',
      ]
        .join('')
        .replaceAll('X', until),
      'u',
    ),
  );
});

test('what comes back at the end of a time is told with that time, unless it is as usual', () => {
  const usual = { paused: false, automatic: false, recordsPerSecond: null, batchSize: 1000, ceilingWorkers: 8, ceilingFibres: 32 };
  const withOverrides = (values: Partial<ThrottleSettings>) =>
    describeThrottle({
      ...calmStatus().throttle,
      ...usual,
      overrides: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { until, value, by: null }])),
    });
  expect(withOverrides({ paused: true, automatic: true, recordsPerSecond: 500, batchSize: 100 })).toContain(
    `batches of 100 from ${until}, 500 records a second from ${until}, automatic up to 8 workers and 32 fibres from ${until}, PAUSED from ${until}: `,
  );
  expect(withOverrides(usual)).not.toContain(until);
});
