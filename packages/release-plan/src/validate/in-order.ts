import { parseDuration } from '../offsets/duration.ts';
import type { Plan } from '../plan/plan.ts';
import { msOf } from '../schedule/instant.ts';
import { isOfReleaseDay } from '../schedule/release-day.ts';
import type { Schedule, ScheduledStep } from '../schedule/schedule.ts';
import { type Finding, finding } from './finding.ts';

/** What begins too early or too late for something else of the plan. */
export function orderFindings(plan: Plan, schedule: Schedule): Finding[] {
  const byId = new Map(schedule.steps.map((step) => [step.id, step]));
  return [
    ...schedule.steps.flatMap((step) => needFindings(step, byId)),
    ...ownerFindings(schedule.steps),
    ...messageFindings(plan, schedule, byId),
    ...windowFindings(schedule),
  ];
}

function needFindings(step: ScheduledStep, byId: Map<string, ScheduledStep>): Finding[] {
  return step.needs.flatMap((need) => {
    const needed = byId.get(need);
    if (needed === undefined) return [];
    const remedy = `Let \`${step.id}\` begin later, or leave out its \`at\`.`;
    if (msOf(step.start) < msOf(needed.end))
      return [
        finding('before-its-need', step.id, `\`${step.id}\` begins at ${step.start}, and \`${need}\` ends at ${needed.end}.`, remedy),
      ];
    // Without a time of its own a step simply begins later.
    return step.step.at !== null && msOf(step.start) < msOf(needed.latestEnd)
      ? [
          finding(
            'tight-need',
            step.id,
            `\`${step.id}\` begins at ${step.start}, and \`${need}\` may last until ${needed.latestEnd}.`,
            remedy,
          ),
        ]
      : [];
  });
}

function ownerFindings(steps: ScheduledStep[]): Finding[] {
  const spans = steps.map((step) => ({ step, from: msOf(step.start), to: msOf(step.end) }));
  return spans.flatMap(({ step, from, to }, at) =>
    spans
      .slice(at + 1)
      .filter((other) => other.step.owner === step.owner && other.from < to && from < other.to)
      .map(({ step: other }) =>
        finding(
          'owner-twice',
          other.id,
          `\`${step.owner}\` has \`${step.id}\` until ${step.end}, and \`${other.id}\` from ${other.start}.`,
          'Give one of them to somebody else, or another time.',
        ),
      ),
  );
}

function messageFindings(plan: Plan, schedule: Schedule, byId: Map<string, ScheduledStep>): Finding[] {
  return schedule.messages.flatMap(({ id, at }) => {
    const message = plan.messages.find((other) => other.id === id);
    const step = byId.get(message?.before ?? '');
    if (message === undefined || step === undefined || msOf(at) + parseDuration(message.lead) * 60_000 <= msOf(step.start)) return [];
    return [
      finding(
        'late-message',
        id,
        `\`${id}\` goes out at ${at}, less than ${message.lead} before \`${step.id}\` at ${step.start}.`,
        'Send it earlier, or let the step begin later.',
      ),
    ];
  });
}

function windowFindings({ window, steps, lastGo }: Schedule): Finding[] {
  if (window === null) return [];
  if (msOf(window.to) <= msOf(window.from))
    return [
      finding('window-order', null, `The window ends at ${window.to} and begins at ${window.from}.`, 'Write a `to` that is after `from`.'),
    ];
  const day = steps.filter(({ step }) => isOfReleaseDay(step));
  const outside = day
    .filter(({ start, latestEnd }) => msOf(start) < msOf(window.from) || msOf(latestEnd) > msOf(window.to))
    .map(({ id, start, latestEnd }) =>
      finding(
        'outside-window',
        id,
        `\`${id}\` lasts from ${start} to ${latestEnd}, and the window from ${window.from} to ${window.to}.`,
        'Move the step, or widen the window.',
      ),
    );
  const withWayBack = day.filter(({ step: { back } }) => back !== null && 'how' in back);
  const last = withWayBack.reduce((latest, { latestEnd }) => Math.max(latest, msOf(latestEnd)), Number.NEGATIVE_INFINITY);
  const isTooLate = withWayBack.length > 0 && (lastGo === null || msOf(lastGo.at) < last);
  return isTooLate
    ? [
        ...outside,
        finding(
          'late-way-back',
          null,
          lastGo === null
            ? 'The ways back of release day do not fit into the window.'
            : `The last go is at ${lastGo.at}, before release day has surely ended: ${lastGo.because}.`,
          'Widen the window, begin earlier, or make the ways back shorter.',
        ),
      ]
    : outside;
}
