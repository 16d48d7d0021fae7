import { durationText } from '../offsets/duration.ts';
import type { Plan } from '../plan/plan.ts';
import type { Schedule, ScheduledStep, Span } from '../schedule/schedule.ts';
import { localClock, shortWords } from '../window/local-clock.ts';
import { escapeMarkup } from '../window/markup.ts';
import { type ChartFacts, partChart } from './chart.ts';
import { partsOf, utcWords } from './parts.ts';
import { type ActualTimes, statesOf } from './step-state.ts';
import { style } from './style.ts';

export interface TimelineOptions {
  /** ISO instant: what is late and what is next. */
  now?: string;
  /** Measured times by step id. */
  actual?: Readonly<Record<string, ActualTimes>>;
}

/** A plan's times as one HTML page that needs nothing else, not even a script; a table holds what the pictures show. Same arguments, same bytes. */
export function timelineHtml(plan: Plan, schedule: Schedule, { now, actual = {} }: TimelineOptions = {}): string {
  const facts: ChartFacts = { plan, schedule, actual, now: now ?? null, states: statesOf(schedule.steps, now ?? null, actual) };
  const pictures = partsOf(schedule, actual).map((part) => {
    const title = `From ${utcWords(part.fromMs)} to ${utcWords(part.toMs)} UTC`;
    return `<section><h2>${title}</h2><div class="scroll" role="region" aria-label="${title}" tabindex="0">${partChart(part, title, facts)}</div></section>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Timeline of ${escapeMarkup(plan.name)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Timeline of ${escapeMarkup(plan.name)}</h1>
${keyFacts(plan, schedule, now)}
<p class="soft">◆ and a thick edge: on the critical path. Dashed after a bar: up to its p90. Thin and dashed beneath: its way back. Solid beneath: measured. Diamond: a message. Hatched edge: downtime.</p>
${pictures.join('\n')}
<section><h2>Steps</h2>${stepTable(facts)}</section>
<section><h2>Messages</h2>${messageTable(facts)}</section>
</main>
</body>
</html>
`;
}

function keyFacts(plan: Plan, { window, lastGo, downtime }: Schedule, now: string | undefined): string {
  const span = (value: Span | null, none: string): string => (value === null ? none : `${moment(plan, value.from)} until ${utc(value.to)}`);
  const rows = [
    ...(now === undefined ? [] : [['Now', moment(plan, now)]]),
    ['Window', span(window, 'none')],
    ['Last go or no-go', lastGo === null ? 'none' : `${moment(plan, lastGo.at)}: ${lastGo.because}`],
    ['Downtime planned', span(downtime.planned, 'none')],
    ['Downtime expected', span(downtime.expected, 'none')],
  ];
  return `<dl class="facts">${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeMarkup(value ?? '')}</dd></div>`).join('')}</dl>`;
}

function stepTable(facts: ChartFacts): string {
  const { plan, schedule, actual, states } = facts;
  const rows = schedule.steps.map((step) => {
    const measured = actual[step.id];
    return [
      `${step.title}${schedule.criticalPath.includes(step.id) ? ' ◆ critical path' : ''}${step.isDowntime ? ' (downtime)' : ''}`,
      plan.owners[step.owner]?.name ?? step.owner,
      moment(plan, step.start),
      `${utc(step.end)}, latest ${utc(step.latestEnd)}${step.isGuess ? '; a guess, nobody has measured it' : ''}`,
      states.get(step.id) ?? 'planned',
      measuredWords(step, measured),
      wayBackWords(step),
    ];
  });
  return table('Every step with its times', ['Step', 'Owner', 'Begins', 'Ends', 'State', 'Measured', 'Way back'], rows);
}

function messageTable({ plan, schedule }: ChartFacts): string {
  const rows = schedule.messages.map(({ subject, audience, owner, at }) => [
    subject,
    audience,
    plan.owners[owner]?.name ?? owner,
    moment(plan, at),
  ]);
  return rows.length === 0 ? '<p>None.</p>' : table('Every message with its time', ['Subject', 'Audience', 'Owner', 'Sent'], rows);
}

function measuredWords({ start, end }: ScheduledStep, measured: ActualTimes | undefined): string {
  if (measured?.start == null) return measured?.end == null ? 'not begun' : `ended ${utc(measured.end)}`;
  const began = `began ${utc(measured.start)}, ${against(start, measured.start)}`;
  return measured.end === null ? began : `${began}; ended ${utc(measured.end)}, ${against(end, measured.end)}`;
}

function against(planned: string, actual: string): string {
  const minutes = Math.round((Date.parse(actual) - Date.parse(planned)) / 60_000);
  return minutes === 0 ? 'as planned' : `${durationText(Math.abs(minutes))} ${minutes > 0 ? 'later' : 'earlier'} than planned`;
}

function wayBackWords({ step: { back } }: ScheduledStep): string {
  if (back === null) return 'missing';
  return 'none' in back ? `none: ${back.none}` : `${back.how}, ${back.duration}`;
}

/** An instant on the clock of every office, then in UTC. */
function moment(plan: Plan, instant: string): string {
  const local = Object.values(plan.offices).map(({ title, zone }) => `${shortWords(localClock(Date.parse(instant), zone))} ${title}`);
  return [...local, utc(instant)].join(' · ');
}

function utc(instant: string): string {
  return `${utcWords(Date.parse(instant))} UTC`;
}

function table(caption: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = columns.map((column) => `<th scope="col">${column}</th>`).join('');
  const body = rows.map(
    ([first = '', ...others]) =>
      `<tr><th scope="row">${escapeMarkup(first)}</th>${others.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>
${body.join('\n')}
</tbody></table></div>`;
}
