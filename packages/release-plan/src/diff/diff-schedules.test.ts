import { expect, test } from 'vitest';
import { missionText, planOf, timed } from '../fixtures/plans.ts';
import { validatePlan } from '../validate/validate-plan.ts';
import { diffSchedules } from './diff-schedules.ts';

const now = '2015-05-01T00:00:00Z';

test('a moved anchor moves everything, and the diff says how far and what fell into trouble', () => {
  const before = planOf(missionText);
  const freezes = [{ from: '2015-05-22', to: '2015-05-22', why: 'invoices' }];
  const after = { ...planOf(missionText.replace('2015-05-15T18:00', '2015-05-22T18:00')), freezes };
  const diff = diffSchedules(timed(before), timed(after), { before: validatePlan(before, now), after: validatePlan(after, now) });
  expect(diff.moved.map(({ id, minutes }) => [id, minutes])).toEqual(
    ['final-release', 'pre-release', 'deploy', 'check', 'news'].map((id) => [id, 7 * 1440]),
  );
  expect(diff.trouble.map(({ rule, step }) => [rule, step])).toEqual([['freeze-day', 'deploy']]);
});

test('what came and what went is named', () => {
  const before = planOf(missionText);
  const after = { ...before, steps: before.steps.map((step) => (step.id === 'check' ? { ...step, id: 'look' } : step)) };
  const diff = diffSchedules(timed(before), timed(after), { before: [], after: [] });
  expect(diff).toEqual({ moved: [], added: ['look'], removed: ['check'], trouble: [] });
});
