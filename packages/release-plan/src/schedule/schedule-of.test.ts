import { expect, test } from 'vitest';
import { missionText, planOf, timed } from '../fixtures/plans.ts';
import { localTimes } from './instant.ts';
import { scheduleOf } from './schedule-of.ts';

test("the mission's date: Friday evening in San Francisco, Friday night in Boston, Saturday morning in Shanghai", () => {
  const plan = planOf(missionText);
  const { anchors } = timed(plan);
  expect(anchors['final-release']).toBe('2015-05-16T01:00:00Z');
  expect(localTimes(anchors['final-release'] ?? '', plan.offices)).toEqual({
    'san-francisco': 'Fri 2015-05-15 18:00',
    boston: 'Fri 2015-05-15 21:00',
    shanghai: 'Sat 2015-05-16 09:00',
  });
});

test('an anchor without a time is told once, and not again by all that is reckoned from it', () => {
  const plan = planOf(missionText);
  const gap = { ...plan.anchors, 'final-release': { title: 'In a gap', at: '2015-03-08T02:30[America/New_York]' } };
  const broken = scheduleOf({ ...plan, anchors: gap });
  expect('findings' in broken && broken.findings.map(({ rule, step }) => [rule, step])).toEqual([['impossible-time', 'final-release']]);
});

test('a step begins at its time, or right after what it needs; the latest end adds up the p90', () => {
  const steps = timed(planOf(missionText)).steps.map(({ id, start, end, latestEnd, isGuess }) => [id, start, end, latestEnd, isGuess]);
  expect(steps).toEqual([
    ['pre-release', '2015-05-11T01:00:00Z', '2015-05-11T02:00:00Z', '2015-05-11T02:00:00Z', true],
    ['deploy', '2015-05-16T01:00:00Z', '2015-05-16T01:10:00Z', '2015-05-16T01:20:00Z', false],
    ['check', '2015-05-16T01:10:00Z', '2015-05-16T01:30:00Z', '2015-05-16T01:40:00Z', true],
  ]);
});

test('the critical path, the downtime and the last go are those of release day', () => {
  const { criticalPath, downtime, lastGo, messages } = timed(planOf(missionText));
  expect(criticalPath).toEqual(['deploy', 'check']);
  expect(downtime).toEqual({ planned: { from: '2015-05-16T01:00:00Z', to: '2015-05-16T01:20:00Z' }, expected: null });
  // The window ends at 04:00; 30 and 10 minutes to go back.
  expect(lastGo?.at).toBe('2015-05-16T03:20:00Z');
  expect(messages[0]).toMatchObject({
    subject: 'News for Fri 2015-05-15 21:00 (Boston)',
    text: 'Sat 2015-05-16 09:00 (Shanghai), 20 minutes',
  });
});

test('without ways back, or with longer ones than the window, there is no last go', () => {
  const plan = planOf(missionText);
  const none = plan.steps.map((step) => ({ ...step, back: { none: 'no need' } }));
  expect(timed({ ...plan, steps: none }).lastGo).toBeNull();
  const long = plan.steps.map((step) => ({ ...step, back: { how: 'slowly', duration: '3 hours', command: null } }));
  expect(timed({ ...plan, steps: long }).lastGo).toBeNull();
});
