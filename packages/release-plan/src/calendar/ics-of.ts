import ical, { ICalAlarmType } from 'ical-generator';
import type { Plan } from '../plan/plan.ts';
import type { Schedule, ScheduledMessage, ScheduledStep } from '../schedule/schedule.ts';

export interface IcsOptions {
  /** Raise it with every published change: calendars keep the entry with the highest. */
  sequence: number;
  /** When this calendar was made, an ISO instant: DTSTAMP of every entry. */
  stamp: string;
  /** Minutes before a step at which its owner is reminded. Default 15. */
  alarmMinutes?: number;
}

/** One entry a step and a message, every instant in UTC: the generator's own time zones wrote a wrong hour. Same arguments, same bytes. */
export function icsOf(schedule: Schedule, plan: Plan, { sequence, stamp, alarmMinutes = 15 }: IcsOptions): string {
  const calendar = ical({ name: plan.name, prodId: { company: 'hq-field', product: 'release-plan', language: 'EN' } });
  const common = { sequence, stamp: new Date(stamp) };
  for (const step of schedule.steps)
    calendar.createEvent({
      ...common,
      id: `step.${step.id}@${plan.name}.release-plan`,
      start: new Date(step.start),
      ...(step.end === step.start ? {} : { end: new Date(step.end) }),
      summary: step.title,
      location: step.step.place,
      description: stepWords(step, plan),
      alarms: [
        {
          type: ICalAlarmType.display,
          triggerBefore: alarmMinutes * 60,
          description: `${ownerWords(step.owner, plan)}: ${step.title} begins in ${alarmMinutes} minutes.`,
        },
      ],
    });
  for (const message of schedule.messages)
    calendar.createEvent({
      ...common,
      id: `message.${message.id}@${plan.name}.release-plan`,
      start: new Date(message.at),
      summary: `Tell ${message.audience}: ${message.subject}`,
      description: messageWords(message, plan),
    });
  // RFC 5545 ends every line, the last one too, and has no control characters.
  return `${calendar.toString().replaceAll(/[^\P{Cc}\t\r\n]/gu, '')}\r\n`;
}

function stepWords({ owner, step, isGuess, isDowntime }: ScheduledStep, plan: Plan): string {
  return [
    `Owner: ${ownerWords(owner, plan)}`,
    ...(step.command === null ? [] : [`Command: ${step.command}`]),
    ...(isDowntime ? [step.downtimeExpected ? 'Downtime.' : 'Downtime is announced and not expected to be used.'] : []),
    ...(isGuess ? ['Nobody has measured how long it takes.'] : []),
    ...(step.abort === null ? [] : [`Stop when: ${step.abort}`]),
    ...(step.back === null
      ? []
      : ['none' in step.back ? `No way back: ${step.back.none}` : `Way back, ${step.back.duration}: ${step.back.how}`]),
  ].join('\n');
}

function messageWords({ owner, text }: ScheduledMessage, plan: Plan): string {
  return `Owner: ${ownerWords(owner, plan)}\n\n${text}`;
}

function ownerWords(owner: string, plan: Plan): string {
  return plan.owners[owner]?.name ?? owner;
}
