import { expect, test } from 'vitest';
import { defaultText, missionText, planOf } from '../fixtures/plans.ts';
import { calibrate, type Measurement } from './calibrate.ts';

function calibrated(text: string, measurements: (Omit<Measurement, 'scale'> & { scale?: number })[]) {
  const result = calibrate(
    text,
    measurements.map((one) => ({ scale: 1, ...one })),
    { at: '2027-05-01' },
  );
  if ('mistakes' in result) throw new Error(JSON.stringify(result.mistakes));
  return result;
}

test('median and ninth decile are put in, rounded up to minutes; what is left is a guess', () => {
  const seconds = [100, 200, 300, 400, 500, 600, 700, 800, 900, 6000];
  const measurements = [...seconds.map((one) => ({ step: 'check', seconds: one })), { step: 'other', seconds: 1 }];
  const { text, guesses, unknown } = calibrated(missionText, measurements);
  expect(planOf(text).steps[2]?.duration).toEqual({
    estimated: '20 minutes',
    grows: null,
    rehearsed: { p50: '9 minutes', p90: '15 minutes', runs: 10, at: '2027-05-01' },
  });
  expect(guesses).toEqual(['pre-release']);
  expect(unknown).toEqual(['other']);
});

test('each measurement has its own scale, and only what grows is scaled', () => {
  const growing = missionText.replace('{ estimated: 20 minutes }', '{ estimated: 20 minutes, grows: records }');
  // Two rehearsals of a tenth and of half of production, which agree, and a slow one of its size.
  const measurements = (step: string) => [
    { step, seconds: 60, scale: 10 },
    { step, seconds: 300, scale: 2 },
    { step, seconds: 900, scale: 1 },
  ];
  const { text } = calibrated(growing, [...measurements('check'), ...measurements('deploy')]);
  const [, deploy, check] = planOf(text).steps;
  expect(check?.duration).toMatchObject({ grows: 'records', rehearsed: { p50: '10 minutes', p90: '15 minutes', runs: 3 } });
  expect(deploy?.duration).toMatchObject({ grows: null, rehearsed: { p50: '5 minutes', p90: '15 minutes', runs: 3 } });
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
  for (const text of [block, block.replace('rehearsed:\n', 'rehearsed: # not yet\n'), block.replace('\n      rehearsed:', '')]) {
    const put = calibrated(text, [{ step: 'check', seconds: 60 }]).text;
    expect(planOf(put).steps[2]?.duration.rehearsed?.p50).toBe('1 minute');
    expect(put).toContain('estimated: 20 minutes # by heart');
  }
});

test('a measurement in a block is replaced value by value; comments, line breaks and what follows stay', () => {
  const block = missionText.replace(
    'duration: { estimated: 20 minutes }',
    'duration:\n      estimated: 20 minutes\n      rehearsed: # at night\n        p50: 1 minute\n        p90: 2 minutes # one slow\n        runs: 3\n        at: 2015-05-01',
  );
  const replaced = block
    .replace('p50: 1 minute\n', 'p50: 5 minutes\n')
    .replace('p90: 2 minutes', 'p90: 5 minutes')
    .replace('runs: 3', 'runs: 1')
    .replace(/at: 2015-05-01$/mu, 'at: 2027-05-01');
  const withoutOne = missionText.replace('duration: { estimated: 20 minutes }', 'duration:\n      estimated: 20 minutes');
  const put = withoutOne.replace(
    '      estimated: 20',
    '      rehearsed: { p50: 5 minutes, p90: 5 minutes, runs: 1, at: 2027-05-01 }\n      estimated: 20',
  );
  const crlf = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
  for (const [before, after] of [
    [block, replaced],
    [withoutOne, put],
  ] as const) {
    expect(calibrated(before, [{ step: 'check', seconds: 300 }]).text).toBe(after);
    expect(calibrated(crlf(before), [{ step: 'check', seconds: 300 }]).text).toBe(crlf(after));
  }
});

test('a measurement that cannot be put into one step alone is refused with its line', () => {
  const shared = missionText
    .replace('duration: { estimated: 1 hour }', 'duration: &long { estimated: 1 hour }')
    .replace('duration: { estimated: 20 minutes }', 'duration: *long');
  const line = (step: string) => shared.split('\n').indexOf(`  - id: ${step}`) + 1;
  for (const [step, index] of [
    ['pre-release # HQ first', 0],
    ['check', 2],
  ] as const)
    expect(calibrate(shared, [{ step: step.split(' ')[0] ?? '', seconds: 60, scale: 1 }], { at: '2027-05-01' })).toEqual({
      mistakes: [{ path: `steps.${index}.duration`, line: line(step), message: expect.stringContaining('Write its duration out') }],
    });
  expect(calibrated(shared, [{ step: 'deploy', seconds: 60 }]).text).toContain('duration: *long');
});

test('a step that lasts longer than minutes can count is written in days', () => {
  const { text } = calibrated(missionText, [{ step: 'check', seconds: 100_000 * 60 }]);
  expect(planOf(text).steps[2]?.duration.rehearsed?.p50).toBe('69 days 10 hours 40 minutes');
});

test('a scale or seconds that cannot be are refused, and so is a plan with mistakes', () => {
  for (const scale of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => calibrated(missionText, [{ step: 'check', seconds: 1, scale }])).toThrow('Expected a scale of `check` above 0');
  expect(() => calibrated(missionText, [{ step: 'check', seconds: -1 }])).toThrow('Expected seconds of `check`');
  expect(() => calibrate(missionText, [], { at: 'today' })).toThrow('Expected the date');
  expect(calibrate('name: x', [], { at: '2027-05-01' })).toHaveProperty('mistakes');
});
