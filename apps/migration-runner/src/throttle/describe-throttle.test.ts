import { expect, test } from 'vitest';
import { calmStatus } from '../status/fixtures/calm-status.ts';
import { describeThrottle } from './describe-throttle.ts';

const until = '2026-03-02T12:30:00.000Z';

test('a pause ends when it is for a time, and does not when one for good comes back then', () => {
  const paused = (value: boolean) =>
    describeThrottle({ ...calmStatus().throttle, paused: true, overrides: { paused: { until, value, by: null } } });
  expect(paused(false)).toContain(`PAUSED until ${until}`);
  expect(paused(true)).toMatch(/PAUSED: /u);
});
