// One part of a release as inline SVG: a clock for each office on top, then a row for messages and one for each step.
import type { Plan } from '../plan/plan.ts';
import type { Schedule, ScheduledStep } from '../schedule/schedule.ts';
import { clockWords, localClock, shortWords } from '../window/local-clock.ts';
import { escapeMarkup } from '../window/markup.ts';
import { type Part, utcWords, wayBackMs } from './parts.ts';
import { type ActualTimes, type StepState, stepStates } from './step-state.ts';

const size = { width: 1100, left: 320, right: 1045, clock: 20, row: 46 };
const minuteMs = 60_000;
const tickMinutes = [15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080];

export interface ChartFacts {
  plan: Plan;
  schedule: Schedule;
  actual: Readonly<Record<string, ActualTimes>>;
  states: ReadonlyMap<string, StepState>;
  now: string | null;
}

export function partChart(part: Part, title: string, facts: ChartFacts): string {
  const { plan, schedule, now } = facts;
  const x = (ms: number): number =>
    size.left + ((Math.min(Math.max(ms, part.fromMs), part.toMs) - part.fromMs) / (part.toMs - part.fromMs)) * (size.right - size.left);
  const offices = Object.values(plan.offices);
  const top = 14 + offices.length * size.clock + 30;
  const rows = part.steps.length + (part.messages.length > 0 ? 1 : 0);
  const bottom = top + rows * size.row;
  const firstStep = top + (part.messages.length > 0 ? size.row : 0);
  const ticks = ticksOf(part);
  const clocks = offices.map(({ title: name, zone }, at) => {
    const y = 20 + at * size.clock;
    const marks = ticks.map((ms, index) => {
      const local = localClock(ms, zone);
      return `<text class="clock" x="${x(ms).toFixed(1)}" y="${y}">${index === 0 || local.hour + local.minute === 0 || part.toMs - part.fromMs > 86_400_000 ? shortWords(local).slice(0, -6) : ''} ${clockWords(local)}</text>`;
    });
    return `<text class="place" x="${size.left - 64}" y="${y}">${escapeMarkup(name)}</text>${marks.join('')}`;
  });
  const grid = ticks.map((ms) => `<path class="grid" d="M${x(ms).toFixed(1)} ${top - 8}V${bottom}"/>`);
  const lines = [
    ...(schedule.window === null ? [] : [{ ms: Date.parse(schedule.window.to), words: 'window ends', kind: 'limit' as const }]),
    ...(schedule.lastGo === null ? [] : [{ ms: Date.parse(schedule.lastGo.at), words: 'last go or no-go', kind: 'go' as const }]),
    ...(now === null ? [] : [{ ms: Date.parse(now), words: 'now', kind: 'now' as const }]),
  ].filter(({ ms }) => ms >= part.fromMs && ms <= part.toMs);
  return `<svg viewBox="0 0 ${size.width} ${bottom + (lines.length === 0 ? 8 : 56)}" role="img"><title>${escapeMarkup(title)}. The table beneath holds the same facts.</title>
${[...clocks, ...grid].join('\n')}
${downtime()}
${part.messages.length > 0 ? messages() : ''}
${part.steps.map((step, at) => stepRow(step, firstStep + at * size.row, x, facts)).join('\n')}
${lines.map(({ ms, words, kind }) => line(ms, words, kind)).join('\n')}
</svg>`;

  function line(ms: number, words: string, kind: 'limit' | 'go' | 'now'): string {
    const [at, y] = [x(ms), bottom + { go: 16, limit: 32, now: 48 }[kind]];
    const end = at > 900;
    return `<path class="line ${kind}" d="M${at.toFixed(1)} ${top - 8}V${y}"/><text class="mark ${end ? 'end' : ''}" x="${(at + (end ? -5 : 5)).toFixed(1)}" y="${y}">${words}: ${utcWords(ms).slice(11)} UTC</text>`;
  }

  function downtime(): string {
    const { planned, expected } = schedule.downtime;
    return [
      { span: planned, words: 'downtime planned', kind: 'planned' },
      { span: expected, words: 'downtime expected', kind: 'expected' },
    ]
      .filter(({ span }) => span !== null && Date.parse(span.to) > part.fromMs && Date.parse(span.from) < part.toMs)
      .map(({ span, words, kind }) => {
        const [from, to] = [x(Date.parse(span?.from ?? '')), x(Date.parse(span?.to ?? ''))];
        return `<rect class="downtime ${kind}" x="${from.toFixed(1)}" width="${(to - from).toFixed(1)}" y="${top - 8}" height="${bottom - top + 8}"/><text class="mark" x="${(from + 4).toFixed(1)}" y="${top - (kind === 'planned' ? 12 : 24)}">${words}</text>`;
      })
      .join('');
  }

  function messages(): string {
    const marks = part.messages.map(({ at, subject, audience }) => {
      const place = x(Date.parse(at));
      return `<path class="message" d="M${place.toFixed(1)} ${top + 4}l8 8-8 8-8-8z"><title>${escapeMarkup(`${utcWords(Date.parse(at))} UTC to ${audience}: ${subject}`)}</title></path>`;
    });
    return `<text class="name" x="10" y="${top + 17}">Messages</text>${marks.join('')}`;
  }
}

function stepRow(step: ScheduledStep, y: number, x: (ms: number) => number, { plan, schedule, actual, states, now }: ChartFacts): string {
  const [start, end, latest] = [step.start, step.end, step.latestEnd].map((at) => x(Date.parse(at))) as [number, number, number];
  const state = states.get(step.id) ?? 'planned';
  const critical = schedule.criticalPath.includes(step.id);
  const back = wayBackMs(step);
  const backEnd = back === null ? end : x(Date.parse(step.end) + back);
  const measured = actual[step.id];
  const measuredEnd = measured?.end ?? now ?? measured?.start;
  const rect = (kind: string, from: number, to: number, top: number, height: number): string =>
    `<rect class="${kind}" x="${from.toFixed(1)}" width="${Math.max(2, to - from).toFixed(1)}" y="${top}" height="${height}"/>`;
  const words = state === 'planned' ? '' : ` ${state}`;
  const owner = plan.owners[step.owner]?.name ?? step.owner;
  return `<g><title>${escapeMarkup(`${step.title}: ${utcWords(Date.parse(step.start))} to ${utcWords(Date.parse(step.end))} UTC, ${owner}. ${stepStates[state]}`)}</title>
<text class="name" x="10" y="${y + 15}">${critical ? '◆ ' : ''}${escapeMarkup(cut(step.title, 36))}</text><text class="owner" x="10" y="${y + 31}">${escapeMarkup(cut(owner, 30))}${words === '' ? '' : `, <tspan class="state">${state}</tspan>`}</text>
${latest > end ? rect('latest', end, latest, y + 5, 14) : ''}${rect(`bar ${state.replace(' ', '-')}${critical ? ' critical' : ''}`, start, end, y + 3, 18)}${step.isGuess ? `<text class="guess" x="${(Math.max(latest, end) + 4).toFixed(1)}" y="${y + 17}">guess</text>` : ''}
${back === null ? '' : rect('back', end, backEnd, y + 27, 6)}${measured?.start == null || measuredEnd == null ? '' : rect('actual', x(Date.parse(measured.start)), x(Date.parse(measuredEnd)), y + 23, 4)}</g>`;
}

/** Round times in UTC, at most nine in a part. */
function ticksOf({ fromMs, toMs }: Part): number[] {
  const step = (tickMinutes.find((minutes) => (toMs - fromMs) / (minutes * minuteMs) <= 8) ?? 20_160) * minuteMs;
  const first = Math.ceil(fromMs / step) * step;
  return Array.from({ length: Math.floor((toMs - first) / step) + 1 }, (_, at) => first + at * step);
}

function cut(text: string, most: number): string {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}
