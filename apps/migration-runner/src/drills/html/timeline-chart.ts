// The timeline of one drill as inline SVG: records answered by HQ, what was pulled, noticed and healed, and when it moved again.
import { niceCeiling } from '../../rehearsal/html/chart.ts';
import { count, escapeHtml } from '../../rehearsal/html/markup.ts';
import type { Sample, TimelineEvent } from '../timeline.ts';

const width = 920;
const plot = { left: 60, right: 900, top: 20, bottom: 170 };

export function timelineChart(samples: readonly Sample[], events: readonly TimelineEvent[]): string {
  if (samples.length < 2) return '';
  const seconds = Math.max(samples.at(-1)?.at ?? 0, events.at(-1)?.at ?? 0, 1);
  const most = niceCeiling(Math.max(...samples.map(({ records }) => records)));
  const x = (at: number) => plot.left + (at / seconds) * (plot.right - plot.left);
  const y = (records: number) => plot.bottom - (records / most) * (plot.bottom - plot.top);
  const line = samples.map(({ at, records }) => `${x(at).toFixed(1)},${y(records).toFixed(1)}`).join(' ');
  const marks = events
    .filter(({ kind }) => kind === 'pull' || kind === 'heal' || kind === 'resume')
    .map(
      ({ at, kind, words }) =>
        `<line class="${kind}" x1="${x(at).toFixed(1)}" x2="${x(at).toFixed(1)}" y1="${plot.top}" y2="${plot.bottom}"><title>${escapeHtml(`${at.toFixed(1)} s: ${words}`)}</title></line>`,
    );
  return `<svg viewBox="0 0 ${width} 195" role="img"><title>Records answered by HQ over time</title>
<text class="tick" x="${plot.left - 6}" y="${plot.top + 4}" text-anchor="end">${count(most)}</text><text class="tick" x="${plot.left - 6}" y="${plot.bottom}" text-anchor="end">0</text>
<line class="axis" x1="${plot.left}" x2="${plot.right}" y1="${plot.bottom}" y2="${plot.bottom}"/>
<text class="tick" x="${plot.right}" y="${plot.bottom + 18}" text-anchor="end">${seconds.toFixed(0)} s</text>
${marks.join('\n')}
<polyline class="records" points="${line}"/>
</svg>`;
}
