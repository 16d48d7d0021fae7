// Records over time as one inline SVG: the line of records, the outbox below it in its own scale, the kills and throttle steps marked.
import type { Kill, Report, Sample } from '../report-model.ts';
import { count, escapeHtml } from './markup.ts';

const width = 920;
const plot = { left: 70, right: 900, top: 36, bottom: 250 };
const strip = { top: 278, bottom: 330 };
const height = 362;

/** The chart, or nothing when too little was measured to draw a line. */
export function recordsChart(report: Pick<Report, 'samples' | 'kills' | 'throttle' | 'seconds'>): string {
  const { samples } = report;
  if (samples.length < 2) return '';
  const seconds = Math.max(report.seconds, samples.at(-1)?.at ?? 0, 1);
  const mostRecords = niceCeiling(Math.max(...samples.map((sample) => sample.records)));
  const mostWaiting = niceCeiling(Math.max(...samples.map((sample) => sample.waiting)));
  const x = (at: number) => plot.left + (at / seconds) * (plot.right - plot.left);
  const y = (records: number) => plot.bottom - (records / mostRecords) * (plot.bottom - plot.top);
  const waitingY = (waiting: number) => strip.bottom - (waiting / mostWaiting) * (strip.bottom - strip.top);
  const line = pointsOf(samples, x, (sample) => y(sample.records));
  const area = `${x(samples[0]?.at ?? 0).toFixed(1)},${plot.bottom} ${line} ${x(samples.at(-1)?.at ?? 0).toFixed(1)},${plot.bottom}`;

  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="chart-title chart-words">
<title id="chart-title">Records answered by HQ over time</title>
<desc id="chart-words">${escapeHtml(inWords(report))}</desc>
${[0, 0.25, 0.5, 0.75, 1].map((share) => gridLine(y(share * mostRecords), count(share * mostRecords))).join('\n')}
${timeTicks(seconds)
  .map((at) => `<text class="tick" x="${x(at).toFixed(1)}" y="${strip.bottom + 20}" text-anchor="middle">${at} s</text>`)
  .join('\n')}
<polygon class="area" points="${area}"/>
<polyline class="records" points="${line}"/>
${report.throttle.map((change) => `<line class="step" x1="${x(change.at).toFixed(1)}" x2="${x(change.at).toFixed(1)}" y1="${plot.bottom}" y2="${plot.bottom - 7}"><title>${escapeHtml(`${change.workers} workers, ${change.fibres} fibres: ${change.reason}`)}</title></line>`).join('\n')}
${report.kills.map((kill, at) => killMark(kill, x(kill.at), y(kill.records), at)).join('\n')}
<text class="label" x="${plot.left}" y="${strip.top - 8}">Waiting in the outbox, at most ${count(Math.max(...samples.map((sample) => sample.waiting)))}</text>
<polyline class="waiting" points="${pointsOf(samples, x, (sample) => waitingY(sample.waiting))}"/>
<line class="axis" x1="${plot.left}" x2="${plot.right}" y1="${strip.bottom}" y2="${strip.bottom}"/>
</svg>`;
}

function pointsOf(samples: readonly Sample[], x: (at: number) => number, y: (sample: Sample) => number): string {
  return samples.map((sample) => `${x(sample.at).toFixed(1)},${y(sample).toFixed(1)}`).join(' ');
}

function gridLine(y: number, words: string): string {
  return `<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/><text class="tick" x="${plot.left - 8}" y="${(y + 4).toFixed(1)}" text-anchor="end">${words}</text>`;
}

/** A dashed line with its words, on lines of their own, because two kills may be close. */
function killMark(kill: Kill, x: number, y: number, row: number): string {
  const name = kill.process === 'hq' ? 'HQ killed' : 'runner killed';
  const end = x > plot.right - 110;
  const words = `<text x="${(end ? x - 6 : x + 6).toFixed(1)}" y="${plot.top - 14 + (row % 2) * 14}"${end ? ' text-anchor="end"' : ''}>${name}</text>`;
  const line = `<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${plot.top - 22}" y2="${strip.bottom}"/>`;
  return `<g class="kill">${line}<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4"/>${words}</g>`;
}

function inWords(report: Pick<Report, 'samples' | 'kills'>): string {
  const last = report.samples.at(-1);
  const kills = report.kills.map((kill) => `${kill.process === 'hq' ? 'HQ' : 'the runner'} killed at ${kill.at.toFixed(0)} s`).join(', ');
  return `${count(last?.records ?? 0)} records in ${(last?.at ?? 0).toFixed(0)} seconds; ${kills === '' ? 'nothing killed' : kills}.`;
}

/** Factors of a power of ten at which an axis of four parts may end, and those at which ticks may stand. */
const ends = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];
const paces = [1, 2, 5, 10];

/** The next round number, at least 1: one of `factors` times a power of ten. */
export function niceCeiling(value: number, factors: readonly number[] = ends): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return (factors.find((factor) => factor * power >= value) ?? 10) * power;
}

function timeTicks(seconds: number): number[] {
  const every = niceCeiling(Math.ceil(seconds / 10), paces);
  return Array.from({ length: Math.floor(seconds / every) + 1 }, (_, at) => at * every);
}
