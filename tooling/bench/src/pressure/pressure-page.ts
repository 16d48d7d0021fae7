// One page of a run: what was measured over time, each quantity in a plot of its own on one scale of time, and what was done meanwhile.
import type { Mark, Sample } from './recorder.ts';

const width = 1000;
const plot = { left: 80, right: 980, top: 34, height: 110 };

interface Quantity {
  name: string;
  unit: string;
  of(sample: Sample, former: Sample | undefined): number | null;
}

const quantities: readonly Quantity[] = [
  { name: 'Fibres allowed', unit: '', of: ({ fibres }) => fibres },
  { name: 'Batches in flight at HQ', unit: '', of: ({ inFlight }) => inFlight },
  {
    name: 'Records that HQ answers',
    unit: 'a second',
    of: (sample, former) => (former === undefined ? null : (sample.records - former.records) / (sample.at - former.at)),
  },
  { name: 'A batch at HQ, p95', unit: 'ms', of: ({ hqP95Ms }) => hqP95Ms },
  { name: 'A page of Field, p95', unit: 'ms', of: ({ fieldP95Ms }) => fieldP95Ms },
  { name: 'Memory of the largest runner', unit: 'MB', of: ({ runnerMb }) => runnerMb },
];
/** A rate is that of about a second. */
const samplesOfARate = 5;

export function pressurePage(samples: readonly Sample[], marks: readonly Mark[], figures: Readonly<Record<string, number>>): string {
  const seconds = Math.max(1, samples.at(-1)?.at ?? 0);
  const plots = quantities.map((quantity) => plotOf(quantity, samples, marks, seconds));
  const rows = Object.entries(figures).map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`);
  const done = marks.map(({ at, words }) => `<li>${at.toFixed(1)} s: ${words}</li>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>bench pressure</title><style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1040px; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
h2 { font-size: 1rem; margin: 1.2rem 0 0 } svg { width: 100%; display: block } text { font-size: 12px; fill: #4a5058 }
polyline { fill: none; stroke: #1f5fa8; stroke-width: 1.5 } .mark { stroke: #b3261e; stroke-dasharray: 3 3 } .axis { stroke: #8a9099 }
td { text-align: right; font-variant-numeric: tabular-nums } th { text-align: left; font-weight: normal; padding-right: 2rem }
</style></head><body><h1>Pressure</h1>
<table><caption>What was measured</caption>${rows.join('\n')}</table>
${plots.join('\n')}
<h2>What was done</h2><ol>${done.join('\n')}</ol>
</body></html>
`;
}

function plotOf({ name, unit, of }: Quantity, samples: readonly Sample[], marks: readonly Mark[], seconds: number): string {
  const bottom = plot.top + plot.height;
  const points = samples.flatMap((sample, at) => {
    const value = of(sample, samples[at - samplesOfARate]);
    return value === null ? [] : [{ at: sample.at, value }];
  });
  const most = Math.max(1, ...points.map(({ value }) => value));
  const x = (at: number) => (plot.left + (at / seconds) * (plot.right - plot.left)).toFixed(1);
  const y = (value: number) => (bottom - (value / most) * plot.height).toFixed(1);
  const lines = marks.map(
    ({ at, words }) =>
      `<line class="mark" x1="${x(at)}" x2="${x(at)}" y1="${plot.top}" y2="${bottom}"><title>${at.toFixed(1)} s: ${words}</title></line>`,
  );
  return `<h2>${name}${unit === '' ? '' : `, ${unit}`}</h2>
<svg viewBox="0 0 ${width} ${bottom + 20}" role="img" aria-label="${name} over ${seconds.toFixed(0)} seconds, at most ${most.toFixed(1)} ${unit}">
<text x="${plot.left - 6}" y="${plot.top + 4}" text-anchor="end">${most < 10 ? most.toFixed(1) : Math.round(most)}</text><text x="${plot.left - 6}" y="${bottom}" text-anchor="end">0</text>
<line class="axis" x1="${plot.left}" x2="${plot.right}" y1="${bottom}" y2="${bottom}"/><text x="${plot.right}" y="${bottom + 16}" text-anchor="end">${seconds.toFixed(0)} s</text>
${lines.join('\n')}
<polyline points="${points.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ')}"/>
</svg>`;
}
