import { Temporal } from 'temporal-polyfill';
import type { Office, Plan } from '../plan/plan.ts';
import type { Schedule, ScheduledStep } from '../schedule/schedule.ts';
import { holidayOf, hourKindOf, workDayOf } from '../window/hour-kind.ts';
import { type Finding, finding } from './finding.ts';

/** What falls on a day or an hour that is bad for its owner, by the clocks of the owner's office. */
export function calendarFindings(plan: Plan, { steps }: Schedule): Finding[] {
  return steps.flatMap((step) => {
    const office = plan.offices[plan.owners[step.owner]?.office ?? ''];
    return office === undefined ? [] : [...freezeFindings(step, office, plan.freezes), ...dayFindings(step, office)];
  });
}

function freezeFindings({ id, start, latestEnd }: ScheduledStep, office: Office, freezes: Plan['freezes']): Finding[] {
  const [first, last] = [start, latestEnd].map((at) => localOf(at, office).toPlainDate().toString()) as [string, string];
  const [earliest] = freezes
    .filter(({ from, to }) => from <= last && to >= first)
    .map(({ from, why }) => ({ day: from < first ? first : from, why }))
    .sort((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0));
  return earliest === undefined
    ? []
    : [
        finding(
          'freeze-day',
          id,
          `\`${id}\` is on ${earliest.day}, and nothing may be released then: ${earliest.why}.`,
          'Move the step, or the anchor.',
        ),
      ];
}

/** People must be there when a step begins; when it is theirs to do, also at its end. The end of working hours still counts. */
function dayFindings({ id, start, end, step }: ScheduledStep, office: Office): Finding[] {
  const moments = step.who === 'human' ? [start, end] : [start];
  for (const moment of moments) {
    const local = localOf(moment, office);
    if ([local, local.subtract({ minutes: 1 })].some((at) => hourKindOf(office, at) === 'working')) continue;
    const holiday = holidayOf(office, workDayOf(office, local));
    const shown = `${local.toPlainDateTime().toString({ smallestUnit: 'minute' })} in ${office.title}`;
    return [
      holiday === null
        ? finding('outside-hours', id, `\`${id}\` is at ${shown}, outside working hours.`, 'Ask its owner to be there, or move it.')
        : finding('holiday', id, `\`${id}\` is at ${shown}, on ${holiday}.`, 'Ask its owner to be there, or move it.'),
    ];
  }
  return [];
}

function localOf(instant: string, office: Office): Temporal.ZonedDateTime {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(office.zone);
}
