import { Temporal } from 'temporal-polyfill';
import { timesOf } from '../offsets/times.ts';
import type { Plan } from '../plan/plan.ts';
import { isDate } from '../plan/references.ts';
import { msOf } from '../schedule/instant.ts';
import { scheduleOf } from '../schedule/schedule-of.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { type Finding, finding } from './finding.ts';
import { calendarFindings } from './on-the-calendar.ts';
import { orderFindings } from './in-order.ts';
import { stageFindings } from './stages-in-order.ts';

/**
 * Everything that is wrong with a plan at the instant `now` (ISO, UTC), errors first. A plan whose times cannot be reckoned is looked at
 * for what needs none.
 */
export function validatePlan(plan: Plan, now: string): Finding[] {
  const scheduled = scheduleOf(plan);
  const findings = [
    ...('findings' in scheduled ? scheduled.findings : timedFindings(plan, scheduled.schedule, now)),
    ...stageFindings(plan),
    ...stepFindings(plan),
  ];
  return [...findings.filter(({ severity }) => severity === 'error'), ...findings.filter(({ severity }) => severity === 'warning')];
}

function timedFindings(plan: Plan, schedule: Schedule, now: string): Finding[] {
  return [
    ...anchorFindings(plan, schedule),
    ...orderFindings(plan, schedule),
    ...calendarFindings(plan, schedule),
    ...questionFindings(plan, msOf(now)),
  ];
}

function stepFindings(plan: Plan): Finding[] {
  return plan.steps.flatMap(({ id, who, command, back, duration }) => [
    ...(who === 'command' && command === null
      ? [finding('missing-command', id, `\`${id}\` is done by a command that is not written.`, 'Write `command`, or `who: human`.')]
      : []),
    ...(back === null
      ? [
          finding(
            'missing-way-back',
            id,
            `\`${id}\` has no way back.`,
            'Write `back` with `how` and `duration`, or with `none` and the reason.',
          ),
        ]
      : []),
    ...(duration.rehearsed === null
      ? [
          finding(
            'unmeasured-duration',
            id,
            `${duration.estimated} for \`${id}\` is a guess.`,
            'Rehearse it, and put the measurements in with calibrate.',
          ),
        ]
      : []),
  ]);
}

/** Written in the wrong order, an anchor reads as if it came before the one that it is. */
function anchorFindings(plan: Plan, { anchors }: Schedule): Finding[] {
  const ids = Object.keys(plan.anchors);
  return ids.flatMap((id, at) => {
    const written = plan.anchors[id];
    if (written === undefined || !('offset' in written)) return [];
    const later = ids.slice(at + 1).find((other) => anchors[other] === anchors[id] && !dependsOn(plan, other, id));
    return later === undefined
      ? []
      : [
          finding(
            'anchor-order',
            id,
            `The anchors \`${id}\` and \`${later}\` are one instant.`,
            `Write \`${later}\` first, or take one of them out.`,
          ),
        ];
  });
}

function dependsOn(plan: Plan, id: string, on: string): boolean {
  const written = plan.anchors[id];
  if (written === undefined || !('offset' in written)) return false;
  const next = (written.offset.split(/\s+/)[0] ?? '').replace(/^T$/, 'final-release');
  return next === on || dependsOn(plan, next, on);
}

function questionFindings(plan: Plan, now: number): Finding[] {
  const times = timesOf(plan);
  return plan.questions.flatMap(({ id, owner, due, answer }) => {
    const office = plan.owners[owner]?.office ?? '';
    const zone = plan.offices[office]?.zone ?? 'UTC';
    // A date is over when the day of the owner's office is.
    const end = isDate(due) ? Temporal.PlainDate.from(due).add({ days: 1 }).toZonedDateTime(zone) : times.offset(due, office);
    return answer !== null || end.epochMilliseconds > now
      ? []
      : [
          finding(
            'overdue-question',
            id,
            `The question \`${id}\` was due ${due} and has no answer.`,
            `Ask ${plan.owners[owner]?.name ?? owner}, and write \`answer\`.`,
          ),
        ];
  });
}
