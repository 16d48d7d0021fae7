import { expect, test } from 'vitest';
import { missionText, planOf } from '../fixtures/plans.ts';
import type { Plan } from '../plan/plan.ts';
import { type PlanRule, planRules } from './finding.ts';
import { validatePlan } from './validate-plan.ts';

const before = '2015-05-01T00:00:00Z';

/** A step of the mission's plan with something else in it. */
function withStep(id: string, change: Partial<Plan['steps'][number]>): (plan: Plan) => Plan {
  return (plan) => ({ ...plan, steps: plan.steps.map((step) => (step.id === id ? { ...step, ...change } : step)) });
}

/** Each rule: what breaks it, and who is named. */
const broken: Record<PlanRule, [(plan: Plan) => Plan, string | null]> = {
  'unknown-name': [withStep('check', { owner: 'nobody' }), 'check'],
  'duplicate-id': [withStep('check', { id: 'deploy' }), 'deploy'],
  'unknown-need': [withStep('check', { needs: ['nothing'] }), 'check'],
  cycle: [withStep('deploy', { needs: ['check'] }), 'deploy'],
  'no-time': [withStep('check', { needs: [] }), 'check'],
  'stage-twice': [withStep('check', { stage: 'hq-final' }), 'check'],
  'stage-skipped': [withStep('check', { stage: 'smoke-tested' }), 'check'],
  'stage-order': [withStep('check', { needs: ['pre-release'], at: 'T + 1 hour' }), 'check'],
  'impossible-time': [
    (plan) => ({ ...withStep('deploy', { at: 'T at 02:30 in boston' })(plan), anchors: anchorsAt('2015-03-08T12:00[America/New_York]') }),
    'deploy',
  ],
  'unknown-merge-field': [(plan) => ({ ...plan, messages: plan.messages.map((one) => ({ ...one, text: '{release:mars}' })) }), 'news'],
  'anchor-order': [(plan) => ({ ...plan, anchors: { start: { title: 'Start', offset: 'T' }, ...plan.anchors } }), 'start'],
  'window-order': [(plan) => ({ ...plan, window: { from: 'T', to: 'T - 1 hour' } }), null],
  'before-its-need': [withStep('check', { at: 'T + 5 minutes' }), 'check'],
  'tight-need': [withStep('check', { at: 'T + 15 minutes' }), 'check'],
  'late-message': [
    (plan) => ({ ...plan, messages: plan.messages.map((one) => ({ ...one, at: 'T - 7 days at 22:00 in boston' })) }),
    'news',
  ],
  'owner-twice': [withStep('pre-release', { at: 'T + 20 minutes', needs: [] }), 'pre-release'],
  'missing-way-back': [withStep('check', { back: null }), 'check'],
  'late-way-back': [withStep('deploy', { back: { how: 'slowly', duration: '2 hours 30 minutes', command: null } }), null],
  'missing-command': [withStep('deploy', { command: null }), 'deploy'],
  'overdue-question': [(plan) => ({ ...plan, questions: plan.questions.map((one) => ({ ...one, due: '2015-04-01' })) }), 'who'],
  'outside-window': [withStep('deploy', { at: 'T - 5 minutes' }), 'deploy'],
  'freeze-day': [(plan) => ({ ...plan, freezes: [{ from: '2015-05-15', to: '2015-05-15', why: 'invoices' }] }), 'deploy'],
  holiday: [
    (plan) => ({ ...plan, offices: mapOffices(plan, (office) => ({ ...office, holidays: [{ date: '2015-05-15', name: 'A day off' }] })) }),
    'deploy',
  ],
  'outside-hours': [(plan) => plan, 'deploy'],
  'unmeasured-duration': [(plan) => plan, 'check'],
};

function anchorsAt(at: string): Plan['anchors'] {
  return { 'final-release': { title: 'Final release', at } };
}

function mapOffices(plan: Plan, change: (office: Plan['offices'][string]) => Plan['offices'][string]): Plan['offices'] {
  return Object.fromEntries(Object.entries(plan.offices).map(([id, office]) => [id, change(office)]));
}

test("the mission's plan has no errors", () => {
  expect(validatePlan(planOf(missionText), before).filter(({ severity }) => severity === 'error')).toEqual([]);
});

test.each(Object.keys(planRules) as PlanRule[])('finds %s, names who breaks it, and says what to do', (rule) => {
  const [spoil, step] = broken[rule];
  const found = validatePlan(spoil(planOf(missionText)), before).filter((finding) => finding.rule === rule);
  expect(found.map((finding) => finding.step)).toContain(step);
  for (const { remedy, severity } of found) {
    expect(remedy).not.toBe('');
    expect(severity).toBe(planRules[rule][0]);
  }
});

test('stages are entered by steps that need each other, directly or through others; `aborted` stands in no order', () => {
  const plan = planOf(missionText);
  const found = (changed: Plan) =>
    validatePlan(changed, before).flatMap(({ rule, step }) => (rule.startsWith('stage-') ? [[rule, step]] : []));
  const [first] = plan.steps;
  if (first === undefined) throw new Error('the plan has no steps');
  const through = withStep('check', { needs: ['look'] })(plan);
  expect(found({ ...through, steps: [{ ...first, id: 'look', at: null, needs: ['deploy'] }, ...through.steps] })).toEqual([]);
  // Needed the other way round, the stages would be entered the other way round.
  const turned = withStep('deploy', { stage: 'field-cut-over' })(withStep('check', { stage: 'hq-final' })(plan));
  expect(found(turned)).toEqual([['stage-order', 'deploy']]);
  expect(found(withStep('pre-release', { stage: 'push-enabled' })(plan))).toEqual([['stage-skipped', 'deploy']]);
  expect(found(withStep('check', { stage: 'aborted', needs: ['pre-release'] })(plan))).toEqual([]);
});

test('a step over several freezes names the first day of the earliest', () => {
  const plan = withStep('check', { duration: { estimated: '3660 days', grows: null, rehearsed: null } })(planOf(missionText));
  const freezes = [
    { from: '2016-06-02', to: '2016-06-03', why: 'later' },
    { from: '2016-06-01', to: '2016-06-30', why: 'June' },
    { from: '2015-05-01', to: '2015-05-05', why: 'before' },
  ];
  const found = validatePlan({ ...plan, freezes }, before).filter(({ rule }) => rule === 'freeze-day');
  expect(found.map(({ step, message }) => [step, message])).toEqual([
    ['check', '`check` is on 2016-06-01, and nothing may be released then: June.'],
  ]);
});

const week = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;

// 15 May 2015 is a Friday. A human's step of 20 minutes.
test.each([
  ['09:00', '18:00', '2015-05-15T17:40', []],
  ['09:00', '18:00', '2015-05-15T17:41', ['outside-hours']],
  ['09:00', '18:00', '2015-05-14T10:00', ['holiday']],
  ['22:00', '06:00', '2015-05-16T02:00', []],
  ['22:00', '06:00', '2015-05-16T05:40', []],
  ['22:00', '06:00', '2015-05-16T05:41', ['outside-hours']],
  ['22:00', '06:00', '2015-05-18T02:00', ['outside-hours']],
  ['22:00', '06:00', '2015-05-14T02:00', []],
  ['22:00', '06:00', '2015-05-15T02:00', ['holiday']],
  ['00:00', '00:00', '2015-05-15T12:00', []],
  ['00:00', '00:00', '2015-05-15T23:40', []],
  ['00:00', '00:00', '2015-05-16T12:00', ['outside-hours']],
])('an office that works from %s to %s has a step at %s: %j', (from, to, at, rules) => {
  const plan = planOf(missionText);
  const offices = mapOffices(plan, (office) => ({
    ...office,
    zone: 'America/New_York',
    working: { from, to, days: [...week] },
    holidays: [{ date: '2015-05-14', name: 'A day off' }],
  }));
  const changed = { ...plan, offices, anchors: anchorsAt(`${at}[America/New_York]`) };
  const found = validatePlan(withStep('check', { at: 'T', needs: [] })(changed), before);
  expect(found.flatMap(({ rule, step }) => (step === 'check' && /^(holiday|outside-hours)$/u.test(rule) ? [rule] : []))).toEqual(rules);
});

test.each([
  ['2015-03-13T18:00[America/Los_Angeles]', 'final-release - 5 days at 02:30 in boston'],
  ['2015-05-15T18:00[America/Los_Angeles]', 'final-release + 170 days at 01:30 in boston'],
  ['2015-05-15T18:00[America/Los_Angeles]', 'final-release + 9999 business days'],
])('with the release at %s, a question that is due at %s has an impossible time', (release, due) => {
  const plan = planOf(missionText);
  const asked = { ...plan, anchors: anchorsAt(release), questions: plan.questions.map((one) => ({ ...one, due })) };
  expect(validatePlan(asked, before).flatMap(({ rule, step }) => (rule === 'impossible-time' ? [step] : []))).toEqual(['who']);
});

test("a question is overdue when its day is over in its owner's office", () => {
  const plan = planOf(missionText);
  const isOverdue = (now: string) => validatePlan(plan, now).some(({ rule }) => rule === 'overdue-question');
  expect(isOverdue('2015-05-15T03:59:59Z')).toBe(false);
  expect(isOverdue('2015-05-15T04:00:00Z')).toBe(true);
});
