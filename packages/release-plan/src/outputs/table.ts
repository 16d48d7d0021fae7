import { Temporal } from 'temporal-polyfill';
import { durationText } from '../offsets/duration.ts';
import type { Office } from '../plan/plan.ts';
import { localTime, msOf } from '../schedule/instant.ts';
import type { Schedule } from '../schedule/schedule.ts';

/** The steps and messages of a schedule for a terminal, by the clocks of one office. `!` marks the critical path, `~` a guess, `D` downtime. */
export function tableOf(schedule: Schedule, office: Office): string {
  const critical = new Set(schedule.criticalPath);
  const steps = schedule.steps.map(({ id, title, owner, start, end, isGuess, isDowntime }) => ({
    at: start,
    cells: [
      localTime(start, office.zone),
      endOf(start, end, office),
      `${isGuess ? '~' : ''}${durationText((msOf(end) - msOf(start)) / 60_000)}`,
      `${critical.has(id) ? '!' : ' '}${isDowntime ? 'D' : ' '}`,
      id,
      owner,
      title,
    ],
  }));
  const messages = schedule.messages.map(({ id, at, owner, audience, subject }) => ({
    at,
    cells: [localTime(at, office.zone), '', '', ' M', id, owner, `to ${audience}: ${subject}`],
  }));
  const rows = [...steps, ...messages].sort((a, b) => msOf(a.at) - msOf(b.at)).map(({ cells }) => cells);
  const head = [`begins in ${office.title}`, 'ends', 'takes', '', 'id', 'owner', 'what'];
  const widths = head.map((cell, at) => Math.max(cell.length, ...rows.map((row) => row[at]?.length ?? 0)));
  return (
    [head, ...rows]
      .map((row) =>
        row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd(),
      )
      .join('\n') + '\n'
  );
}

/** The time of the day, and how many days later when it is another one. */
function endOf(start: string, end: string, { zone }: Office): string {
  const from = Temporal.Instant.from(start).toZonedDateTimeISO(zone);
  const to = Temporal.Instant.from(end).toZonedDateTimeISO(zone);
  const { days } = from.toPlainDate().until(to.toPlainDate());
  return `${to.toPlainTime().toString({ smallestUnit: 'minute' })}${days === 0 ? '' : ` +${days}d`}`;
}
