import { expect, test } from 'vitest';
import { defaultText, missionText, planOf } from '../fixtures/plans.ts';
import { calibrate } from './calibrate.ts';

function calibrated(text: string, measurements: { step: string; seconds: number }[], scale = 1) {
  const result = calibrate(text, measurements, { scale, at: '2027-05-01' });
  if ('mistakes' in result) throw new Error(JSON.stringify(result.mistakes));
  return result;
}

test('median and ninth decile are put in, scaled and rounded up to minutes; what is left is a guess', () => {
  const seconds = [10, 20, 30, 40, 50, 60, 70, 80, 90, 600];
  const measurements = [...seconds.map((one) => ({ step: 'check', seconds: one })), { step: 'other', seconds: 1 }];
  const { text, guesses, unknown } = calibrated(missionText, measurements, 10);
  expect(planOf(text).steps[2]?.duration).toEqual({
    estimated: '20 minutes',
    rehearsed: { p50: '9 minutes', p90: '15 minutes', runs: 10, at: '2027-05-01' },
  });
  expect(guesses).toEqual(['pre-release']);
  expect(unknown).toEqual(['other']);
});

test('comments and order are kept, and a second calibration replaces the first', () => {
  const once = calibrated(defaultText(), [{ step: 'cut-over', seconds: 900 }]).text;
  const comments = (text: string) => text.split('\n').flatMap((line) => /#.*$/.exec(line)?.[0] ?? []);
  expect(comments(once)).toEqual(comments(defaultText()));
  expect(planOf(once).steps.map(({ id }) => id)).toEqual(planOf(defaultText()).steps.map(({ id }) => id));
  const other = once.split('\n').filter((line) => !defaultText().split('\n').includes(line));
  expect(other).toHaveLength(1);
  expect(calibrated(once, [{ step: 'cut-over', seconds: 900 }]).text).toBe(once);
});

test('a duration in a block, with comments, and one whose rehearsal is empty are written in too', () => {
  const block = missionText.replace(
    'duration: { estimated: 20 minutes }',
    'duration: # of the check\n      estimated: 20 minutes # by heart\n      rehearsed:',
  );
  for (const text of [block, block.replace('\n      rehearsed:', '')]) {
    const put = calibrated(text, [{ step: 'check', seconds: 60 }]).text;
    expect(planOf(put).steps[2]?.duration.rehearsed?.p50).toBe('1 minute');
    expect(put).toContain('estimated: 20 minutes # by heart');
  }
});

test('a scale or seconds that cannot be are refused, and so is a plan with mistakes', () => {
  expect(() => calibrated(missionText, [], 0)).toThrow('Expected a scale above 0');
  expect(() => calibrated(missionText, [{ step: 'check', seconds: -1 }])).toThrow('Expected seconds of `check`');
  expect(() => calibrate(missionText, [], { scale: 1, at: 'today' })).toThrow('Expected the date');
  expect(calibrate('name: x', [], { scale: 1, at: '2027-05-01' })).toHaveProperty('mistakes');
});
