import { count, escapeHtml, table } from '../../rehearsal/html/markup.ts';
import { style } from '../../rehearsal/html/style.ts';
import type { DrillReport } from '../run-drill.ts';
import { timelineChart } from './timeline-chart.ts';

const marks = `.pull { stroke: var(--red); stroke-dasharray: 4 3; } .heal { stroke: var(--green); } .resume { stroke: var(--amber); }`;

/** All drills of one run as one page that needs nothing else. Pure. */
export function renderDrills(reports: readonly DrillReport[]): string {
  const failed = reports.filter((report) => !report.passed).length;
  const words = failed === 0 ? 'Passed' : `${failed} failed`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Drills: ${words.toLowerCase()}</title>
<style>${style}${marks}</style>
</head>
<body>
<header><p class="verdict ${failed === 0 ? 'passed' : 'failed'}">${words}</p><h1>${count(reports.length)} drills</h1>
<p class="soft">Red: something is pulled. Green: it is healed. Amber: records move again. The line: records that HQ has answered.</p></header>
${summary(reports)}
${reports.map(section).join('\n')}
</body>
</html>
`;
}

function summary(reports: readonly DrillReport[]): string {
  const columns = [
    { name: 'Drill' },
    { name: 'Seed', number: true },
    { name: 'Verdict' },
    { name: 'Noticed', number: true },
    { name: 'Moving again', number: true },
    { name: 'Sent again', number: true },
    { name: 'Overtaken', number: true },
    { name: 'Took', number: true },
  ];
  const rows = reports.map((report) => [
    report.name,
    String(report.seed),
    report.passed ? 'held' : 'FAILED',
    seconds(report.timings.notice),
    seconds(report.timings.resume),
    count(report.repeated),
    count(report.overtaken),
    seconds(report.seconds),
  ]);
  return table('All drills', columns, rows);
}

function section(report: DrillReport): string {
  const events = report.events.map(({ at, kind, words }) => [`${at.toFixed(1)} s`, kind, words]);
  return `<section><h2>${escapeHtml(`${report.name}, seed ${report.seed}`)}</h2>
<p class="${report.passed ? 'passed' : 'failed'}">${escapeHtml(report.failure ?? 'Everything held.')}</p>
<p>Pulls ${escapeHtml(report.pulls)}.</p><p class="soft">Must: ${escapeHtml(report.must)}.</p>
${timelineChart(report.samples, report.events)}
${table('Timeline', [{ name: 'At', number: true }, { name: 'What' }, { name: 'Words' }], events)}
${report.passed ? '' : `<p>Again: <code>${escapeHtml(report.again)}</code></p>`}</section>`;
}

function seconds(value: number | null): string {
  return value === null ? '-' : `${value.toFixed(1)} s`;
}
