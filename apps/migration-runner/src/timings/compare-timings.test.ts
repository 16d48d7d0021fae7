import { expect, test } from 'vitest';
import { compareTimings } from './compare-timings.ts';

const timing = (phase: string, day: number, seconds: number, exitCode = 0) => ({
  run: `2026-03-0${day}`,
  phase,
  begunAt: `2026-03-0${day}T10:00:00.000Z`,
  seconds,
  exitCode,
});

test('each phase stands once, with its last time next to the usual one; runs that could not run do not count as usual', () => {
  const compared = compareTimings([
    timing('verify', 4, 30, 1),
    timing('install', 1, 2),
    timing('verify', 1, 10),
    timing('verify', 2, 12),
    timing('verify', 3, 0.1, 3),
  ]);
  expect(compared).toMatchObject([
    { phase: 'install', times: 1, lastSeconds: 2, usualSeconds: null, ratio: null },
    { phase: 'verify', times: 4, lastSeconds: 30, lastExitCode: 1, usualSeconds: 12, ratio: 2.5 },
  ]);
  expect(compared[1]?.runs.map(({ run }) => run)).toEqual(['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04']);
});
