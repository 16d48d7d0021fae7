import { expect, test } from 'vitest';
import { defaultText, missionText, planOf } from '../fixtures/plans.ts';
import { messagesBefore } from './messages-before.ts';
import type { Plan } from './plan.ts';
import { type StageName, stageNames } from './stage-names.ts';

const idsBefore = (plan: Plan, stage: StageName) => messagesBefore(plan, stage).map(({ id }) => id);

test('a message belongs to the stage that its step enters, else to the first that a step which needs it enters', () => {
  const plan = planOf(defaultText());
  expect(idsBefore(plan, 'smoke-migrated')).toEqual([]);
  // `begin-bulk` enters it; `go` enters nothing and comes before HQ's final release, `shut-down` before the cut-over.
  expect(idsBefore(plan, 'migrating')).toEqual(['freeze-of-hq']);
  expect(idsBefore(plan, 'hq-final')).toEqual(['locked-parts', 'call', 'freeze-of-hq']);
  expect(idsBefore(plan, 'field-cut-over')).toEqual(plan.messages.map(({ id }) => id));
});

test('later stages ask for all that earlier ones ask for', () => {
  const plan = planOf(defaultText());
  for (const [at, stage] of stageNames.entries())
    expect(idsBefore(plan, stage)).toEqual(expect.arrayContaining(at === 0 ? [] : idsBefore(plan, stageNames[at - 1] ?? stage)));
});

test('the plan says what needs what, and no stage asks for a message that none comes after', () => {
  const plan = planOf(missionText);
  const before = (step: string, steps = plan.steps) => ({
    ...plan,
    steps,
    messages: plan.messages.map((one) => ({ ...one, before: step })),
  });
  expect(idsBefore(before('pre-release'), 'validated')).toEqual([]);
  expect(idsBefore(before('pre-release'), 'hq-final')).toEqual(['news']);
  // As the steps stand in the file says nothing.
  expect(idsBefore(before('pre-release', plan.steps.toReversed()), 'hq-final')).toEqual(['news']);
  const alone = plan.steps.map((step) => (step.id === 'deploy' ? { ...step, needs: [] } : step));
  expect(idsBefore(before('pre-release', alone), 'done')).toEqual([]);
});
