import { Temporal } from 'temporal-polyfill';
import { freezeOn } from '../offsets/times.ts';
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
  const last = localOf(latestEnd, office).toPlainDate();
  for (let day = localOf(start, office).toPlainDate(); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    const freeze = freezeOn(day, freezes);
    if (freeze !== null)
      return [
        finding(
          'freeze-day',
          id,
          `\`${id}\` is on ${day.toString()}, and nothing may be released then: ${freeze.why}.`,
          'Move the step, or the anchor.',
        ),
      ];
  }
  return [];
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
