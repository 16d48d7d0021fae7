import { expect, test } from 'vitest';
import { renderDrills } from './drills-html.ts';

const report = {
  name: 'crash-hq',
  pulls: 'HQ <b>',
  must: 'it goes on',
  seed: 7,
  passed: false,
  failure: '3 accounts have failed',
  again: 'pnpm drill crash-hq --seed 7',
  seconds: 12,
  timings: { notice: 0.5, resume: null },
  repeated: 4,
  overtaken: 0,
  records: 100,
  verification: null,
  events: [{ at: 1, kind: 'pull' as const, words: 'HQ dies' }],
  samples: [
    { at: 0, records: 0, waiting: 0 },
    { at: 2, records: 100, waiting: 1 },
  ],
};

test('shows why a drill failed, when what happened, and the command that repeats it', () => {
  const page = renderDrills([report]);
  expect(page).toContain('3 accounts have failed');
  expect(page).toContain('pnpm drill crash-hq --seed 7');
  expect(page).toContain('HQ &#60;b&#62;');
  expect(page).toContain('<title>1.0 s: HQ dies</title>');
});
