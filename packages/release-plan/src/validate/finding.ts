/** What a plan can have wrong, each with its severity and what it means. An error keeps a release from being run from the plan. */
export const planRules = {
  'unknown-name': ['error', 'An owner, office, anchor, step or stage is named that the plan does not have.'],
  'duplicate-id': ['error', 'Two steps, messages, contingencies or questions have one id.'],
  'unknown-need': ['error', 'A step needs one that the plan does not have.'],
  cycle: ['error', 'Steps need each other in a circle.'],
  'no-time': ['error', 'A step has neither a time nor anything that it follows.'],
  'stage-twice': ['error', 'Two steps enter one stage.'],
  'stage-skipped': ['error', 'Between the first and the last stage that steps enter, one is entered by none.'],
  'stage-order': ['error', 'A step enters a stage and does not need, directly or through others, the step that enters the stage before.'],
  'impossible-time': ['error', 'A time that no clock shows, that clocks show twice, or that cannot be reckoned.'],
  'unknown-merge-field': ['error', 'A message has a merge field that nothing fills.'],
  'anchor-order': ['error', 'Two anchors are one instant, and the one that is reckoned from the other is written before it.'],
  'window-order': ['error', 'The window ends before it begins.'],
  'before-its-need': ['error', 'A step begins before what it needs has ended.'],
  'tight-need': ['warning', 'A step begins before what it needs has ended, when that takes its p90.'],
  'late-message': ['error', 'A message goes out later than its lead time before the step.'],
  'owner-twice': ['error', 'An owner has two steps at once.'],
  'missing-way-back': ['error', 'A step says neither how to go back nor why there is no way back.'],
  'late-way-back': ['error', 'Release day may still be under way when the last moment for go or no-go has passed.'],
  'missing-command': ['error', 'A step is done by a command that is not written.'],
  'overdue-question': ['error', 'A question is past its date and has no answer.'],
  'outside-window': ['error', 'A step of release day is not inside the window.'],
  'freeze-day': ['error', 'A step is on a day on which nothing may be released.'],
  holiday: ['warning', "A step is on a holiday of its owner's office."],
  'outside-hours': ['warning', "A step is outside the working hours of its owner's office."],
  'unmeasured-duration': ['warning', 'Nobody has measured how long a step takes.'],
} as const satisfies Record<string, readonly ['error' | 'warning', string]>;

export type PlanRule = keyof typeof planRules;

/** One thing that is wrong with a plan. */
export interface Finding {
  rule: PlanRule;
  severity: 'error' | 'warning';
  /** The id of the step, message, question or anchor; null: the plan as a whole. */
  step: string | null;
  message: string;
  /** What to do. */
  remedy: string;
}

export function finding(rule: PlanRule, step: string | null, message: string, remedy: string): Finding {
  return { rule, severity: planRules[rule][0], step, message, remedy };
}
